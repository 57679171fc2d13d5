package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.FreshUrl;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.VideoDownloads;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.poll.PollScope;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.poll.TaskWatcher;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Generate videos through the Gemini Omni gateway: each request paid for once, each video delivered. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "gemini-omni",
        title = "Gemini Omni",
        syntax = "gemini-omni:channel",
        category = {Category.AI, Category.CLOUD},
        headersClass = GeminiOmniConstants.class)
public class GeminiOmniEndpoint extends ScheduledPollEndpoint
        implements EndpointServiceLocation, MultipleConsumersSupport {
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

    @UriParam(
            label = "consumer,scheduler",
            javaType = "java.time.Duration",
            defaultValue = "1000",
            description = "How long to wait between two polls.")
    private long delay = DEFAULT_DELAY;

    private @Nullable InFlightLimit inFlightLimit;

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

    /** Consumers of one channel share its work. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        OptionChecks.check(configuration, getComponent().getSubmitTimeout());
        downloads();
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

    /** Leases one task, unless somebody holds it or nothing is left to do for it. */
    Optional<LeasedTask> claimOne(String key, String owner) {
        Optional<LeasedTask> claimed = tasks().claim(channel, key, owner, configuration.lease());
        claimed.ifPresent(leased -> leases().hold(leased.lease()));
        return claimed;
    }

    /** Makes the exchange's message the finished video of a task. */
    void give(Exchange exchange, Deliveries deliveries, VideoTask task) {
        Message message = exchange.getMessage();
        VideoHeaders.update(message, task);
        message.setBody(deliveries.video(task, freshUrl(task)));
    }

    /** @param executor has as many threads as there may be questions in flight */
    TaskWatcher watcher(ExecutorService executor) {
        return new TaskWatcher(
                tasks(),
                leases(),
                getComponent().client(gatewaySettings())::query,
                executor,
                configuration.pollPolicy(),
                getComponent().getClock(),
                new SecureRandom());
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
                new PollScope(channel, settings.baseUrl().toString(), owner, configuration.lease(), PATIENCE),
                getComponent().getClock(),
                new SecureRandom());
    }

    Deliveries deliveries() {
        return new Deliveries(tasks(), leases(), new Redelivery(configuration.getMaxDeliveryAttempts()), downloads());
    }

    /** What fetches videos, by this endpoint's options. */
    VideoDownloads downloads() {
        return getComponent().downloads(configuration);
    }

    /** Asks the gateway for the video's URL once more, if the task has an id to ask for. */
    FreshUrl freshUrl(VideoTask task) {
        GatewayClient client = getComponent().client(gatewaySettings());
        String taskId = task.taskId();
        if (taskId == null) {
            return FreshUrl.none();
        }
        return () -> {
            try {
                @Nullable String url = client.query(taskId).videoUrl();
                return url == null ? null : URI.create(url);
            } catch (GatewayException | IllegalArgumentException e) {
                throw new IOException("Task " + taskId + " could not be asked for a new video URL", e);
            }
        };
    }

    /** Shared by the producers of this endpoint. */
    synchronized InFlightLimit inFlightLimit() {
        InFlightLimit present = inFlightLimit;
        if (present == null) {
            present = new InFlightLimit(
                    getCamelContext(), tasks(), channel, Objects.requireNonNull(configuration.getMaxInFlight()));
            ServiceHelper.startService(present);
            inFlightLimit = present;
        }
        return present;
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(inFlightLimit);
        inFlightLimit = null;
        super.doStop();
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
    public long getDelay() {
        return delay;
    }

    /** How long to wait between two polls. */
    @Override
    public void setDelay(long delay) {
        super.setDelay(delay);
        this.delay = delay;
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
