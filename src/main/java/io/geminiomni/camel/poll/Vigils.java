package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Map;

/**
 * How long this process itself has asked for each task without seeing an end. It is not recorded: what an earlier process
 * has seen does not count, and neither does the time in which none was running.
 */
final class Vigils {
    /** So many questions are enough, if they are spread over {@link #LONGEST}. */
    static final int QUESTIONS = 10;
    /** The time over which they have to be spread, unless {@code abandonAfter} is shorter. */
    static final Duration LONGEST = Duration.ofHours(1);

    private final Elapsed elapsed;
    private final Duration time;
    private final Map<TaskName, Vigil> vigils = Remembered.map();

    /** @param unanswered the last of them, which had no answer */
    private record Vigil(Count asked, Count unanswered) {}

    /** @param since when the first of them came to its end */
    private record Count(int questions, Duration since) {
        static final Count NONE = new Count(0, Duration.ZERO);

        Count next(Duration now) {
            return questions == 0 ? new Count(1, now) : new Count(questions + 1, since);
        }

        boolean isEnough(Duration now, Duration time) {
            return questions >= QUESTIONS && now.minus(since).compareTo(time) >= 0;
        }
    }

    Vigils(Elapsed elapsed, Duration abandonAfter) {
        this.elapsed = elapsed;
        this.time = abandonAfter.compareTo(LONGEST) < 0 ? abandonAfter : LONGEST;
    }

    /**
     * Notes a question that showed no end.
     *
     * @return whether this process has asked often enough, and for long enough, to give the task up: where this question had
     *     no answer, only the unanswered ones in a row before it count
     */
    boolean isLongEnough(VideoTask task, boolean answered) {
        Duration now = elapsed.read();
        Vigil vigil = vigils.compute(
                TaskName.of(task),
                (name, before) -> new Vigil(
                        (before == null ? Count.NONE : before.asked()).next(now),
                        answered ? Count.NONE : (before == null ? Count.NONE : before.unanswered()).next(now)));
        return (answered ? vigil.asked() : vigil.unanswered()).isEnough(now, time);
    }

    /** It has come to its end. */
    void forget(VideoTask task) {
        vigils.remove(TaskName.of(task));
    }
}
