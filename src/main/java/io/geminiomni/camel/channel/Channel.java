package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.DeliveryReports;
import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.poll.LearnedTimes;
import io.geminiomni.camel.poll.OtherAccounts;
import io.geminiomni.camel.poll.PollCore;
import io.geminiomni.camel.poll.PollExecutor;
import io.geminiomni.camel.poll.PollScope;
import io.geminiomni.camel.poll.PolledAccount;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.poll.TaskWatcher;
import io.geminiomni.camel.poll.UnpolledTasks;
import io.geminiomni.camel.submit.FirstPoll;
import io.geminiomni.camel.submit.Stopwatch;
import io.geminiomni.camel.submit.SubmissionPolicy;
import io.geminiomni.camel.submit.VideoSubmitter;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/**
 * A named channel as one endpoint uses it: its options and tasks, and what submits, polls, downloads and delivers them.
 * {@link Channels} holds what channels share. A channel lives as long as its component.
 */
public final class Channel {
    private final String name;
    private final ChannelOptions options;
    private final CamelContext context;
    private final Channels shared;
    private final VideoTaskRepository store;
    private final VideoTaskRepository tasks;
    private final OtherAccounts otherAccounts;
    private final UnpolledTasks unpolled;
    private final TaskCensus census;
    private final LongAdder lostAcknowledgements = new LongAdder();
    private final List<Runnable> whenUnused = new CopyOnWriteArrayList<>();
    private final Users users;

    Channel(String name, ChannelOptions options, CamelContext context, Channels shared) {
        this.name = name;
        this.options = options;
        this.context = context;
        this.shared = shared;
        this.store = shared.store(options);
        this.tasks = shared.tasks(store);
        this.otherAccounts = new OtherAccounts(
                options.gateway().accountFingerprint(), options.polls().schedule(), shared.elapsed());
        this.unpolled = shared.unpolled();
        this.census = new TaskCensus(tasks, name, shared.clock(), shared.threads());
        this.users = new Users(this::useClients, shared.threads());
    }

    public String name() {
        return name;
    }

    public ChannelOptions options() {
        return options;
    }

    public CamelContext context() {
        return context;
    }

    public Threads threads() {
        return shared.threads();
    }

    public Clock clock() {
        return shared.clock();
    }

    /** Whether something happens for the first time in this component, of what is done once. */
    public boolean isFirst(Object what) {
        return shared.isFirst(what);
    }

    /** Monotonic time. */
    public Duration elapsed() {
        return shared.elapsed().read();
    }

    /** The repository that the options name, or the component's own. */
    public VideoTaskRepository store() {
        return store;
    }

    /** The tasks in {@link #store}, whose operations are measured if somebody listens. */
    public VideoTaskRepository tasks() {
        return tasks;
    }

    public TaskCensus census() {
        return census;
    }

    public Gateway gateway() {
        return shared.client(options.gateway());
    }

    /** Queries the balance of the account, also if no producer or consumer uses the channel. */
    Balance balance() {
        return shared.call(options, Gateway::balance);
    }

    public VideoDownloads downloads() {
        return shared.downloads(options);
    }

    /**
     * Keeps the clients of this channel for a producer or a consumer until it leaves. The clients are closed when the last user
     * has left, as Camel does not stop the endpoints of a {@code toD} that it removes from its cache, only their producers.
     */
    public Users.Stay enter() {
        return users.enter();
    }

    boolean isDone() {
        return users.isDone();
    }

    public void whenUnused(Runnable action) {
        whenUnused.add(action);
    }

    /** Starts the client of the gateway, too: if that fails, its user has made nothing yet that it would have to close. */
    private Runnable useClients() {
        Runnable endUse = shared.use(options);
        try {
            gateway();
        } catch (RuntimeException | Error e) {
            endUse.run();
            throw e;
        }
        return () -> {
            Cleanup cleanup = new Cleanup();
            whenUnused.forEach(cleanup::step);
            cleanup.step(endUse).end();
        };
    }

    /** Whether the gateway throttles the account or rejects its API key. */
    public Standing standing() {
        return shared.standing(options.gateway());
    }

    /** Judges the tasks of the channel that were made with other API keys. */
    public OtherAccounts otherAccounts() {
        return otherAccounts;
    }

    /** The tasks of the component's channels that no consumer polls. It may be used after the stop of the component, too. */
    public UnpolledTasks unpolled() {
        return unpolled;
    }

    public List<Unpolled> unpolledTasks() {
        return unpolled.of(tasks, name);
    }

    /** How many outcomes of the channel the task store has not recorded yet. */
    public int unrecorded() {
        return shared.unrecorded(name);
    }

    /** How many acknowledgements had no effect because their lease was lost. */
    public long lostAcknowledgements() {
        return lostAcknowledgements.sum();
    }

    public LeaseKeeper leases() {
        return shared.leases(tasks, options.lease());
    }

    /** A new name under which tasks are leased. */
    public String newOwner() {
        return context.getName() + "/" + UUID.randomUUID();
    }

    /** Claims tasks that are ready to be emitted. Ends those that were emitted too often. */
    public List<LeasedTask> claimReady(Deliveries deliveries, int limit, String owner) {
        if (limit <= 0) {
            return List.of();
        }
        LeaseKeeper keeper = leases();
        List<LeasedTask> claimed;
        List<LeasedTask> ready;
        do {
            claimed = tasks.claim(Claim.toEmit(name, limit, owner, options.lease()));
            claimed.forEach(leased -> keeper.hold(leased.lease()));
            ready = deliveries.withoutExhausted(claimed);
        } while (ready.isEmpty() && !claimed.isEmpty());
        return ready;
    }

    /** Claims one task, unless it is leased, or has ended, or was emitted too often. */
    public Optional<LeasedTask> claimOne(Deliveries deliveries, String key, String owner) {
        Optional<LeasedTask> claimed = tasks.claim(name, key, owner, options.lease());
        claimed.ifPresent(leased -> leases().hold(leased.lease()));
        return deliveries.withoutExhausted(claimed.stream().toList()).stream().findFirst();
    }

    /** Makes exchanges of tasks, and acknowledges them. */
    public Deliveries deliveries() {
        DeliveryReports reports = new DeliveryReports(shared.listener(), lostAcknowledgements, clock());
        return new Deliveries(
                leases(),
                options.redelivery(),
                downloads(),
                reports,
                options.disclosure(),
                options.downloads().verify());
    }

    /** Its tasks are first polled by what the gateway estimates; if more was learned, that counts when they are due. */
    public VideoSubmitter submitter() {
        RandomGenerator random = threads().random();
        // Looked up here: a stop waits, under the lock of the channels, until the outcomes of creates are recorded.
        LearnedTimes learned = shared.learnedTimes(options.gateway());
        return submitter((request, estimated) -> {
            boolean counts = estimated != null && !learned.isKnown(request);
            return options.polls().firstPoll(counts ? estimated : null, random);
        });
    }

    /** @param firstPoll the time from the acceptance of a task to its first poll */
    public VideoSubmitter submitter(Duration firstPoll) {
        return submitter((request, estimated) -> firstPoll);
    }

    private VideoSubmitter submitter(FirstPoll firstPoll) {
        SubmissionPolicy policy = new SubmissionPolicy(
                shared.submitTimeout().minus(options.longestCall()).minus(ChannelOptions.STORE_TIME),
                options.gateway().requestTimeout(),
                firstPoll);
        return new VideoSubmitter(
                tasks,
                gateway(),
                policy,
                Stopwatch.of(threads(), clock()),
                shared.openSubmissions(),
                shared.listener(),
                shared.watch(options, name, tasks));
    }

    public Duration retention() {
        return shared.retention();
    }

    /** @param executor has as many threads as there may be polls in flight */
    public TaskWatcher watcher(ExecutorService executor) {
        return new TaskWatcher(polls(executor), shared.elapsed(), threads());
    }

    /** @param executor has as many threads as there may be polls in flight */
    public TaskPoller poller(String owner, ExecutorService executor) {
        String baseUrl = options.gateway().baseUrl().toString();
        return new TaskPoller(
                polls(executor), new PollScope(name, baseUrl, owner, options.lease(), TaskPoller.PATIENCE));
    }

    private PollCore polls(ExecutorService executor) {
        return new PollCore(
                tasks,
                leases(),
                new PollExecutor(gateway(), executor, threads()),
                options.polls(),
                new PolledAccount(
                        otherAccounts,
                        standing(),
                        shared.learnedTimes(options.gateway()),
                        shared.ends(options, name, tasks)),
                shared.elapsed(),
                threads().random(),
                shared.listener());
    }

    /**
     * Polls the gateway for a new URL of the video, also after the endpoint was removed. Only the gateway that made the task is
     * polled, as another one can have another task with this id.
     */
    public FreshUrl freshUrl(VideoTask task) {
        String taskId = task.taskId();
        if (taskId == null) {
            return FreshUrl.none();
        }
        String baseUrl = options.gateway().baseUrl().toString();
        return () -> {
            if (!BaseUrl.isSame(task.baseUrl(), baseUrl)) {
                throw new IOException("Task " + taskId + " was made at " + task.baseUrl()
                        + ", and a new video URL can only be had there, but this endpoint uses " + baseUrl
                        + ". Deliver the video through an endpoint with that baseUrl");
            }
            try {
                String url =
                        shared.call(options, gateway -> gateway.query(taskId)).videoUrl();
                return url == null ? null : URI.create(url);
            } catch (GatewayException | IllegalArgumentException | IllegalStateException e) {
                throw new IOException("Task " + taskId + " could not be polled for a new video URL", e);
            }
        };
    }
}
