package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The outcome of a create request. */
public sealed interface Outcome {
    /** The state of a record with this outcome. */
    TaskState state();

    /** Why no task was made, or why it is unknown whether one was; {@code null} if one was made. */
    @Nullable String reason();

    /**
     * The record with this outcome.
     *
     * @param task a record that is SUBMITTING or UNKNOWN
     * @param now when the task counts as created if the gateway gives no time
     */
    default VideoTask appliedTo(VideoTask task, Instant now) {
        VideoTask.Builder decided = task.state() == state() ? task.toBuilder() : task.become(state());
        return decided.errorMessage(reason()).build();
    }

    /** The gateway made a task. */
    record Accepted(
            String taskId,
            @Nullable String status,
            @Nullable String model,
            @Nullable Instant createdAt) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.WAITING;
        }

        @Override
        public @Nullable String reason() {
            return null;
        }

        @Override
        public VideoTask appliedTo(VideoTask task, Instant now) {
            return Outcome.super.appliedTo(task, now).toBuilder()
                    .taskId(taskId)
                    .status(status)
                    .model(model)
                    .createdAt(createdAt == null ? now : createdAt)
                    .build();
        }
    }

    /** The gateway did not take the request. */
    record NotAccepted(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.NOT_ACCEPTED;
        }
    }

    /** The gateway rejected the request. */
    record Rejected(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.REJECTED;
        }
    }

    /** It is unknown whether the gateway took the request. */
    record Unknown(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.UNKNOWN;
        }
    }
}
