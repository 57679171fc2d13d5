package io.geminiomni.camel.channel;

import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a channel at one endpoint, checked and fixed.
 *
 * @param gateway where requests and polls go
 * @param downloads how videos are fetched
 * @param taskRepository where tasks are kept; {@code null} for the component's own store
 * @param lease how long one node owns a task before another may take it
 * @param concurrentPolls how many polls may be in flight at once
 * @param polls when a task is asked for, and what an answer changes
 * @param redelivery when a video whose route failed is emitted again
 * @param disclosure where exchanges show the URLs of videos
 * @param workerPoolSize how many threads go on with exchanges that have waited
 */
public record ChannelOptions(
        GatewaySettings gateway,
        Downloads downloads,
        @Nullable VideoTaskRepository taskRepository,
        Duration lease,
        int concurrentPolls,
        PollPolicy polls,
        Redelivery redelivery,
        UrlDisclosure disclosure,
        int workerPoolSize) {

    /** The time that is set aside for the task store within {@code submitTimeout}. */
    public static final Duration STORE_TIME = Duration.ofSeconds(5);

    /**
     * How videos are fetched.
     *
     * @param retries how many attempts in a row may each bring too little
     * @param maxVideoSize in bytes
     * @param minRate in bytes a second
     * @param hosts from which videos may come; none for any public host
     */
    public record Downloads(int retries, long maxVideoSize, long minRate, List<String> hosts) {}

    /** The longest that a call to the gateway takes. */
    Duration longestCall() {
        return gateway.connectTimeout().plus(gateway.requestTimeout());
    }
}
