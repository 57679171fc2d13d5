package io.geminiomni.camel.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a create ended, by the first rule that fits:
 *
 * <ol>
 *   <li>No byte of the request can have left: not accepted.
 *   <li>A well-formed answer, success code, valid task id, whatever the HTTP status: accepted. A success with any other
 *       id, or with none, is unclear; and so is an error that names a task.
 *   <li>HTTP 429, or an envelope whose message says throttled: not accepted.
 *   <li>An envelope with an error code, and an HTTP status below 500: refused. The code -1 only when the message says
 *       balance or quota.
 *   <li>No envelope, and HTTP 400, 401, 402, 403, 404, 413, 415 or 422: refused.
 *   <li>Everything else: unclear. So is an answer that broke off, whatever its status: nobody knows what it would have
 *       said.
 * </ol>
 */
final class CreateRules {
    private static final Set<Integer> REFUSING_STATUS = Set.of(400, 401, 402, 403, 404, 413, 415, 422);
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final TaskAnswers tasks;
    private final AnswerText said;
    private final Clock clock;
    private final String request;

    /** @param request what it is called in messages */
    CreateRules(String request, TaskAnswers tasks, AnswerText said, Clock clock) {
        this.tasks = tasks;
        this.said = said;
        this.clock = clock;
        this.request = request;
    }

    /** Rules 1 and 6, for a call that brought no whole answer. */
    CreateOutcome judge(CallFailedException failure) {
        String why = said.of(failure);
        return failure.maybeSent()
                ? unclear(why, null, failure.httpStatus(), null, failure)
                : new CreateOutcome.NotAccepted(
                        CreateOutcome.NotAccepted.Reason.NOT_CONNECTED,
                        new GatewayFailure(
                                "Did not send " + request + ": " + why + ". No money was spent. Send it again when"
                                        + " the gateway can be reached.",
                                null,
                                0,
                                false,
                                null,
                                failure));
    }

    /** Rules 2 to 6, for a whole answer. */
    CreateOutcome judge(GatewayAnswer answer) {
        int status = answer.httpStatus();
        Duration retryAfter = RetryAfter.parse(answer.retryAfter(), clock.instant());
        Envelope envelope = Envelope.in(answer.body());
        String what = said.of(status, envelope);
        String code = envelope == null ? null : envelope.code();
        String message = envelope == null ? null : envelope.message();

        if (envelope != null && (envelope.success() || envelope.namesTask())) {
            TaskAnswer task = envelope.success() ? tasks.named(envelope.data()) : null;
            return task != null
                    ? new CreateOutcome.Accepted(task)
                    : unclear(
                            "the gateway answered with " + what
                                    + (envelope.success() ? " but no valid task id" : " and yet named a task"),
                            code,
                            status,
                            retryAfter,
                            null);
        }
        if (status == TOO_MANY_REQUESTS || Phrases.throttled(message)) {
            return throttled(what, code, status, retryAfter);
        }
        boolean refused = envelope == null
                ? REFUSING_STATUS.contains(status)
                : status < FIRST_SERVER_ERROR && (!envelope.serverError() || Phrases.balance(message));
        return refused
                ? refused(what, envelope, status, retryAfter)
                : unclear("the gateway answered with " + what, code, status, retryAfter, null);
    }

    /**
     * Rule 6, for a whole answer on whose reading this program failed. The failure's message is left out, as it may quote
     * the answer.
     */
    CreateOutcome unreadable(GatewayAnswer answer, Throwable failure) {
        IllegalStateException cause =
                new IllegalStateException(failure.getClass().getName());
        cause.setStackTrace(failure.getStackTrace());
        return unclear(
                "reading the answer with HTTP " + answer.httpStatus() + " failed with "
                        + failure.getClass().getSimpleName(),
                null,
                answer.httpStatus(),
                null,
                cause);
    }

    private CreateOutcome throttled(String what, @Nullable String code, int status, @Nullable Duration retryAfter) {
        return new CreateOutcome.NotAccepted(
                CreateOutcome.NotAccepted.Reason.THROTTLED,
                new GatewayFailure(
                        "The gateway did not take " + request + " because too many came: " + what
                                + ". No money was spent. Send it again "
                                + (retryAfter == null ? "later." : "after " + retryAfter + "."),
                        code,
                        status,
                        false,
                        retryAfter,
                        null));
    }

    private CreateOutcome refused(String what, @Nullable Envelope envelope, int status, @Nullable Duration retryAfter) {
        CreateOutcome.Refused.Reason reason = reason(envelope, status);
        String next = switch (reason) {
            case AUTHENTICATION -> "Check the option apiKey, and that the key belongs to this base URL.";
            case BALANCE -> "Top up the account and send the request again.";
            case REQUEST -> "Change the request before it is sent again.";
        };
        return new CreateOutcome.Refused(
                reason,
                new GatewayFailure(
                        "The gateway refused " + request + ": " + what + ". No money was spent. " + next,
                        envelope == null ? null : envelope.code(),
                        status,
                        false,
                        retryAfter,
                        null));
    }

    private static CreateOutcome.Refused.Reason reason(@Nullable Envelope envelope, int status) {
        if (envelope != null && envelope.authenticationFailed()) {
            return CreateOutcome.Refused.Reason.AUTHENTICATION;
        }
        if (status == 402 || (envelope != null && Phrases.balance(envelope.message()))) {
            return CreateOutcome.Refused.Reason.BALANCE;
        }
        return status == 401 || status == 403
                ? CreateOutcome.Refused.Reason.AUTHENTICATION
                : CreateOutcome.Refused.Reason.REQUEST;
    }

    private CreateOutcome unclear(
            String why, @Nullable String code, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        return new CreateOutcome.Unclear(
                why,
                new GatewayFailure(
                        "It is not known whether the gateway accepted " + request + ": " + why
                                + ". Money may have been spent. Look for the task in the gateway's account before the"
                                + " request is sent again.",
                        code,
                        status,
                        true,
                        retryAfter,
                        cause));
    }
}
