package io.geminiomni.camel.submit;

import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a task is first polled. */
@FunctionalInterface
public interface FirstPoll {
    /**
     * The time from the acceptance of a task to its first poll.
     *
     * @param estimated how long it will take, by the gateway
     */
    Duration after(VideoRequest request, @Nullable Duration estimated);
}
