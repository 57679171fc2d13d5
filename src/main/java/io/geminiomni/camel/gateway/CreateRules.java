package io.geminiomni.camel.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides the outcome of a create, by the first rule that fits. {@link ClassifiedAnswer} reads the answer as for every call; a
 * create must be certain that nothing was charged before it says so.
 *
 * <ol>
 *   <li>No byte of the request can have left: not accepted.
 *   <li>A success code and a valid task id, whatever the HTTP status: accepted. A success without a valid task id, and an
 *       error or an answer without a code that names a task: unknown.
 *   <li>Throttled, as HTTP 429 says, or the message in words that are not those of the request, without a time-out: not
 *       accepted. Not so if the data has a {@code taskId}, or if the code means success elsewhere and the status is not 429.
 *   <li>An envelope with an error code, and an HTTP status below 500: rejected. With the code -1 only if the message names
 *       the balance or the quota, in words that are not those of the request, and says neither that something was charged nor that something timed out. Codes that mean success elsewhere (0 and 200 to
 *       299), and data with a {@code taskId}, are no error.
 *   <li>No envelope, and an HTTP status that refuses the key or rejects the call: rejected.
 *   <li>Everything else: unknown. So is an answer that broke off, whatever its status.
 * </ol>
 */
final class CreateRules {
    private static final int TOO_MANY_REQUESTS = 429;

    private final String request;
    private final String sent;
    private final AnswerReader reader;

    /**
     * @param request what it is called in messages
     * @param sent its JSON
     */
    CreateRules(String request, String sent, AnswerReader reader) {
        this.request = request;
        this.sent = sent;
        this.reader = reader;
    }

    /** Rules 1 and 6, for a call without a whole answer. */
    CreateOutcome judge(CallFailedException failure) {
        String why = reader.text(failure);
        if (failure.maybeSent()) {
            return CreateOutcome.Unknown.of(request, why, failure.httpStatus(), failure);
        }
        String message = "Did not send " + request + ": " + why
                + ". No money was spent. Send it again when the gateway can be reached.";
        return new CreateOutcome.NotAccepted(
                CreateOutcome.NotAccepted.Reason.NOT_CONNECTED,
                new GatewayFailure(message, null, 0, false, null, failure));
    }

    /** Rules 2 to 6, for a whole answer. */
    CreateOutcome judge(GatewayAnswer whole) {
        ClassifiedAnswer answer = reader.classify(whole, sent);
        Envelope envelope = answer.envelope();
        if (envelope != null && (envelope.success() || envelope.namesTask())) {
            TaskAnswer task = envelope.success() ? reader.tasks().named(envelope.data()) : null;
            return task == null
                    ? unknown(
                            answer,
                            (envelope.success() ? " but no valid task id" : " and yet named a task")
                                    + reader.namedTask(envelope))
                    : new CreateOutcome.Accepted(task);
        }
        if (answer.kind() == ClassifiedAnswer.Kind.THROTTLED && !mayBeTaken(answer, envelope)) {
            return throttled(answer);
        }
        return isRejected(answer, envelope) ? rejected(answer, envelope) : unknown(answer, "");
    }

    /** Rule 6, for a whole answer that this program failed to read. The failure's message is left out: it may quote the answer. */
    CreateOutcome unreadable(GatewayAnswer answer, Throwable failure) {
        IllegalStateException cause =
                new IllegalStateException(failure.getClass().getName());
        cause.setStackTrace(failure.getStackTrace());
        return CreateOutcome.Unknown.of(
                request,
                "reading the answer with HTTP " + answer.httpStatus() + " failed with "
                        + failure.getClass().getSimpleName(),
                answer.httpStatus(),
                cause);
    }

    /** Whether a throttled request may be taken nevertheless: HTTP 429 is certain, unless a task is named. */
    private static boolean mayBeTaken(ClassifiedAnswer answer, @Nullable Envelope envelope) {
        return envelope != null
                && (answer.httpStatus() == TOO_MANY_REQUESTS ? envelope.hasOtherTaskId() : envelope.mayBeSuccess());
    }

    private static boolean isRejected(ClassifiedAnswer answer, @Nullable Envelope envelope) {
        return envelope == null
                ? answer.kind() != ClassifiedAnswer.Kind.UNAVAILABLE
                : !answer.hasServerStatus()
                        && !envelope.mayBeSuccess()
                        && (!envelope.serverError() || answer.isRefusedByBalance());
    }

    private CreateOutcome throttled(ClassifiedAnswer answer) {
        Duration retryAfter = answer.retryAfter();
        return new CreateOutcome.NotAccepted(
                CreateOutcome.NotAccepted.Reason.THROTTLED,
                answer.failure(
                        "The gateway did not take " + request + " because too many came: " + answer.text()
                                + ". No money was spent. Send it again "
                                + (retryAfter == null ? "later." : "after " + retryAfter + "."),
                        false));
    }

    private CreateOutcome rejected(ClassifiedAnswer answer, @Nullable Envelope envelope) {
        CreateOutcome.Rejected.Reason reason = reason(answer, envelope);
        String next = switch (reason) {
            case AUTHENTICATION -> "Check the option apiKey, and that the key belongs to this base URL.";
            case BALANCE -> "Top up the account and send the request again.";
            case REQUEST -> "Change the request before it is sent again.";
        };
        return new CreateOutcome.Rejected(
                reason,
                answer.failure(
                        "The gateway rejected " + request + ": " + answer.text() + ". No money was spent. " + next,
                        false));
    }

    private static CreateOutcome.Rejected.Reason reason(ClassifiedAnswer answer, @Nullable Envelope envelope) {
        if (envelope != null && envelope.authenticationFailed()) {
            return CreateOutcome.Rejected.Reason.AUTHENTICATION;
        }
        if (answer.httpStatus() == 402 || answer.isAboutBalance()) {
            return CreateOutcome.Rejected.Reason.BALANCE;
        }
        return answer.kind() == ClassifiedAnswer.Kind.KEY_REFUSED
                ? CreateOutcome.Rejected.Reason.AUTHENTICATION
                : CreateOutcome.Rejected.Reason.REQUEST;
    }

    private CreateOutcome unknown(ClassifiedAnswer answer, String more) {
        String why = "the gateway answered with " + answer.text() + more;
        return new CreateOutcome.Unknown(why, answer.failure(CreateOutcome.Unknown.message(request, why), true));
    }
}
