package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Map;

/**
 * How often, and for how long, this process has polled each task without seeing it end. It is kept in memory only: polls of an
 * earlier process do not count, and neither does the time in which no process was running.
 */
final class PollHistory {
    /** The number of polls that are enough to abandon a task, if they are spread over {@link #LONGEST}. */
    static final int POLLS = 10;
    /** The time over which these polls are spread, unless {@code abandonAfter} is shorter. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** Two polls show more than one moment, such as that of a deployment, in which the gateway did not know the task. */
    private static final int UNKNOWN_POLLS = 2;
    /** The time over which these are spread, unless half of {@code taskTimeout} is shorter. */
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(10);

    private final Elapsed elapsed;
    private final Duration time;
    private final Duration unknownFor;
    private final Map<TaskName, Polls> polls = Remembered.map();

    /**
     * @param unanswered the latest polls in a row that had no answer
     * @param unknown those of the latest polls, since the last answer about the task, whose answer was that it is not known
     */
    private record Polls(Count all, Count unanswered, Count unknown) {
        static final Polls NONE = new Polls(Count.NONE, Count.NONE, Count.NONE);

        Polls next(PollResult result, Duration now) {
            if (result instanceof PollResult.Answered) {
                return new Polls(all.next(now), Count.NONE, Count.NONE);
            }
            boolean answeredBefore = result.polled().task().unansweredPolls() == 0;
            Count unknownBefore = answeredBefore ? Count.NONE : unknown;
            boolean isUnknown = ((PollResult.Failed) result).failure() instanceof UnknownTaskException;
            return new Polls(all.next(now), unanswered.next(now), isUnknown ? unknownBefore.next(now) : unknownBefore);
        }
    }

    /** @param since when the first of the polls returned */
    private record Count(int polls, Duration since) {
        static final Count NONE = new Count(0, Duration.ZERO);

        Count next(Duration now) {
            return new Count(polls + 1, polls == 0 ? now : since);
        }

        boolean isEnough(int enough, Duration now, Duration time) {
            return polls >= enough && now.minus(since).compareTo(time) >= 0;
        }
    }

    PollHistory(Elapsed elapsed, PollPolicy policy) {
        this.elapsed = elapsed;
        this.time = shorter(policy.abandonAfter(), LONGEST);
        this.unknownFor = shorter(policy.taskTimeout().dividedBy(2), UNKNOWN_FOR);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Counts a poll. */
    void add(PollResult result) {
        Duration now = elapsed.read();
        polls.compute(
                TaskName.of(result.polled().task()),
                (name, before) -> (before == null ? Polls.NONE : before).next(result, now));
    }

    /**
     * Whether a task was polled often enough, and for long enough, to abandon it. After a poll without an answer only the unanswered
     * polls in a row count.
     *
     * @param answered whether the last poll had an answer
     */
    boolean isLongEnough(VideoTask task, boolean answered) {
        Polls all = of(task);
        return (answered ? all.all() : all.unanswered()).isEnough(POLLS, elapsed.read(), time);
    }

    /** Whether the gateway has not known the task often enough, and for long enough, to park it. */
    boolean isUnknownLongEnough(VideoTask task) {
        return of(task).unknown().isEnough(UNKNOWN_POLLS, elapsed.read(), unknownFor);
    }

    private Polls of(VideoTask task) {
        return polls.getOrDefault(TaskName.of(task), Polls.NONE);
    }

    /** The task has ended. */
    void forget(VideoTask task) {
        polls.remove(TaskName.of(task));
    }
}
