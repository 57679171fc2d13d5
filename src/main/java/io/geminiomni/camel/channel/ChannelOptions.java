package io.geminiomni.camel.channel;

import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checked, immutable options of a channel at one endpoint.
 *
 * @param taskRepository the task repository; {@code null} for the component's own store
 * @param redelivery when a video whose route failed is emitted again
 * @param disclosure which parts of an exchange contain the URLs of videos
 * @param workerPoolSize how many threads continue exchanges that have waited
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
        BalanceLimit balance,
        int workerPoolSize) {

    /** The part of {@code submitTimeout} that is reserved for the task store. */
    public static final Duration STORE_TIME = Duration.ofSeconds(5);

    /** @throws IllegalArgumentException naming the option with an invalid value */
    public ChannelOptions {
        OptionChecks.atLeast("leaseDuration", lease.toMillis(), 1);
        OptionChecks.atLeast("concurrentPolls", concurrentPolls, 1);
        OptionChecks.atLeast("workerPoolSize", workerPoolSize, 1);
    }

    /**
     * How videos are fetched.
     *
     * @param retries how many attempts in a row may fail or bring too little
     * @param maxVideoSize in bytes
     * @param minRate in bytes per second
     * @param hosts the allowed hosts of videos; empty for any public host
     * @param verify what is done about a video that is not what was asked for
     */
    public record Downloads(int retries, long maxVideoSize, long minRate, List<String> hosts, VerifyVideo verify) {}

    /**
     * What the account should have.
     *
     * @param minimum below which nothing is created; {@code null} for no minimum
     * @param keptFor how long a balance is used before it is queried again
     */
    public record BalanceLimit(@Nullable BigDecimal minimum, Duration keptFor) {
        public BalanceLimit {
            OptionChecks.atLeast("balanceCacheTime", keptFor.toMillis(), 0);
        }
    }

    Duration longestCall() {
        return gateway.connectTimeout().plus(gateway.requestTimeout());
    }
}
