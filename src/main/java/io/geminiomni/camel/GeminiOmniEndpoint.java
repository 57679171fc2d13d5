package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.FreshUrl;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.poll.PollScope;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.submit.SubmissionPolicy;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.jspecify.annotations.Nullable;

/** Generate videos through the Gemini Omni gateway: each request paid for once, each video delivered. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "gemini-omni",
        title = "Gemini Omni",
        syntax = "gemini-omni:channel",
        category = {Category.AI, Category.CLOUD},
        headersClass = GeminiOmniConstants.class)
public class GeminiOmniEndpoint extends ScheduledPollEndpoint implements EndpointServiceLocation {
    private static final long DEFAULT_DELAY = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @UriPath(
            description = "The channel, which ties the producers of requests to the consumers of their videos: letters,"
                    + " digits, dots, underscores and hyphens; 1 to 100 characters.")
    @Metadata(required = true)
    private final String channel;

    @UriParam
    private GeminiOmniConfiguration configuration;

    @UriParam(
            label = "consumer",
            description =
                    "How many videos a poll emits at most; 0 or less for no limit. A slow route is handed no more than"
                            + " it gets through, so that other nodes can take the rest.")
    private int maxMessagesPerPoll;

    public GeminiOmniEndpoint(
            String uri, GeminiOmniComponent component, String channel, GeminiOmniConfiguration configuration) {
        super(uri, component);
        this.channel = channel;
        this.configuration = configuration;
        setDelay(DEFAULT_DELAY);
    }

    @Override
    public Producer createProducer() {
        return new GeminiOmniProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        GeminiOmniConsumer consumer = new GeminiOmniConsumer(this, processor);
        configureConsumer(consumer);
        consumer.setMaxMessagesPerPoll(maxMessagesPerPoll);
        return consumer;
    }

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        GeminiOmniPollingConsumer consumer = new GeminiOmniPollingConsumer(this);
        configurePollingConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        OptionChecks.check(configuration, getComponent().getSubmitTimeout());
        gatewaySettings();
        tasks();
    }

    @Override
    public GeminiOmniComponent getComponent() {
        return (GeminiOmniComponent) super.getComponent();
    }

    /** Where this endpoint's requests and questions go. */
    GatewaySettings gatewaySettings() {
        return getComponent().gatewaySettings(configuration);
    }

    VideoTaskRepository tasks() {
        return getComponent().tasks(configuration);
    }

    String newOwner() {
        return getCamelContext().getName() + "/" + UUID.randomUUID();
    }

    /** Leases tasks that are ready to be emitted. */
    List<LeasedTask> claimReady(int limit, String owner) {
        if (limit <= 0) {
            return List.of();
        }
        List<LeasedTask> claimed = tasks().claim(Claim.toEmit(channel, limit, owner, configuration.lease()));
        LeaseKeeper keeper = leases();
        claimed.forEach(leased -> keeper.hold(leased.lease()));
        return claimed;
    }

    /** @param executor has as many threads as there may be questions in flight */
    TaskPoller poller(String owner, ExecutorService executor) {
        GatewaySettings settings = gatewaySettings();
        GatewayClient client = getComponent().client(settings);
        return new TaskPoller(
                tasks(),
                leases(),
                client::query,
                executor,
                configuration.pollPolicy(),
                new PollScope(
                        channel,
                        settings.baseUrl().toString(),
                        settings.accountFingerprint(),
                        owner,
                        configuration.lease(),
                        PATIENCE),
                getComponent().getClock(),
                new SecureRandom());
    }

    Deliveries deliveries() {
        return new Deliveries(
                tasks(),
                leases(),
                new Redelivery(configuration.getMaxDeliveryAttempts()),
                getComponent().downloads(gatewaySettings()));
    }

    /** Asks the gateway for the video's URL once more. */
    FreshUrl freshUrl(VideoTask task) {
        GatewayClient client = getComponent().client(gatewaySettings());
        String taskId = Objects.requireNonNull(task.taskId());
        return () -> {
            try {
                @Nullable String url = client.query(taskId).videoUrl();
                return url == null ? null : URI.create(url);
            } catch (GatewayException | IllegalArgumentException e) {
                throw new IOException("Task " + taskId + " could not be asked for a new video URL", e);
            }
        };
    }

    SubmissionPolicy submissionPolicy() {
        Duration call = Duration.ofMillis(configuration.getConnectTimeout() + configuration.getRequestTimeout());
        return new SubmissionPolicy(
                Duration.ofMillis(getComponent().getSubmitTimeout()).minus(call).minus(OptionChecks.STORE_TIME),
                Duration.ofMillis(configuration.getRequestTimeout()),
                Duration.ofMillis(configuration.getPollInterval()));
    }

    private LeaseKeeper leases() {
        return getComponent().leases(configuration);
    }

    public String getChannel() {
        return channel;
    }

    public GeminiOmniConfiguration getConfiguration() {
        return configuration;
    }

    /** The options of this endpoint. */
    public void setConfiguration(GeminiOmniConfiguration configuration) {
        this.configuration = configuration;
    }

    public int getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    /** How many videos a poll emits at most; 0 or less for no limit. */
    public void setMaxMessagesPerPoll(int maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }

    @Override
    public @Nullable String getServiceUrl() {
        return configuration.getBaseUrl();
    }

    @Override
    public String getServiceProtocol() {
        return "https";
    }
}
