package io.geminiomni.camel.simulation;

import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The options with which a node is started.
 *
 * @param baseUrl of the gateway
 * @param apiKey of an account of the gateway
 * @param delay between two runs of the consumer
 */
record NodeOptions(
        URI baseUrl,
        String apiKey,
        Duration lease,
        Duration submitTimeout,
        Duration retention,
        Duration pollInterval,
        Duration maxPollInterval,
        Duration delay,
        int concurrentConsumers) {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    static final Duration TASK_TIMEOUT = Duration.ofMinutes(5);
    static final Duration ABANDON_AFTER = Duration.ofMinutes(20);
    static final Duration GENERATE_TIMEOUT = Duration.ofMinutes(3);
    static final int MOST_ATTEMPTS = 4;
    private static final int POLLS = 4;
    private static final int REQUESTS_PER_SECOND = 1000;

    GatewaySettings gateway() {
        return new GatewaySettings(
                baseUrl,
                apiKey,
                CONNECT_TIMEOUT,
                REQUEST_TIMEOUT,
                REQUEST_TIMEOUT,
                null,
                null,
                null,
                1,
                REQUESTS_PER_SECOND);
    }

    ChannelOptions channel(VideoTaskRepository tasks) {
        return new ChannelOptions(
                gateway(),
                new ChannelOptions.Downloads(0, 1, 1, List.of(), VerifyVideo.warn),
                tasks,
                lease,
                POLLS,
                new PollPolicy(new PollSchedule(pollInterval, maxPollInterval), TASK_TIMEOUT, ABANDON_AFTER),
                new Redelivery(MOST_ATTEMPTS),
                UrlDisclosure.NONE,
                new ChannelOptions.BalanceLimit(null, Duration.ZERO),
                2);
    }

    /** How long after its intent was recorded a request may be sent. */
    Duration sendWithin() {
        return submitTimeout.minus(CONNECT_TIMEOUT).minus(REQUEST_TIMEOUT).minus(ChannelOptions.STORE_TIME);
    }
}
