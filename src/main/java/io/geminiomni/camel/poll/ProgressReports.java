package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the polls of waiting tasks have shown, so that something can be learned when they end. It is kept in memory only: nothing
 * is learned from a task that another process has polled, unless the gateway says when it ended. It is kept of {@value #MOST} tasks
 * at a time, which are enough to learn from and take less than 1 MB; then further tasks are not remembered. For one thread at a
 * time.
 */
final class ProgressReports {
    static final int MOST = 2_000;

    /** A task that was not polled for so long is polled by another node, or has ended there. */
    static final Duration LONG = UnpolledTasks.LONG;

    private static final Reports NONE = new Reports();

    private final Elapsed elapsed;
    /** In the order of their last polls. */
    private final Map<TaskName, Reports> open = new LinkedHashMap<>(16, 0.75f, true);

    ProgressReports(Elapsed elapsed) {
        this.elapsed = elapsed;
    }

    /** @param progress percent, more than 0 */
    record Report(Duration age, int progress) {}

    /** What is remembered of a task. */
    private static final class Reports {
        /** In monotonic time. */
        private Duration lastPoll = Duration.ZERO;

        private Duration lastAge = Duration.ZERO;
        /** Of each tenth of the progress the latest one: the age in milliseconds, times 100, plus the progress. */
        private long[] latest = {};

        void add(Duration now, Duration age, int progress) {
            lastPoll = now;
            lastAge = age;
            if (progress > 0) {
                // A store whose clock was set back may make an age negative.
                long report = Math.max(0, age.toMillis()) * 100 + progress;
                LongStream others = Arrays.stream(latest).filter(each -> each % 100 / 10 != progress / 10);
                latest = LongStream.concat(others, LongStream.of(report)).toArray();
            }
        }

        List<Report> list() {
            return Arrays.stream(latest)
                    .mapToObj(report -> new Report(Duration.ofMillis(report / 100), (int) (report % 100)))
                    .toList();
        }
    }

    /**
     * A poll has shown that the task goes on.
     *
     * @param progress percent, 0 to 99
     */
    void add(VideoTask task, int progress, Duration age) {
        TaskName name = TaskName.of(task);
        Duration now = elapsed.read();
        Reports reports = open.get(name);
        if (reports == null && (open.size() < MOST || forgetOne(now))) {
            reports = new Reports();
            open.put(name, reports);
        }
        if (reports != null) {
            reports.add(now, age, progress);
        }
    }

    /** Forgets the task that was polled least recently, if that was long ago. */
    private boolean forgetOne(Duration now) {
        Iterator<Reports> tasks = open.values().iterator();
        boolean isLongAgo = now.minus(tasks.next().lastPoll).compareTo(LONG) > 0;
        if (isLongAgo) {
            tasks.remove();
        }
        return isLongAgo;
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
        Reports reports = open.getOrDefault(TaskName.of(polled), NONE);
        if (told != null && told.compareTo(reports.lastAge) > 0 && told.compareTo(age) <= 0) {
            return new EndedTask(told, told, reports.list());
        }
        return reports == NONE && polled.polls() > 0 ? null : new EndedTask(reports.lastAge, age, reports.list());
    }

    /** The task has ended. */
    void forget(VideoTask task) {
        open.remove(TaskName.of(task));
    }

    /** Of how many tasks something is remembered. */
    int size() {
        return open.size();
    }
}
