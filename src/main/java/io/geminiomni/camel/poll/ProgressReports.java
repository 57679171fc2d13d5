package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the polls of waiting tasks have shown, so that something can be learned when they end. It is kept in memory only: nothing
 * is learned from a task that another process has polled, unless the gateway says when it ended.
 */
final class ProgressReports {
    private final Map<TaskName, Reports> open = Remembered.map();

    /** @param progress percent, more than 0 */
    record Report(Duration age, int progress) {
        private boolean isOfSameTenth(Report other) {
            return progress / 10 == other.progress / 10;
        }
    }

    /**
     * @param lastAge the age at the last poll
     * @param latest the latest report of each tenth of the progress
     */
    private record Reports(Duration lastAge, List<Report> latest) {
        static final Reports NONE = new Reports(Duration.ZERO, List.of());

        Reports next(Duration age, int progress) {
            if (progress == 0) {
                return new Reports(age, latest);
            }
            Report report = new Report(age, progress);
            return new Reports(
                    age,
                    Stream.concat(latest.stream().filter(each -> !each.isOfSameTenth(report)), Stream.of(report))
                            .toList());
        }
    }

    /** A poll has shown that the task goes on. */
    void add(VideoTask task, int progress, Duration age) {
        open.compute(TaskName.of(task), (name, before) -> (before == null ? Reports.NONE : before).next(age, progress));
    }

    /**
     * A poll has shown that the task has ended.
     *
     * @param polled the task before the poll
     * @param told how long it took, by the gateway, which counts if it agrees with the polls
     * @param age at the poll
     * @return null if it is not known when it ended
     */
    @Nullable EndedTask end(VideoTask polled, @Nullable Duration told, Duration age) {
        Reports seen = open.get(TaskName.of(polled));
        Reports reports = seen == null ? Reports.NONE : seen;
        if (told != null && told.compareTo(reports.lastAge()) > 0 && told.compareTo(age) <= 0) {
            return new EndedTask(told, told, reports.latest());
        }
        return seen == null && polled.polls() > 0 ? null : new EndedTask(reports.lastAge(), age, reports.latest());
    }

    /** The task has ended. */
    void forget(VideoTask task) {
        open.remove(TaskName.of(task));
    }
}
