package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which time-out a task has exceeded, if any. The first that it exceeds stays its mark. When a task last changed is
 * remembered here and not recorded, so whoever takes a task over counts a stall anew.
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
     * The task, marked if it is late now.
     *
     * @param age how long ago it was submitted
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

    /** It has come to its end. */
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
        Duration first = before.questions() == 0 ? now.minus(age) : now;
        return now.minus(changes.computeIfAbsent(name, unseen -> first));
    }
}
