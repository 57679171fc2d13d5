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
 * @param more whether more tasks may be due, as there was no room for all
 */
public record PollRound(List<LeasedTask> ended, List<VideoTask> changed, Answers answers, boolean more) {
    /**
     * How many polls have had an answer.
     *
     * @param answered the number of polls with an answer
     * @param unanswered the number of polls without one
     * @param failure why the last of these had none
     */
    public record Answers(
            int answered, int unanswered, @Nullable RuntimeException failure) {
        /** There were no polls. */
        public static final Answers NONE = new Answers(0, 0, null);

        /** These, and those that came later. */
        public Answers plus(Answers later) {
            return new Answers(
                    answered + later.answered,
                    unanswered + later.unanswered,
                    later.failure == null ? failure : later.failure);
        }

        /** The failure of the last poll, if there were polls and none had an answer. */
        public @Nullable RuntimeException missing() {
            return answered == 0 ? failure : null;
        }

        /** The number of polls that have ended. */
        public int ended() {
            return answered + unanswered;
        }

        /** @throws RuntimeException the last failure, if there were polls and none had an answer */
        public void requireSome() {
            RuntimeException missing = missing();
            if (missing != null) {
                throw missing;
            }
        }
    }
}
