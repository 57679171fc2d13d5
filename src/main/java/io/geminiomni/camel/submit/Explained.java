package io.geminiomni.camel.submit;

import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The exceptions of a submission, each saying what happened, whether money may have been spent, and what to do. */
final class Explained {
    private Explained() {}

    static SubmissionOutcomeUnknownException unclear(SubmissionKey key, CreateOutcome.Unclear outcome) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "It is not known whether the gateway took the request with " + key + ": " + outcome.why()
                        + ". Money may have been spent. " + resolve(),
                outcome.toException());
    }

    static SubmissionOutcomeUnknownException stillUnknown(SubmissionKey key, VideoTask task) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "An earlier request with " + key + ", of " + task.submittedAt()
                        + ", has an unknown outcome (" + task.errorMessage()
                        + "). Nothing was sent this time; money may have been spent then. " + resolve(),
                null);
    }

    static SubmissionOutcomeUnknownException stillSubmitting(SubmissionKey key, Duration waited) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "Another exchange is submitting the request with " + key
                        + ", and its outcome did not come within "
                        + waited.toMillis()
                        + " ms. Nothing was sent by this exchange; money may be spent by the other. Try again later: the"
                        + " same key then gives the same task",
                null);
    }

    static SubmissionOutcomeUnknownException notStored(
            SubmissionKey key, @Nullable String taskId, TaskState state, @Nullable Throwable cause) {
        String what = taskId == null
                ? "The outcome of the request with " + key + " is " + state
                : "The gateway made task " + taskId + " of the request with " + key;
        return new SubmissionOutcomeUnknownException(
                key,
                taskId,
                what + ", but the task store could not record it. "
                        + (taskId == null
                                ? "It will show as UNKNOWN. "
                                : "Money was spent. When the store is back, resolve the key as task " + taskId + ". "),
                cause);
    }

    static RuntimeException otherFailed(SubmissionKey key, VideoTask task) {
        return new IllegalStateException("Another exchange has just submitted the same request with " + key
                + ", and it was not taken: " + task.errorMessage()
                + ". Nothing was sent by this exchange and nothing was paid; the key is free, so try again");
    }

    static RuntimeException heldUp(SubmissionKey key, Duration sendWithin) {
        return new IllegalStateException("The request with " + key + " was held up for more than "
                + sendWithin.toMillis()
                + " ms after its intent was recorded, or interrupted, and was not sent. Nothing was paid; the key is free, so"
                + " try again. A slow task store, a paused process or more requests than requestsPerSecond allows do this;"
                + " submitTimeout gives it more time");
    }

    static IdempotencyKeyConflictException conflict(SubmissionKey key, VideoTask task) {
        return new IdempotencyKeyConflictException(
                key,
                "The " + key + " already stands for another request, which is " + task.state()
                        + (task.taskId() == null ? "" : " as task " + task.taskId())
                        + ". Nothing was sent and nothing was paid. Give each request a key of its own, with the header"
                        + " CamelGeminiOmniIdempotencyKey or the option idempotencyKey");
    }

    private static String resolve() {
        return "It is not sent again by itself. Look whether the task exists with the gateway, then resolve the key as"
                + " that task or as not submitted";
    }
}
