package io.geminiomni.camel.gateway;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns the answer to a question about a task into what it says, or into the exception that fits. */
final class QueryRules {
    private static final String LATER = "Ask again later; the task is not lost.";

    private final TaskAnswers tasks;
    private final AnswerText said;
    private final Clock clock;

    QueryRules(TaskAnswers tasks, AnswerText said, Clock clock) {
        this.tasks = tasks;
        this.said = said;
        this.clock = clock;
    }

    GatewayException judge(String taskId, CallFailedException failure) {
        return new GatewayUnavailableException(new GatewayFailure(
                message(taskId, said.of(failure), LATER), null, failure.httpStatus(), false, null, failure));
    }

    TaskAnswer judge(String taskId, GatewayAnswer answer) {
        Envelope envelope = Envelope.in(answer.body());
        int status = answer.httpStatus();
        if (envelope != null && envelope.success()) {
            TaskAnswer task = tasks.about(taskId, envelope.data());
            if (task == null) {
                throw new GatewayUnavailableException(
                        failure(taskId, answer, envelope, "the answer is about another task or about none", LATER));
            }
            return task;
        }
        String what = said.of(status, envelope);
        String message = envelope == null ? null : envelope.message();
        if (status == 429 || Phrases.throttled(message)) {
            throw new GatewayThrottledException(
                    failure(taskId, answer, envelope, "too many questions: " + what, LATER));
        }
        boolean unauthorised = envelope != null && envelope.authenticationFailed();
        if (unauthorised || status == 401 || status == 403) {
            throw new GatewayAuthenticationException(failure(
                    taskId,
                    answer,
                    envelope,
                    "the API key is not accepted: " + what,
                    "Check the option apiKey, and that the key belongs to this base URL; the task is not lost."));
        }
        if (status == 404 || Phrases.unknownTask(message)) {
            throw new UnknownTaskException(failure(
                    taskId,
                    answer,
                    envelope,
                    "the gateway does not know it: " + what,
                    "A task can be unknown for some seconds after its creation; if it stays so, check the task id,"
                            + " baseUrl and apiKey."));
        }
        if (envelope == null || envelope.serverError() || status >= 500) {
            throw new GatewayUnavailableException(failure(taskId, answer, envelope, what, LATER));
        }
        throw new GatewayRejectedException(
                failure(taskId, answer, envelope, what, "The same question again will have the same answer."));
    }

    private GatewayFailure failure(
            String taskId, GatewayAnswer answer, @Nullable Envelope envelope, String what, String next) {
        Duration retryAfter = RetryAfter.parse(answer.retryAfter(), clock.instant());
        return new GatewayFailure(
                message(taskId, what, next),
                envelope == null ? null : envelope.code(),
                answer.httpStatus(),
                false,
                retryAfter,
                null);
    }

    private static String message(String taskId, String what, String next) {
        return "Asked for the task " + taskId + ", but " + what + ". No money was spent by asking. " + next;
    }
}
