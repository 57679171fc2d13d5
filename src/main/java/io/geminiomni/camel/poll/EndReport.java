package io.geminiomni.camel.poll;

import io.geminiomni.camel.observe.TaskEvent;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is reported of a task that has ended. */
final class EndReport {
    private EndReport() {}

    /** @return null if the task has not ended */
    static @Nullable TaskEvent of(VideoTask task) {
        return switch (task.state()) {
            case COMPLETED -> event(task, TaskEvent.Outcome.COMPLETED, generation(task));
            case FAILED -> event(task, TaskEvent.Outcome.FAILED, generation(task));
            case PARKED -> event(task, TaskEvent.Outcome.PARKED, null);
            case SUBMITTING, NOT_ACCEPTED, REJECTED, UNKNOWN, WAITING, DELIVERED -> null;
        };
    }

    private static TaskEvent event(VideoTask task, TaskEvent.Outcome outcome, @Nullable Duration generation) {
        return new TaskEvent(
                task.channel(), task.request().model(), task.request().resolution(), outcome, generation, task.polls());
    }

    /** A gateway whose times are not in order makes no negative time. */
    private static @Nullable Duration generation(VideoTask task) {
        Instant ended = task.completedAt();
        if (ended == null) {
            return null;
        }
        Duration generation = Duration.between(Objects.requireNonNullElse(task.createdAt(), task.submittedAt()), ended);
        return generation.isNegative() ? Duration.ZERO : generation;
    }
}
