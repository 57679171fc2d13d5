package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.concurrent.LockMonitor;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.emit.PollFailureHandler;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.operator.OperatorTasks;
import io.geminiomni.camel.operator.TaskListing;
import io.geminiomni.camel.poll.UnaskedTasks;
import io.geminiomni.camel.produce.InFlightLimit;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unasked;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
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

    /** Not {@code synchronized}, as the store is opened inside. */
    private final Monitor monitor = new LockMonitor();

    private @Nullable Channel atWork;
    private @Nullable InFlightLimit inFlightLimit;
    private boolean watched;

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
        configuration.check(getComponent().getSubmitTimeout());
        Channel channelAtWork = channel();
        channelAtWork.downloads();
        getComponent().warnOfClearText(configuration);
        if (channelAtWork.tasks() instanceof JdbcVideoTaskRepository jdbc) {
            jdbc.socketTimeout()
                    .filter(timeout -> !timeout.isZero())
                    .ifPresent(
                            timeout -> configuration.checkStore(getComponent().getSubmitTimeout(), timeout));
        }
        getComponent()
                .healthChecks(scheme())
                .add(this, channelAtWork, getComponent().isHealthCheckConsumerEnabled());
        watched = true;
    }

    @Override
    protected void doStop() throws Exception {
        if (watched) {
            getComponent().healthChecks(scheme()).remove(this, channel());
            watched = false;
        }
        endInFlightLimit();
        monitor.run(() -> atWork = null);
        super.doStop();
    }

    /** The channel as it is at work for this endpoint, by the options that it had when it was first asked for. */
    Channel channel() {
        return monitor.get(() -> {
            Channel present = atWork;
            if (present == null) {
                present = getComponent().channel(channel, configuration);
                present.whenUnused(this::endInFlightLimit);
                atWork = present;
            }
            return present;
        });
    }

    /** Where the tasks of the channel are kept: for programs that show or resolve them. */
    public VideoTaskRepository tasks() {
        return channel().tasks();
    }

    /** Shared by the producers of this endpoint. */
    InFlightLimit inFlightLimit() {
        return monitor.get(() -> {
            InFlightLimit present = inFlightLimit;
            if (present == null) {
                present = new InFlightLimit(
                        getCamelContext(),
                        channel().threads(),
                        tasks(),
                        channel,
                        Objects.requireNonNull(configuration.getMaxInFlight()),
                        configuration.getWorkerPoolSize());
                ServiceHelper.startService(present);
                inFlightLimit = present;
            }
            return present;
        });
    }

    private void endInFlightLimit() {
        @Nullable InFlightLimit last = monitor.get(() -> {
            InFlightLimit present = inFlightLimit;
            inFlightLimit = null;
            return present;
        });
        ServiceHelper.stopService(last);
    }

    @Override
    public GeminiOmniComponent getComponent() {
        return (GeminiOmniComponent) super.getComponent();
    }

    /** The name by which the context knows the component. */
    private String scheme() {
        return getEndpointUri().substring(0, getEndpointUri().indexOf(':'));
    }

    private OperatorTasks operatorTasks() {
        return new OperatorTasks(tasks());
    }

    @ManagedAttribute(
            description =
                    "How many tasks of the channel are in each state; many finished ones may be counted up to 10 s"
                            + " ago")
    public Map<String, Long> getTaskCounts() {
        Map<String, Long> counts = new TreeMap<>();
        channel().census().counts().forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    @ManagedAttribute(description = "How many requests of the channel may have been paid for, which nobody knows")
    public long getUnknownTasks() {
        return channel().census().count(TaskState.UNKNOWN);
    }

    @ManagedAttribute(
            description = "How many tasks of the channel are neither asked for nor emitted until they are unparked")
    public long getParkedTasks() {
        return channel().census().count(TaskState.PARKED);
    }

    @ManagedAttribute(
            description =
                    "How many records of the channel cannot be read, so that they are neither asked for nor emitted")
    public long getUnreadableTasks() {
        return tasks().unreadable(channel);
    }

    @ManagedAttribute(description = "How many tasks of the channel wait at a base URL at which nobody asks for them")
    public long getUnaskedTasks() {
        return channel().unaskedTasks().stream().mapToLong(Unasked::tasks).sum();
    }

    @ManagedAttribute(
            description =
                    "How many outcomes of this node's requests the task store has not taken yet; they are recorded by"
                            + " themselves while this program runs")
    public int getUnrecordedOutcomes() {
        return channel().unrecorded();
    }

    @ManagedAttribute(
            description =
                    "How many leases this node holds, on all channels that share the task repository and leaseDuration")
    public int getLeasesHeld() {
        return channel().leases().size();
    }

    @ManagedAttribute(
            description = "How many acknowledgements of this endpoint changed nothing because their lease was lost:"
                    + " each time another consumer emitted the video, too")
    public long getLostAcknowledgements() {
        return channel().lostAcknowledgements();
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
        return channel().unaskedTasks().stream()
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
        GatewaySettings settings = channel().options().gateway();
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
