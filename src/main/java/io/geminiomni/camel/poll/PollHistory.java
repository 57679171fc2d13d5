package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Map;

/**
 * How often, and for how long, this process has polled each task without seeing it end. It is kept in memory only: polls of an
 * earlier process do not count, and neither does the time in which no process was running.
 */
final class PollHistory {
    /** The number of polls that are enough, if they are spread over {@link #LONGEST}. */
    static final int POLLS = 10;
    /** The time over which these polls are spread, unless {@code abandonAfter} is shorter. */
    static final Duration LONGEST = Duration.ofHours(1);

    private final Elapsed elapsed;
    private final Duration time;
    private final Map<TaskName, Polls> polls = Remembered.map();

    /** @param unanswered the latest polls in a row that had no answer */
    private record Polls(Count all, Count unanswered) {
        static final Polls NONE = new Polls(Count.NONE, Count.NONE);

        Polls next(boolean answered, Duration now) {
            return new Polls(all.next(now), answered ? Count.NONE : unanswered.next(now));
        }
    }

    /** @param since when the first of the polls returned */
    private record Count(int polls, Duration since) {
        static final Count NONE = new Count(0, Duration.ZERO);

        Count next(Duration now) {
            return new Count(polls + 1, polls == 0 ? now : since);
        }

        boolean isEnough(Duration now, Duration time) {
            return polls >= POLLS && now.minus(since).compareTo(time) >= 0;
        }
    }

    PollHistory(Elapsed elapsed, Duration abandonAfter) {
        this.elapsed = elapsed;
        this.time = abandonAfter.compareTo(LONGEST) < 0 ? abandonAfter : LONGEST;
    }

    /**
     * Counts a poll that did not show an end.
     *
     * @return whether the task was polled often enough, and for long enough, to abandon it. After a poll without an answer only
     *     the unanswered polls in a row count
     */
    boolean isLongEnough(VideoTask task, boolean answered) {
        Duration now = elapsed.read();
        Polls all = polls.compute(
                TaskName.of(task), (name, before) -> (before == null ? Polls.NONE : before).next(answered, now));
        return (answered ? all.all() : all.unanswered()).isEnough(now, time);
    }

    /** The task has ended. */
    void forget(VideoTask task) {
        polls.remove(TaskName.of(task));
    }
}
