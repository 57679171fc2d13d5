package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Marks tasks that have exceeded a time-out with the first one that they exceed. The time of the last change of a task is kept in
 * memory only, so a node that takes a task over measures a stall from the start.
 */
final class Lateness {
    private final PollPolicy policy;
    private final Elapsed elapsed;
    private final Map<TaskName, Duration> changes = Remembered.map();

    Lateness(PollPolicy policy, Elapsed elapsed) {
        this.policy = policy;
        this.elapsed = elapsed;
    }

    /**
     * Gives the task, marked if it is late now.
     *
     * @param age the time since its submission
     */
    VideoTask mark(VideoTask before, VideoTask task, Duration age) {
        Duration unchanged = unchanged(before, task, age);
        if (task.late()) {
            return task;
        }
        String exceeded = isQueued(task) && exceeds(age, policy.queueTimeout())
                ? "queueTimeout"
                : exceeds(unchanged, policy.stallTimeout())
                        ? "stallTimeout"
                        : exceeds(age, policy.taskTimeout()) ? "taskTimeout" : null;
        return exceeded == null ? task : task.toBuilder().lateBy(exceeded).build();
    }

    /** The task has ended. */
    void forget(VideoTask task) {
        changes.remove(TaskName.of(task));
    }

    static boolean hasChanged(VideoTask before, VideoTask task) {
        return before.progress() != task.progress() || !Objects.equals(before.status(), task.status());
    }

    private static boolean isQueued(VideoTask task) {
        return task.progress() == 0 && (task.status() == null || RemoteStatus.of(task.status()) == RemoteStatus.QUEUED);
    }

    private static boolean exceeds(Duration time, @Nullable Duration limit) {
        return limit != null && time.compareTo(limit) > 0;
    }

    private Duration unchanged(VideoTask before, VideoTask task, Duration age) {
        if (policy.stallTimeout() == null) {
            return Duration.ZERO;
        }
        TaskName name = TaskName.of(task);
        Duration now = elapsed.read();
        if (hasChanged(before, task)) {
            changes.put(name, now);
        }
        Duration first = before.polls() == 0 ? now.minus(age) : now;
        return now.minus(changes.computeIfAbsent(name, absent -> first));
    }
}
