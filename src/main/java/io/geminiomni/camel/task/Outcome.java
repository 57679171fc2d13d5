package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a create request. */
public sealed interface Outcome {
    /** The state in which this outcome leaves its record. */
    TaskState state();

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
    }

    /** The gateway cannot have taken it. */
    record NotAccepted(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.NOT_ACCEPTED;
        }
    }

    /** The gateway refused it. */
    record Rejected(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.REJECTED;
        }
    }

    /** It may have been taken. */
    record Unknown(String reason) implements Outcome {
        @Override
        public TaskState state() {
            return TaskState.UNKNOWN;
        }
    }
}
