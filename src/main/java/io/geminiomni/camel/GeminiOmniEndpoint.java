package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.FreshUrl;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.VideoDownloads;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.operator.OperatorTasks;
import io.geminiomni.camel.operator.TaskListing;
import io.geminiomni.camel.poll.OtherAccounts;
import io.geminiomni.camel.poll.PollScope;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.poll.TaskWatcher;
import io.geminiomni.camel.poll.UnaskedTasks;
import io.geminiomni.camel.submit.SubmissionPolicy;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unasked;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
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
@ManagedResource(description = "Managed GeminiOmniEndpoint")
public class GeminiOmniEndpoint extends ScheduledPollEndpoint
        implements EndpointServiceLocation, MultipleConsumersSupport {
    private static final long DEFAULT_DELAY = 1000;
    private static final int LISTED = 1000;
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

    private final LongAdder lostAcknowledgements = new LongAdder();
    private @Nullable OtherAccounts otherAccounts;
    private ChannelHealthCheck.@Nullable Source watched;
    private @Nullable InFlightLimit inFlightLimit;
    private @Nullable TaskCensus census;
    private final Users users = new Users(this::useClients);

    public GeminiOmniEndpoint(
            String uri, GeminiOmniComponent component, String channel, GeminiOmniConfiguration configuration) {
        super(uri, component);
        this.channel = channel;
        this.configuration = configuration;
        setDelay(DEFAULT_DELAY);
        setPollStrategy(new PollFailureHandler.Strategy());
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
        getComponent().warnOfClearText(configuration);
        VideoTaskRepository tasks = tasks();
        if (tasks instanceof JdbcVideoTaskRepository jdbc) {
            jdbc.socketTimeout()
                    .filter(timeout -> !timeout.isZero())
                    .ifPresent(timeout -> OptionChecks.checkStore(
                            configuration, getComponent().getSubmitTimeout(), timeout));
        }
        GeminiOmniComponent component = getComponent();
        ChannelHealthCheck.Source source =
                new ChannelHealthCheck.Source(this, tasks, otherAccounts(), component.unasked());
        component
                .healthChecks(scheme())
                .add(channel, source, component.getClock(), component.isHealthCheckConsumerEnabled());
        source.unasked().watch(tasks, channel);
        watched = source;
    }

    @Override
    protected void doStop() throws Exception {
        if (watched != null) {
            watched.unasked().unwatch(watched.tasks(), channel);
            getComponent().healthChecks(scheme()).remove(channel, watched);
            watched = null;
        }
        otherAccounts = null;
        synchronized (this) {
            census = null;
        }
        endInFlightLimit();
        super.doStop();
    }

    /**
     * A producer, a consumer, or an exchange on its way works with the clients of this endpoint. Camel does not stop the endpoints
     * of a {@code toD} that it forgets, only their producers; so what they used goes with the last that has entered here.
     */
    Users.Stay enter() {
        return users.enter();
    }

    /** Whether all that have worked with it are done. */
    boolean isDone() {
        return users.isDone();
    }

    private Runnable useClients() {
        SharedServices.Use use = getComponent().use(configuration);
        return () -> {
            endInFlightLimit();
            use.close();
        };
    }

    private void endInFlightLimit() {
        @Nullable InFlightLimit last;
        synchronized (this) {
            last = inFlightLimit;
            inFlightLimit = null;
        }
        ServiceHelper.stopService(last);
    }

    /** Why the gateway refuses the API key, if it does. */
    @Nullable GatewayAuthenticationException refusal() {
        return standing().refusal();
    }

    private Standing standing() {
        return getComponent().standing(gatewaySettings());
    }

    @Override
    public GeminiOmniComponent getComponent() {
        return (GeminiOmniComponent) super.getComponent();
    }

    /** Where this endpoint's requests and questions go. */
    GatewaySettings gatewaySettings() {
        return getComponent().gatewaySettings(configuration);
    }

    /** Where the tasks of the channel are kept: for programs that show or resolve them. */
    public VideoTaskRepository tasks() {
        return getComponent().tasks(configuration);
    }

    String newOwner() {
        return getCamelContext().getName() + "/" + UUID.randomUUID();
    }

    /** Leases tasks that are ready to be emitted; ends those that were emitted too often already. */
    List<LeasedTask> claimReady(Deliveries deliveries, int limit, String owner) {
        if (limit <= 0) {
            return List.of();
        }
        LeaseKeeper keeper = leases();
        List<LeasedTask> claimed;
        List<LeasedTask> ready;
        do {
            claimed = tasks().claim(Claim.toEmit(channel, limit, owner, configuration.lease()));
            claimed.forEach(leased -> keeper.hold(leased.lease()));
            ready = deliveries.withoutExhausted(claimed);
        } while (ready.isEmpty() && !claimed.isEmpty());
        return ready;
    }

    /** Leases one task, unless somebody holds it or nothing is left to do for it, as when it was emitted too often already. */
    Optional<LeasedTask> claimOne(Deliveries deliveries, String key, String owner) {
        Optional<LeasedTask> claimed = tasks().claim(channel, key, owner, configuration.lease());
        claimed.ifPresent(leased -> leases().hold(leased.lease()));
        return deliveries.withoutExhausted(claimed.stream().toList()).stream().findFirst();
    }

    /** Makes the exchange's message the finished video of a task. */
    void give(Exchange exchange, Deliveries deliveries, VideoTask task) {
        Message message = exchange.getMessage();
        VideoHeaders.update(message, task, configuration.urlDisclosure());
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
                otherAccounts(),
                standing(),
                getComponent().getClock(),
                getComponent().elapsed(),
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
                otherAccounts(),
                standing(),
                getComponent().elapsed(),
                new SecureRandom());
    }

    /** Shared by all that ask for this endpoint. */
    synchronized OtherAccounts otherAccounts() {
        OtherAccounts present = otherAccounts;
        if (present == null) {
            present = new OtherAccounts(
                    gatewaySettings().accountFingerprint(),
                    configuration.pollPolicy().schedule(),
                    getComponent().elapsed());
            otherAccounts = present;
        }
        return present;
    }

    Deliveries deliveries() {
        return new Deliveries(
                leases(),
                new Redelivery(configuration.getMaxDeliveryAttempts()),
                downloads(),
                lostAcknowledgements,
                configuration.urlDisclosure());
    }

    /** What fetches videos, by this endpoint's options. */
    VideoDownloads downloads() {
        return getComponent().downloads(configuration);
    }

    /** Asks the gateway for the video's URL once more, if the task has an id to ask for; also when this endpoint is gone. */
    FreshUrl freshUrl(VideoTask task) {
        String taskId = task.taskId();
        if (taskId == null) {
            return FreshUrl.none();
        }
        return () -> {
            try {
                return presentUrl(taskId);
            } catch (GatewayException | IllegalArgumentException | IllegalStateException e) {
                throw new IOException("Task " + taskId + " could not be asked for a new video URL", e);
            }
        };
    }

    private @Nullable URI presentUrl(String taskId) {
        SharedServices.Use use = getComponent().use(configuration);
        try {
            String url = getComponent().client(gatewaySettings()).query(taskId).videoUrl();
            return url == null ? null : URI.create(url);
        } finally {
            use.close();
        }
    }

    /** Shared by the producers of this endpoint. */
    synchronized InFlightLimit inFlightLimit() {
        InFlightLimit present = inFlightLimit;
        if (present == null) {
            present = new InFlightLimit(
                    getCamelContext(),
                    tasks(),
                    channel,
                    Objects.requireNonNull(configuration.getMaxInFlight()),
                    configuration.getWorkerPoolSize());
            ServiceHelper.startService(present);
            inFlightLimit = present;
        }
        return present;
    }

    SubmissionPolicy submissionPolicy() {
        Duration call = Duration.ofMillis(configuration.getConnectTimeout() + configuration.getRequestTimeout());
        return new SubmissionPolicy(
                Duration.ofMillis(getComponent().getSubmitTimeout()).minus(call).minus(OptionChecks.STORE_TIME),
                Duration.ofMillis(configuration.getRequestTimeout()),
                Duration.ofMillis(configuration.getPollInterval()),
                Duration.ofMillis(getComponent().getRetention()));
    }

    private LeaseKeeper leases() {
        return getComponent().leases(configuration);
    }

    /** The name by which the context knows the component. */
    private String scheme() {
        return getEndpointUri().substring(0, getEndpointUri().indexOf(':'));
    }

    private OperatorTasks operatorTasks() {
        return new OperatorTasks(tasks());
    }

    private synchronized TaskCensus census() {
        TaskCensus present = census;
        if (present == null) {
            present = new TaskCensus(tasks(), channel, getComponent().getClock());
            census = present;
        }
        return present;
    }

    @ManagedAttribute(
            description =
                    "How many tasks of the channel are in each state; many finished ones may be counted up to 10 s"
                            + " ago")
    public Map<String, Long> getTaskCounts() {
        Map<String, Long> counts = new TreeMap<>();
        census().counts().forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    @ManagedAttribute(description = "How many requests of the channel may have been paid for, which nobody knows")
    public long getUnknownTasks() {
        return census().count(TaskState.UNKNOWN);
    }

    @ManagedAttribute(
            description = "How many tasks of the channel are neither asked for nor emitted until they are unparked")
    public long getParkedTasks() {
        return census().count(TaskState.PARKED);
    }

    @ManagedAttribute(
            description =
                    "How many records of the channel cannot be read, so that they are neither asked for nor emitted")
    public long getUnreadableTasks() {
        return tasks().unreadable(channel);
    }

    @ManagedAttribute(description = "How many tasks of the channel wait at a base URL at which nobody asks for them")
    public long getUnaskedTasks() {
        return getComponent().unasked().of(tasks(), channel).stream()
                .mapToLong(Unasked::tasks)
                .sum();
    }

    @ManagedAttribute(
            description =
                    "How many outcomes of this node's requests the task store has not taken yet; they are recorded by"
                            + " themselves while this program runs")
    public int getUnrecordedOutcomes() {
        return getComponent().unrecorded(channel);
    }

    @ManagedAttribute(
            description =
                    "How many leases this node holds, on all channels that share the task repository and leaseDuration")
    public int getLeasesHeld() {
        return leases().size();
    }

    @ManagedAttribute(
            description = "How many acknowledgements of this endpoint changed nothing because their lease was lost:"
                    + " each time another consumer emitted the video, too")
    public long getLostAcknowledgements() {
        return lostAcknowledgements.sum();
    }

    @ManagedOperation(description = "The channel's requests of unknown outcome, the oldest 1000")
    public String listUnknown() {
        return list(TaskState.UNKNOWN);
    }

    @ManagedOperation(description = "The channel's parked tasks, the oldest 1000")
    public String listParked() {
        return list(TaskState.PARKED);
    }

    private String list(TaskState state) {
        return text(operatorTasks().list(channel, List.of(state), LISTED));
    }

    private static String text(List<VideoTask> tasks) {
        return String.join("\n", TaskListing.of(tasks));
    }

    @ManagedOperation(
            description = "It was task X: a request of unknown outcome turned out to be this task of the gateway,"
                    + " and its video is asked for")
    public String resolveAsTask(String key, String taskId) {
        return text(List.of(operatorTasks().resolveAsTask(channel, key, taskId)));
    }

    @ManagedOperation(
            description = "It was never made: a request of unknown outcome turned out to have made no task,"
                    + " and its key is free. " + OperatorTasks.RISK)
    public String resolveAsNotSubmitted(String key) {
        return text(List.of(operatorTasks().resolveAsNotSubmitted(channel, key)));
    }

    @ManagedOperation(
            description =
                    "Parked tasks are emitted again, their attempts counted from zero; takes task ids, separated by"
                            + " white space or commas, or * for all of the channel; returns how many it were")
    public int unpark(String taskIds) {
        String given = taskIds.strip();
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no task id: name those to unpark, or * for all of the channel");
        }
        return operatorTasks().unpark(channel, given.equals("*") ? null : List.of(given.split("[\\s,]+", -1)));
    }

    @ManagedOperation(
            description =
                    "The base URLs at which nobody asks for the channel's tasks, with their number and the time at"
                            + " which the first of their videos may be gone")
    public String listUnasked() {
        return getComponent().unasked().of(tasks(), channel).stream()
                .map(unasked -> unasked.baseUrl() + ": " + unasked.tasks()
                        + " tasks, the first video may be gone after " + UnaskedTasks.mayBeGone(unasked))
                .collect(Collectors.joining("\n"));
    }

    @ManagedOperation(
            description =
                    "Tasks that were made at one base URL are asked for at another one from now on, where that leads"
                            + " to the same gateway; returns how many it were")
    public int moveTasks(String fromBaseUrl, String toBaseUrl) {
        return operatorTasks().move(channel, fromBaseUrl, toBaseUrl);
    }

    @ManagedOperation(description = "A task that was made elsewhere is tracked from now on, at this endpoint's baseUrl")
    public String adopt(String taskId) {
        GatewaySettings settings = gatewaySettings();
        return text(List.of(
                operatorTasks().adopt(channel, taskId, settings.baseUrl().toString(), settings.accountFingerprint())));
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
    public String getServiceUrl() {
        return getComponent().baseUrl(configuration).toString();
    }

    @Override
    public String getServiceProtocol() {
        return String.valueOf(getComponent().baseUrl(configuration).getScheme());
    }
}
