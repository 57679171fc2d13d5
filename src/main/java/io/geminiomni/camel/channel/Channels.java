package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.evidence.AccountWatch;
import io.geminiomni.camel.evidence.CreateWatch;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.poll.Elapsed;
import io.geminiomni.camel.poll.LearnedTimes;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.UnpolledTasks;
import io.geminiomni.camel.submit.OpenSubmissions;
import io.geminiomni.camel.task.Housekeeping;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one component share: clients of gateways and of video hosts, the task store, the renewal of leases, and
 * the housekeeping of each repository. Each is made at its first use and closed with the component. Clients and the state of
 * their accounts are removed earlier, when no channel uses them any more.
 */
public final class Channels extends ServiceSupport {
    private static final String CHORES = "GeminiOmniHousekeeping";
    private static final String OUTCOMES = "GeminiOmniOutcomes";
    private static final Duration RETRY_OUTCOMES = Duration.ofSeconds(1);
    private static final Duration LOG_UNPOLLED = Duration.ofMinutes(1);

    private final CamelContext context;
    private final Outside outside;
    private final Monitor monitor;
    private final Duration startedAt;
    private final TaskStore ownTasks;
    private final Duration submitTimeout;
    private final Duration retention;
    private final Map<GatewaySettings, Gateway> clients = new HashMap<>();
    private final Map<Account, AccountState> accounts = new HashMap<>();
    private final SharedDownloads downloads;
    private final Map<Object, Integer> uses = new HashMap<>();
    private final LeaseKeepers leases;
    private final Set<VideoTaskRepository> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Future<?>> chores = new ArrayList<>();
    private final Map<String, ScheduledExecutorService> timers = new HashMap<>();
    private final UnpolledTasks unpolled = new UnpolledTasks();
    private final IdentityHashMap<VideoTaskRepository, VideoTaskRepository> measured = new IdentityHashMap<>();
    private final Set<Object> done = ConcurrentHashMap.newKeySet();
    private boolean logsUnpolled;
    private @Nullable AccountWatches watches;
    private @Nullable OpenSubmissions openSubmissions;
    private Duration longestCall = Duration.ZERO;

    /** What is outside of the component. */
    record Outside(Threads threads, Clock clock, Elapsed elapsed, Clients clients, ChannelListener listener) {}

    /** Creates the clients of gateways. */
    @FunctionalInterface
    interface Clients {
        /**
         * A new client. If it is a service, it is started and stopped by its user.
         *
         * @param pace of the calls of its account
         */
        Gateway client(GatewaySettings settings, RequestPace pace);
    }

    /**
     * @param store the store of channels whose endpoint has no repository of its own
     * @param submitTimeout the time after which a request without a recorded outcome is UNKNOWN
     * @param retention how long finished tasks are stored
     */
    public Channels(
            CamelContext context,
            Threads threads,
            Clock clock,
            TaskStore store,
            Duration submitTimeout,
            Duration retention,
            ChannelListener listener) {
        this(
                context,
                new Outside(
                        threads,
                        clock,
                        clock.equals(Clock.systemUTC()) ? threads::elapsed : Elapsed.of(clock),
                        (settings, pace) -> new GatewayClient(context, settings, clock, pace),
                        listener),
                store,
                submitTimeout,
                retention);
    }

    Channels(CamelContext context, Outside outside, TaskStore store, Duration submitTimeout, Duration retention) {
        this.context = context;
        this.outside = outside;
        this.monitor = outside.threads().monitor();
        this.startedAt = outside.elapsed().read();
        this.ownTasks = store;
        this.downloads = new SharedDownloads(context, outside);
        this.leases = new LeaseKeepers(outside.threads(), this::shutdown);
        this.submitTimeout = submitTimeout;
        this.retention = retention;
    }

    /**
     * From now on the balance is read for evidence of what requests of unknown outcome were charged.
     *
     * @param accountExclusive whether nobody but the channels here spends from the account
     * @param refundsFailures whether the gateway gives the money of failed tasks back
     */
    public void watchBalances(boolean accountExclusive, boolean refundsFailures) {
        monitor.run(() -> watches = new AccountWatches(
                outside,
                startedAt,
                options -> call(options, Gateway::balanceAtOnce),
                accountExclusive,
                refundsFailures));
    }

    /** Finds evidence for requests of unknown outcome, if that is wanted. */
    CreateWatch watch(ChannelOptions options, String channel, VideoTaskRepository tasks) {
        AccountWatch watch = accountWatch(options, channel, tasks);
        return watch == null ? CreateWatch.NONE : watch;
    }

    /** Takes the tasks of a channel that have ended, as the gateway may refund those that have failed. */
    Consumer<VideoTask> ends(ChannelOptions options, String channel, VideoTaskRepository tasks) {
        AccountWatch watch = accountWatch(options, channel, tasks);
        return watch == null ? task -> {} : task -> WatchedTasks.tell(watch, task);
    }

    private @Nullable AccountWatch accountWatch(ChannelOptions options, String channel, VideoTaskRepository tasks) {
        return whileOpen(() -> watches == null ? null : watches.of(options, channel, tasks));
    }

    /** Calls the gateway of a channel, also if no producer or consumer uses the channel any more. */
    <T> T call(ChannelOptions options, Function<Gateway, T> call) {
        Runnable endUse = use(options);
        try {
            return call.apply(client(options.gateway()));
        } finally {
            endUse.run();
        }
    }

    public Channel channel(String name, ChannelOptions options) {
        return new Channel(name, options, context, this);
    }

    Threads threads() {
        return outside.threads();
    }

    Clock clock() {
        return outside.clock();
    }

    /** Monotonic time; that of the clock if one is set. */
    Elapsed elapsed() {
        return outside.elapsed();
    }

    ChannelListener listener() {
        return outside.listener();
    }

    boolean isFirst(Object what) {
        return done.add(what);
    }

    Duration submitTimeout() {
        return submitTimeout;
    }

    Duration retention() {
        return retention;
    }

    private <T> T whileOpen(Supplier<T> action) {
        return monitor.get(() -> {
            if (isStoppingOrStopped()) {
                throw new IllegalStateException(
                        "The component is stopped: a video that was not fetched before is fetched by a consumer after the"
                                + " restart, or from its URL");
            }
            return action.get();
        });
    }

    /** Keeps the clients of a channel until the result is run, once. */
    Runnable use(ChannelOptions options) {
        return whileOpen(() -> {
            GatewaySettings gateway = options.gateway();
            DownloadSettings videos = downloads.settings(options);
            uses.merge(gateway, 1, Integer::sum);
            uses.merge(videos, 1, Integer::sum);
            return () -> ServiceHelper.stopService(monitor.get(() -> endUse(gateway, videos)));
        });
    }

    /** @return the client to stop, if it has no other user */
    private @Nullable Gateway endUse(GatewaySettings gateway, DownloadSettings videos) {
        if (isLast(videos)) {
            downloads.release(videos);
        }
        Gateway unused = isLast(gateway) ? clients.remove(gateway) : null;
        Set<Account> used = clients.keySet().stream().map(Account::of).collect(Collectors.toSet());
        accounts.entrySet()
                .removeIf(entry ->
                        !used.contains(entry.getKey()) && entry.getValue().isInitial());
        return unused;
    }

    private boolean isLast(Object settings) {
        return uses.computeIfPresent(settings, (key, count) -> count == 1 ? null : count - 1) == null;
    }

    Gateway client(GatewaySettings settings) {
        return whileOpen(() -> {
            Duration call = settings.connectTimeout().plus(settings.requestTimeout());
            longestCall = call.compareTo(longestCall) > 0 ? call : longestCall;
            return clients.computeIfAbsent(settings, key -> {
                RequestPace pace = account(key).pace();
                pace.atMost(settings.requestsPerSecond());
                Gateway client = outside.clients().client(key, pace);
                ServiceHelper.startService(client);
                return client;
            });
        });
    }

    Standing standing(GatewaySettings settings) {
        return monitor.get(() -> account(settings).standing());
    }

    LearnedTimes learnedTimes(GatewaySettings settings) {
        return monitor.get(() -> account(settings).times());
    }

    private AccountState account(GatewaySettings settings) {
        return accounts.computeIfAbsent(Account.of(settings), key -> {
            RequestPace pace = new RequestPace(settings.requestsPerSecond(), threads());
            Standing standing = new Standing(key.toString(), pace, elapsed(), threads(), listener());
            return new AccountState(pace, standing, new LearnedTimes());
        });
    }

    VideoDownloads downloads(ChannelOptions options) {
        return whileOpen(() -> downloads.of(options));
    }

    VideoTaskRepository store(ChannelOptions options) {
        return whileOpen(() -> {
            VideoTaskRepository ofOption = options.taskRepository();
            return ofOption == null ? ownTasks.open(clock()) : ofOption;
        });
    }

    /** The tasks of a repository, which are measured if somebody listens. From now on they are swept and purged. */
    VideoTaskRepository tasks(VideoTaskRepository store) {
        return whileOpen(() -> {
            VideoTaskRepository tasks =
                    measured.computeIfAbsent(store, any -> MeasuredTasks.of(store, listener(), threads()));
            keepInOrder(tasks);
            return tasks;
        });
    }

    LeaseKeeper leases(VideoTaskRepository tasks, Duration lease) {
        return whileOpen(() -> leases.of(tasks, lease));
    }

    /** From now on the repository is swept and purged, also if tasks are only submitted to it. */
    private void keepInOrder(VideoTaskRepository tasks) {
        if (kept.add(tasks)) {
            long period = Math.max(100, submitTimeout.dividedBy(10).toMillis());
            schedule(new Housekeeping(tasks, submitTimeout, retention), 0, period);
        }
    }

    /** The tasks that no consumer polls. From now on they are logged. */
    UnpolledTasks unpolled() {
        return whileOpen(() -> {
            if (!logsUnpolled) {
                schedule(unpolled, LOG_UNPOLLED.toMillis(), LOG_UNPOLLED.toMillis());
                logsUnpolled = true;
            }
            return unpolled;
        });
    }

    /** The submissions without a recorded outcome. */
    OpenSubmissions openSubmissions() {
        return whileOpen(() -> {
            OpenSubmissions present = openSubmissions;
            if (present == null) {
                present = new OpenSubmissions(timer(OUTCOMES), RETRY_OUTCOMES, threads());
                openSubmissions = present;
            }
            return present;
        });
    }

    public int unrecorded(String channel) {
        return monitor.get(() -> openSubmissions == null ? 0 : openSubmissions.unrecorded(channel));
    }

    private void schedule(Runnable chore, long delayMillis, long periodMillis) {
        chores.add(timer(CHORES).scheduleWithFixedDelay(chore, delayMillis, periodMillis, TimeUnit.MILLISECONDS));
    }

    private ScheduledExecutorService timer(String name) {
        return timers.computeIfAbsent(name, key -> threads().timer(this, key));
    }

    private void end(String timer) {
        ScheduledExecutorService ended = timers.remove(timer);
        if (ended != null) {
            shutdown(ended);
        }
    }

    private void shutdown(ExecutorService executor) {
        context.getExecutorServiceManager().shutdownNow(executor);
    }

    @Override
    protected void doStop() {
        monitor.run(this::end);
    }

    private void end() {
        Cleanup cleanup = new Cleanup();
        cleanup.step(leases::close).step(this::endChores);
        // Before the clients, which bring the outcomes, and the store, which records them.
        cleanup.step(this::endSubmissions);
        if (watches != null) {
            AccountWatches present = watches;
            cleanup.step(() -> present.close(context.getExecutorServiceManager()));
        }
        clients.values().forEach(client -> cleanup.step(() -> ServiceHelper.stopService(client)));
        clients.clear();
        accounts.clear();
        uses.clear();
        cleanup.step(downloads::close).step(ownTasks::close).end();
    }

    private void endChores() {
        chores.forEach(chore -> chore.cancel(false));
        chores.clear();
        end(CHORES);
        kept.clear();
        measured.clear();
        logsUnpolled = false;
    }

    private void endSubmissions() {
        OpenSubmissions present = openSubmissions;
        openSubmissions = null;
        if (present != null) {
            present.close(longestCall.plus(ChannelOptions.STORE_TIME));
        }
        end(OUTCOMES);
    }

    /**
     * The state of an account.
     *
     * @param pace of the calls of all endpoints: the slowest that one of them has set
     * @param times is forgotten when no endpoint uses the account
     */
    private record AccountState(RequestPace pace, Standing standing, LearnedTimes times) {
        /** Whether it is as a new one would be, but for what was learned. */
        boolean isInitial() {
            return pace.isRested() && standing.isClear();
        }
    }
}
