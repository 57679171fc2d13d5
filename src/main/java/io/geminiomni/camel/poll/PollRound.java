package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one round of questions brought.
 *
 * @param ended tasks that came to an end, held for their emission
 * @param changed tasks that go on, with another status or progress than before; as recorded, and not held
 * @param answered how many questions had an answer
 * @param unanswered how many had none
 * @param failure why the last of those had none
 */
public record PollRound(
        List<LeasedTask> ended,
        List<VideoTask> changed,
        int answered,
        int unanswered,
        @Nullable RuntimeException failure) {
    /** @throws RuntimeException the last failure, if there were questions and none had an answer */
    public void requireSomeAnswer() {
        if (answered == 0 && failure != null) {
            throw failure;
        }
    }
}
