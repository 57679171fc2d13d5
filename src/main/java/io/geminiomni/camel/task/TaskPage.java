package io.geminiomni.camel.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of tasks.
 *
 * @param tasks the latest submitted first. Records that the store cannot read are left out, so there may be fewer than were asked for
 * @param next the place after which the list continues; {@code null} if this is its end
 */
public record TaskPage(List<VideoTask> tasks, @Nullable TaskCursor next) {
    public TaskPage {
        tasks = List.copyOf(tasks);
    }
}
