package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one round of polls.
 *
 * @param ended tasks that have ended, leased to be emitted
 * @param changed tasks that go on with a new status or progress, as they are stored; they are not leased
 * @param answered the number of polls with an answer
 * @param unanswered the number of polls without one
 * @param failure why the last of these had none
 * @param more whether more tasks may be due, as there was no room for all
 */
public record PollRound(
        List<LeasedTask> ended,
        List<VideoTask> changed,
        int answered,
        int unanswered,
        @Nullable RuntimeException failure,
        boolean more) {
    /** @throws RuntimeException the last failure, if there were polls and none had an answer */
    public void requireSomeAnswer() {
        if (answered == 0 && failure != null) {
            throw failure;
        }
    }
}
