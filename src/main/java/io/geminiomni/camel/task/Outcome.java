package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a create request. */
public sealed interface Outcome {
    /** The state in which this outcome leaves its record. */
    TaskState state();

    /**
     * The record with this outcome written to it.
     *
     * @param task a record that is SUBMITTING or UNKNOWN
     * @param now when the task counts as created where the gateway did not say
     */
    VideoTask appliedTo(VideoTask task, Instant now);

    /** The gateway made a task of it. */
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
        public VideoTask appliedTo(VideoTask task, Instant now) {
            return task.become(state())
                    .taskId(taskId)
                    .status(status)
                    .model(model)
                    .createdAt(createdAt == null ? now : createdAt)
                    .errorMessage(null)
                    .build();
        }
    }

    /** The gateway cannot have taken it. */
    record NotAccepted(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.NOT_ACCEPTED;
        }

        @Override
        public VideoTask appliedTo(VideoTask task, Instant now) {
            return task.become(state()).errorMessage(reason).build();
        }
    }

    /** The gateway refused it. */
    record Rejected(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.REJECTED;
        }

        @Override
        public VideoTask appliedTo(VideoTask task, Instant now) {
            return task.become(state()).errorMessage(reason).build();
        }
    }

    /** It may have been taken. */
    record Unknown(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.UNKNOWN;
        }

        @Override
        public VideoTask appliedTo(VideoTask task, Instant now) {
            VideoTask.Builder unknown = task.state() == state() ? task.toBuilder() : task.become(state());
            return unknown.errorMessage(reason).build();
        }
    }
}
