package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The task of a request.
 *
 * @param duplicate whether the task existed already, so that nothing was sent
 * @param estimated how long it will take, by the gateway; null for a duplicate
 */
public record Submitted(
        VideoTask task, boolean duplicate, @Nullable Duration estimated) {
    static Submitted duplicate(VideoTask task) {
        return new Submitted(task, true, null);
    }
}
