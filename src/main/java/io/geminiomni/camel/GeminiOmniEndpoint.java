package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.concurrent.LockMonitor;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.delivery.BrowsedTasks;
import io.geminiomni.camel.emit.PollFailureHandler;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.operator.AdoptedCost;
import io.geminiomni.camel.operator.Adoption;
import io.geminiomni.camel.operator.OperatorTasks;
import io.geminiomni.camel.operator.SpendingListing;
import io.geminiomni.camel.operator.TaskListing;
import io.geminiomni.camel.poll.UnpolledTasks;
import io.geminiomni.camel.produce.CostOptions;
import io.geminiomni.camel.produce.InFlightLimit;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.BrowsableEndpoint;
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
        implements BrowsableEndpoint, EndpointServiceLocation, MultipleConsumersSupport {
    private static final long DEFAULT_DELAY = 1000;
    private static final int LISTED = 1000;
    private static final int DEFAULT_BROWSE_LIMIT = 100;

    @UriPath(
            description =
                    "The channel, which connects the producers of requests with the consumers of their videos: 1 to 100"
                            + " letters, digits, dots, underscores and hyphens.")
    @Metadata(required = true)
    private final String channel;

    @UriParam
    private GeminiOmniConfiguration configuration;

    @UriParam(
            label = "consumer",
            description =
                    "The most videos that one run of the consumer emits; 0 or less for no limit. A slow route gets no more"
                            + " videos than it can process, so that other nodes can emit the rest.")
    private int maxMessagesPerPoll;

    @UriParam(
            label = "consumer,scheduler",
            javaType = "java.time.Duration",
            defaultValue = "1000",
            description = "The delay between two runs of the consumer.")
    private long delay = DEFAULT_DELAY;

    @UriParam(
            label = "advanced",
            defaultValue = "100",
            description =
                    "The most tasks that are shown when the endpoint is browsed; 0 for no limit. Browsing shows waiting,"
                            + " completed, failed and parked tasks, and does not lease them.")
    private int browseLimit = DEFAULT_BROWSE_LIMIT;

    /** Not {@code synchronized}, as the store is opened inside. */
    private final Monitor monitor = new LockMonitor();

    private @Nullable Channel startedChannel;
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
        costOptions();
        Channel channelAtWork = channel();
        channelAtWork.downloads();
        getComponent().warnOfClearText(configuration);
        if (channelAtWork.store() instanceof JdbcVideoTaskRepository jdbc) {
            jdbc.socketTimeout()
                    .filter(timeout -> !timeout.isZero())
                    .ifPresent(
                            timeout -> configuration.checkStore(getComponent().getSubmitTimeout(), timeout));
        }
        getComponent()
                .startedChannels(scheme())
                .add(this, channelAtWork, getComponent().isHealthCheckConsumerEnabled());
        watched = true;
    }

    @Override
    protected void doStop() throws Exception {
        if (watched) {
            getComponent().startedChannels(scheme()).remove(this, channel());
            watched = false;
        }
        endInFlightLimit();
        monitor.run(() -> startedChannel = null);
        super.doStop();
    }

    /** The channel, with the options of this endpoint at the first call. */
    Channel channel() {
        return monitor.get(() -> {
            Channel present = startedChannel;
            if (present == null) {
                present = getComponent().channel(channel, configuration);
                present.whenUnused(this::endInFlightLimit);
                startedChannel = present;
            }
            return present;
        });
    }

    /** The repository of the channel's tasks, for programs that show or resolve them. */
    public VideoTaskRepository tasks() {
        return channel().store();
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

    /**
     * What requests cost, and may cost.
     *
     * @throws IllegalArgumentException naming an option that is invalid, or that needs a price list
     */
    CostOptions costOptions() {
        PriceList prices = getComponent().prices();
        if (prices == null && configuration.getOperation() == GeminiOmniOperation.estimate) {
            throw new IllegalArgumentException(
                    "The option operation is estimate, which needs prices: set the option priceList of the component, such as"
                            + " classpath:prices.yaml");
        }
        return configuration.costOptions(
                prices, getComponent().getUnknownPrice(), getComponent().isRefundsFailures());
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

    @Override
    public int getBrowseLimit() {
        return browseLimit;
    }

    @Override
    public void setBrowseLimit(int browseLimit) {
        this.browseLimit = browseLimit;
    }

    /** The tasks that wait to be polled or emitted, and the parked ones. None if the endpoint is not started. */
    @Override
    public List<Exchange> getExchanges() {
        return getExchanges(0, null);
    }

    /**
     * @param limit the most exchanges; 0 for the option {@code browseLimit}
     * @param filter which of the tasks are wanted; null for all
     */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as Camel declares it
    public List<Exchange> getExchanges(int limit, @Nullable Predicate filter) {
        return isStarted() ? browsedTasks().list(limit, filter) : List.of();
    }

    @Override
    public BrowseStatus getBrowseStatus(int limit) {
        return isStarted() ? browsedTasks().status(limit) : new BrowseStatus(0, 0, 0);
    }

    private BrowsedTasks browsedTasks() {
        return new BrowsedTasks(tasks(), channel, this::createExchange, browseLimit);
    }

    private OperatorTasks operatorTasks() {
        return OperatorTasks.byJmx(tasks());
    }

    @ManagedAttribute(description = "The tasks of the channel by state; a count of more than 1,000 may be 10 s old")
    public Map<String, Long> getTaskCounts() {
        Map<String, Long> counts = new TreeMap<>();
        channel().census().counts().forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    @ManagedAttribute(description = "The requests of the channel with an unknown outcome, which may have been paid for")
    public long getUnknownTasks() {
        return channel().census().count(TaskState.UNKNOWN);
    }

    @ManagedAttribute(
            description = "The tasks of the channel that are neither polled nor emitted until they are unparked")
    public long getParkedTasks() {
        return channel().census().count(TaskState.PARKED);
    }

    @ManagedAttribute(
            description = "The records of the channel that cannot be read, so that they are neither polled nor emitted")
    public long getUnreadableTasks() {
        return tasks().unreadable(channel);
    }

    @ManagedAttribute(description = "The tasks of the channel at a base URL at which no consumer polls them")
    public long getUnpolledTasks() {
        return channel().unpolledTasks().stream().mapToLong(Unpolled::tasks).sum();
    }

    @ManagedAttribute(
            description =
                    "The outcomes of this node's requests that the task store has not recorded yet; the program repeats"
                            + " this while it runs")
    public int getUnrecordedOutcomes() {
        return channel().unrecorded();
    }

    @ManagedAttribute(
            description = "The leases of this node, on all channels with the same task repository and leaseDuration")
    public int getLeasesHeld() {
        return channel().leases().size();
    }

    @ManagedAttribute(
            description =
                    "The acknowledgements of this endpoint that changed nothing because their lease was lost: each"
                            + " time another consumer emitted the video, too")
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

    @ManagedOperation(description = "Each change of the state of the task with this key: when, why, and who made it")
    public String history(String key) {
        return String.join("\n", TaskListing.ofHistory(operatorTasks().history(channel, key)));
    }

    @ManagedOperation(
            description =
                    "What was spent by the channel, by day, budget key and model; takes a period: today, month, or a time"
                            + " up to now, such as 30d")
    public String spend(String period) {
        SpendingPeriod read = SpendingPeriod.of(
                period.isBlank() ? SpendingPeriod.DEFAULT : period,
                channel().clock().instant());
        return String.join("\n", SpendingListing.of(operatorTasks().spent(read, channel)));
    }

    @ManagedOperation(
            description = "Resolves a request of unknown outcome as a task of the gateway, which is then polled")
    public String resolveAsTask(String key, String taskId) {
        return text(List.of(operatorTasks().resolveAsTask(channel, key, taskId)));
    }

    @ManagedOperation(
            description =
                    "Resolves a request of unknown outcome as not submitted: no task was created, and its key is free. "
                            + OperatorTasks.RISK)
    public String resolveAsNotSubmitted(String key) {
        return text(List.of(operatorTasks().resolveAsNotSubmitted(channel, key)));
    }

    @ManagedOperation(
            description =
                    "Emits parked tasks again, with their attempts counted from zero; takes task ids, separated by white"
                            + " space or commas, or * for all of the channel; returns their number")
    public int unpark(String taskIds) {
        String given = taskIds.strip();
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no task id: give the ids to unpark, or * for all of the channel");
        }
        return operatorTasks().unpark(channel, given.equals("*") ? null : List.of(given.split("[\\s,]+", -1)));
    }

    @ManagedOperation(
            description =
                    "The base URLs at which no consumer polls the channel's tasks, with the number of tasks and the time"
                            + " after which the first of their videos may be gone")
    public String listUnpolled() {
        return channel().unpolledTasks().stream()
                .map(unpolled -> unpolled.baseUrl() + ": " + unpolled.tasks()
                        + " tasks, the first video may be gone after " + UnpolledTasks.mayBeGone(unpolled))
                .collect(Collectors.joining("\n"));
    }

    @ManagedOperation(
            description =
                    "Polls tasks of one base URL at another base URL of the same gateway from now on; returns their"
                            + " number")
    public int moveTasks(String fromBaseUrl, String toBaseUrl) {
        return operatorTasks().move(channel, fromBaseUrl, toBaseUrl);
    }

    @ManagedOperation(
            description =
                    "Tracks a task that was created elsewhere, at this endpoint's baseUrl, and books it without a price, as spent by"
                            + " the channel")
    public String adopt(String taskId) {
        return adopt(taskId, "", "", "", "");
    }

    @ManagedOperation(
            description =
                    "Tracks a task that was created elsewhere, at this endpoint's baseUrl, and books it as spent: takes the task id;"
                            + " the amount, such as 0.30, and its unit, that of the priceList, or both blank for no price; the"
                            + " budget key, or blank for the channel; and the model, or blank if it is not known")
    public String adopt(String taskId, String amount, String unit, String budgetKey, String model) {
        GatewaySettings settings = channel().options().gateway();
        PriceList prices = getComponent().prices();
        AdoptedCost given = AdoptedCost.of(amount, unit, budgetKey, model);
        Adoption adopted = operatorTasks()
                .adopt(
                        channel,
                        taskId,
                        settings.baseUrl().toString(),
                        settings.accountFingerprint(),
                        prices == null ? given : given.by(prices, getComponent().isRefundsFailures()));
        return adopted.booking() + "\n" + text(List.of(adopted.task()));
    }

    public String getChannel() {
        return channel;
    }

    public GeminiOmniConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(GeminiOmniConfiguration configuration) {
        this.configuration = configuration;
    }

    public int getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    public void setMaxMessagesPerPoll(int maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }

    @Override
    public long getDelay() {
        return delay;
    }

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
