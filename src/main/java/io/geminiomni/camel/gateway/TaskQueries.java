package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Queries the tasks of one account. Thread-safe. */
@FunctionalInterface
public interface TaskQueries {
    /**
     * Queries a task that somebody waits for.
     *
     * @throws UnknownTaskException           if the gateway does not know the task, or the text cannot be a task id
     * @throws GatewayAuthenticationException if the gateway refuses the API key
     * @throws GatewayThrottledException      if the gateway throttles the account
     * @throws GatewayRejectedException       if the gateway rejects the call for another reason
     * @throws GatewayUnavailableException    if there is no usable answer
     */
    TaskAnswer query(String taskId);

    /**
     * Polls a task. A poll that waits for its turn is taken back when the gateway throttles the account: sent slowly, the polls that
     * wait would be answered with that for minutes.
     *
     * @param age      of the task: older ones, whose videos expire first, are polled first
     * @param isWanted whether the poll may still be sent; it is asked when the turn has come, possibly under a lock
     * @return empty if the poll was not sent
     * @throws GatewayException as for {@link #query}
     */
    default Optional<TaskAnswer> poll(String taskId, Duration age, BooleanSupplier isWanted) {
        return isWanted.getAsBoolean() ? Optional.of(query(taskId)) : Optional.empty();
    }
}
