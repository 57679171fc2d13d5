package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.evidence.AccountWatch;
import io.geminiomni.camel.evidence.CreateWatch;
import io.geminiomni.camel.gateway.Balance;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
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
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one component share: clients of gateways and of video hosts, the task store, the renewal of leases, and
 * the housekeeping of each repository. Each is made at its first use and closed with the component. Clients and the state of
 * their accounts are removed earlier, when no channel uses them any more.
 */
public final class Channels extends ServiceSupport {
    private static final String CHORES = "GeminiOmniHousekeeping";
    /** Leases have a thread of their own, so that a slow purge does not delay their renewal. */
    private static final String LEASES = "GeminiOmniLeases";

    /** Readings of balances may wait for the gateway, so those of each account have a thread of their own. */
    private static final String BALANCES = "GeminiOmniBalances";

    private static final String OUTCOMES = "GeminiOmniOutcomes";
    private static final Duration RETRY_OUTCOMES = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_BALANCES = Duration.ofSeconds(1);
    private static final Duration LOG_UNPOLLED = Duration.ofMinutes(1);

    private final CamelContext context;
    private final Threads threads;
    private final Monitor monitor;
    private final Clock clock;
    private final Elapsed elapsed;
    private final Duration startedAt;
    private final Clients newClients;
    private final TaskStore ownTasks;
    private final Duration submitTimeout;
    private final Duration retention;
    private final Map<GatewaySettings, Gateway> clients = new HashMap<>();
    private final Map<Account, AccountState> accounts = new HashMap<>();
    private final Map<Account, AccountWatch> watches = new HashMap<>();
    private final Map<Account, WatchedTasks> watchedTasks = new HashMap<>();
    private final List<ScheduledExecutorService> readers = new ArrayList<>();
    private final Map<DownloadSettings, VideoDownloads> downloads = new HashMap<>();
    private final Set<VideoDownloads> unusedDownloads = Collections.newSetFromMap(new WeakHashMap<>());
    private final Map<Object, Integer> uses = new HashMap<>();
    private final DownloadTrust trust;
    private final IdentityHashMap<VideoTaskRepository, Map<Duration, LeaseKeeper>> keepers = new IdentityHashMap<>();
    private final Set<VideoTaskRepository> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Future<?>> chores = new ArrayList<>();
    private final Map<String, ScheduledExecutorService> timers = new HashMap<>();
    private final UnpolledTasks unpolled = new UnpolledTasks();
    private final ChannelListener listener;
    private final IdentityHashMap<VideoTaskRepository, VideoTaskRepository> measured = new IdentityHashMap<>();
    private final Set<Object> done = ConcurrentHashMap.newKeySet();
    private boolean logsUnpolled;
    private boolean watchesBalances;
    private boolean isAccountExclusive;
    private boolean refundsFailures;
    private @Nullable OpenSubmissions openSubmissions;
    private Duration longestCall = Duration.ZERO;

    /**
     * What is outside of the component.
     *
     * @param elapsed monotonic time
     * @param listener is notified of what the channels do
     */
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
     * @param listener is notified of what the channels do
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
        this.threads = outside.threads();
        this.monitor = threads.monitor();
        this.clock = outside.clock();
        this.elapsed = outside.elapsed();
        this.startedAt = elapsed.read();
        this.newClients = outside.clients();
        this.ownTasks = store;
        this.trust = new DownloadTrust(context);
        this.submitTimeout = submitTimeout;
        this.retention = retention;
        this.listener = outside.listener();
    }

    /**
     * From now on the balance is read for evidence of what requests of unknown outcome were charged.
     *
     * @param accountExclusive whether nobody but the channels here spends from the account
     * @param refundsFailed whether the gateway gives the money of failed tasks back
     */
    public void watchBalances(boolean accountExclusive, boolean refundsFailed) {
        monitor.run(() -> {
            watchesBalances = true;
            refundsFailures = refundsFailed;
            isAccountExclusive = accountExclusive;
        });
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
        return whileOpen(() -> {
            if (!watchesBalances) {
                return null;
            }
            Account account = Account.of(options.gateway());
            watchedTasks
                    .computeIfAbsent(account, key -> new WatchedTasks(account.baseUrl()))
                    .add(channel, tasks);
            return watches.computeIfAbsent(account, key -> newWatch(account, options));
        });
    }

    /** The balance of an account, also if no producer or consumer uses it any more. */
    Balance balance(ChannelOptions options) {
        return balance(options, Gateway::balance);
    }

    private Balance balance(ChannelOptions options, Function<Gateway, Balance> query) {
        Use use = use(options);
        try {
            return query.apply(client(options.gateway()));
        } finally {
            use.close();
        }
    }

    private AccountWatch newWatch(Account account, ChannelOptions options) {
        ScheduledExecutorService reader = threads.timer(this, BALANCES);
        readers.add(reader);
        WatchedTasks open = Objects.requireNonNull(watchedTasks.get(account));
        AccountWatch watch = new AccountWatch(
                new AccountWatch.Sources(() -> balance(options, Gateway::balanceAtOnce), open::open, reader),
                clock,
                elapsed::read,
                startedAt,
                new AccountWatch.Terms(() -> sharing(account), () -> refundsFailures),
                threads);
        long period = LOOK_AT_BALANCES.toMillis();
        chores.add(reader.scheduleWithFixedDelay(watch::tick, period, period, TimeUnit.MILLISECONDS));
        return watch;
    }

    /** Why somebody else may spend from the account. Another API key at the base URL may be one of the same account. */
    private Optional<String> sharing(Account account) {
        boolean isAlone = monitor.get(() -> watches.keySet().stream()
                .allMatch(each -> each.equals(account) || !each.baseUrl().equals(account.baseUrl())));
        if (!isAccountExclusive) {
            return Optional.of("others may spend from the account (accountExclusive=false)");
        }
        return isAlone ? Optional.empty() : Optional.of("another API key is used at this base URL");
    }

    /** A channel for one endpoint. */
    public Channel channel(String name, ChannelOptions options) {
        return new Channel(name, options, context, this);
    }

    Threads threads() {
        return threads;
    }

    Clock clock() {
        return clock;
    }

    /** Monotonic time; that of the clock if one is set. */
    Elapsed elapsed() {
        return elapsed;
    }

    ChannelListener listener() {
        return listener;
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

    /** Keeps the clients of a channel until the result is closed. */
    Use use(ChannelOptions options) {
        return whileOpen(() -> {
            GatewaySettings gateway = options.gateway();
            DownloadSettings videos = downloadSettings(options);
            uses.merge(gateway, 1, Integer::sum);
            uses.merge(videos, 1, Integer::sum);
            return new Use(gateway, videos);
        });
    }

    /** The use of clients by one user. */
    final class Use implements AutoCloseable {
        private final GatewaySettings gateway;
        private final DownloadSettings videos;
        private boolean closed;

        private Use(GatewaySettings gateway, DownloadSettings videos) {
            this.gateway = gateway;
            this.videos = videos;
        }

        @Override
        public void close() {
            @Nullable Gateway unused = monitor.get(() -> {
                @Nullable Gateway last = closed ? null : endUse(gateway, videos);
                closed = true;
                return last;
            });
            ServiceHelper.stopService(unused);
        }
    }

    /**
     * Emitted videos may still be fetched, so the downloads are closed later, with the component.
     *
     * @return the client to stop, if it has no other user
     */
    private @Nullable Gateway endUse(GatewaySettings gateway, DownloadSettings videos) {
        if (isLast(videos)) {
            VideoDownloads unused = downloads.remove(videos);
            if (unused != null) {
                unusedDownloads.add(unused);
            }
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
                Gateway client = newClients.client(key, pace);
                ServiceHelper.startService(client);
                return client;
            });
        });
    }

    /** Whether the gateway throttles the account or rejects its API key. */
    Standing standing(GatewaySettings settings) {
        return monitor.get(() -> account(settings).standing());
    }

    /** What was learned of how long the tasks of the account take. */
    LearnedTimes learnedTimes(GatewaySettings settings) {
        return monitor.get(() -> account(settings).times());
    }

    private AccountState account(GatewaySettings settings) {
        return accounts.computeIfAbsent(Account.of(settings), key -> {
            RequestPace pace = new RequestPace(settings.requestsPerSecond(), threads);
            String name = "the account " + settings.accountFingerprint() + " at " + settings.baseUrl();
            return new AccountState(pace, new Standing(name, pace, elapsed, threads, listener), new LearnedTimes());
        });
    }

    VideoDownloads downloads(ChannelOptions options) {
        return whileOpen(() -> downloads.computeIfAbsent(
                downloadSettings(options), key -> new VideoDownloads(key, threads.random(), threads::pause, listener)));
    }

    private DownloadSettings downloadSettings(ChannelOptions options) {
        GatewaySettings gateway = options.gateway();
        ChannelOptions.Downloads videos = options.downloads();
        return new DownloadSettings(
                gateway.baseUrl(),
                gateway.connectTimeout(),
                gateway.requestTimeout(),
                videos.retries(),
                videos.maxVideoSize(),
                videos.minRate(),
                videos.hosts(),
                trust.of(gateway.sslContextParameters()),
                gateway.proxyHost(),
                gateway.proxyPort());
    }

    /** The repository of a channel. */
    VideoTaskRepository store(ChannelOptions options) {
        return whileOpen(() -> {
            VideoTaskRepository ofOption = options.taskRepository();
            return ofOption == null ? ownTasks.open(clock) : ofOption;
        });
    }

    /** The tasks of a repository, which are measured if somebody listens. From now on they are swept and purged. */
    VideoTaskRepository tasks(VideoTaskRepository store) {
        return whileOpen(() -> {
            VideoTaskRepository tasks =
                    measured.computeIfAbsent(store, any -> MeasuredTasks.of(store, listener, threads));
            keepInOrder(tasks);
            return tasks;
        });
    }

    /** Renews the leases of a repository. */
    LeaseKeeper leases(VideoTaskRepository tasks, Duration lease) {
        return whileOpen(() -> keepers.computeIfAbsent(tasks, repository -> new HashMap<>())
                .computeIfAbsent(lease, duration -> new LeaseKeeper(tasks, duration, timer(LEASES))));
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
                present = new OpenSubmissions(timer(OUTCOMES), RETRY_OUTCOMES, threads);
                openSubmissions = present;
            }
            return present;
        });
    }

    /** How many outcomes of a channel its store has not recorded yet. */
    public int unrecorded(String channel) {
        return monitor.get(() -> openSubmissions == null ? 0 : openSubmissions.unrecorded(channel));
    }

    private void schedule(Runnable chore, long delayMillis, long periodMillis) {
        chores.add(timer(CHORES).scheduleWithFixedDelay(chore, delayMillis, periodMillis, TimeUnit.MILLISECONDS));
    }

    private ScheduledExecutorService timer(String name) {
        return timers.computeIfAbsent(name, key -> threads.timer(this, key));
    }

    private void end(String timer) {
        end(timers.remove(timer));
    }

    private void end(@Nullable ScheduledExecutorService ended) {
        if (ended != null) {
            context.getExecutorServiceManager().shutdownNow(ended);
        }
    }

    @Override
    protected void doStop() {
        monitor.run(this::end);
    }

    private void end() {
        keepers.values().forEach(ofRepository -> ofRepository.values().forEach(LeaseKeeper::close));
        keepers.clear();
        chores.forEach(chore -> chore.cancel(false));
        chores.clear();
        end(CHORES);
        kept.clear();
        measured.clear();
        logsUnpolled = false;
        end(LEASES);
        // Before the clients, which bring the outcomes, and the store, which records them.
        if (openSubmissions != null) {
            openSubmissions.close(longestCall.plus(ChannelOptions.STORE_TIME));
            openSubmissions = null;
        }
        end(OUTCOMES);
        readers.forEach(this::end);
        readers.clear();
        clients.values().forEach(ServiceHelper::stopService);
        clients.clear();
        accounts.clear();
        watches.clear();
        watchedTasks.clear();
        uses.clear();
        downloads.values().forEach(IOHelper::close);
        downloads.clear();
        unusedDownloads.forEach(IOHelper::close);
        unusedDownloads.clear();
        ownTasks.close();
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

    private record Account(URI baseUrl, String apiKey) {
        static Account of(GatewaySettings settings) {
            return new Account(settings.baseUrl(), settings.apiKey());
        }

        /** Without the API key. */
        @Override
        public String toString() {
            return "Account[" + baseUrl + "]";
        }
    }
}
