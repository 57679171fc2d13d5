package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.poll.Elapsed;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.UnaskedTasks;
import io.geminiomni.camel.submit.OpenSubmissions;
import io.geminiomni.camel.task.Housekeeping;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one component share, made when it is first asked for and ended with the component: clients of the
 * gateway and of the videos' hosts, the task store, the renewal of leases, and the housekeeping of each repository. Clients,
 * and what is known of their accounts, are ended before, when the last channel that uses them is done with them.
 */
public final class Channels extends ServiceSupport {
    private static final Duration OFFER_AGAIN = Duration.ofSeconds(1);

    private static final Duration UNASKED_EVERY = Duration.ofMinutes(1);

    private final CamelContext context;
    private final Threads threads;
    private final Monitor monitor;
    private final Clock clock;
    private final TaskStore ownTasks;
    private final Duration submitTimeout;
    private final Duration retention;
    private final Map<GatewaySettings, GatewayClient> clients = new HashMap<>();
    private final Map<Account, Dealings> accounts = new HashMap<>();
    private final Map<DownloadSettings, VideoDownloads> downloads = new HashMap<>();
    private final Set<VideoDownloads> unusedDownloads = Collections.newSetFromMap(new WeakHashMap<>());
    private final Map<Object, Integer> uses = new HashMap<>();
    private final DownloadTrust trust;
    private final IdentityHashMap<VideoTaskRepository, Map<Duration, LeaseKeeper>> keepers = new IdentityHashMap<>();
    private final IdentityHashMap<VideoTaskRepository, Future<?>> housekeeping = new IdentityHashMap<>();
    private final UnaskedTasks unasked = new UnaskedTasks();
    private @Nullable Future<?> lookingForUnasked;
    private @Nullable ScheduledExecutorService chores;
    private @Nullable ScheduledExecutorService renewals;
    private @Nullable ScheduledExecutorService outcomes;
    private @Nullable OpenSubmissions openSubmissions;
    private Duration longestCall = Duration.ZERO;

    /**
     * @param store where the tasks of channels are kept whose endpoint has no repository of its own
     * @param submitTimeout after it a request whose outcome was not recorded counts as unknown
     * @param retention how long the records of finished tasks are kept
     */
    public Channels(
            CamelContext context,
            Threads threads,
            Clock clock,
            TaskStore store,
            Duration submitTimeout,
            Duration retention) {
        this.context = context;
        this.threads = threads;
        this.monitor = threads.monitor();
        this.clock = clock;
        this.ownTasks = store;
        this.trust = new DownloadTrust(context);
        this.submitTimeout = submitTimeout;
        this.retention = retention;
    }

    /** A channel at work for one endpoint. */
    public Channel channel(String name, ChannelOptions options) {
        return new Channel(name, options, context, this);
    }

    Threads threads() {
        return threads;
    }

    Clock clock() {
        return clock;
    }

    /** The time that passes in this process; where somebody has set a clock, by that. */
    Elapsed elapsed() {
        return clock.equals(Clock.systemUTC()) ? threads::elapsed : Elapsed.of(clock);
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
                        "The component is stopped: a video that was not fetched before then is fetched by"
                                + " a consumer after the restart, or from its URL");
            }
            return action.get();
        });
    }

    /** Keeps the clients of a channel with these options until it is closed. */
    Use use(ChannelOptions options) {
        return whileOpen(() -> {
            GatewaySettings gateway = options.gateway();
            DownloadSettings videos = downloadSettings(options);
            uses.merge(gateway, 1, Integer::sum);
            uses.merge(videos, 1, Integer::sum);
            return new Use(gateway, videos);
        });
    }

    /** Somebody's need of clients. */
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
            @Nullable GatewayClient unused = monitor.get(() -> {
                @Nullable GatewayClient last = closed ? null : endUse(gateway, videos);
                closed = true;
                return last;
            });
            ServiceHelper.stopService(unused);
        }
    }

    /**
     * Videos that were emitted may still be fetched, so what fetches them is only forgotten here.
     *
     * @return the client that nobody uses any more, to be stopped
     */
    private @Nullable GatewayClient endUse(GatewaySettings gateway, DownloadSettings videos) {
        if (isLast(videos)) {
            VideoDownloads unused = downloads.remove(videos);
            if (unused != null) {
                unusedDownloads.add(unused);
            }
        }
        GatewayClient unused = isLast(gateway) ? clients.remove(gateway) : null;
        Set<Account> used = clients.keySet().stream().map(Account::of).collect(Collectors.toSet());
        accounts.entrySet()
                .removeIf(entry ->
                        !used.contains(entry.getKey()) && entry.getValue().tellNothing());
        return unused;
    }

    private boolean isLast(Object settings) {
        return uses.computeIfPresent(settings, (key, count) -> count == 1 ? null : count - 1) == null;
    }

    GatewayClient client(GatewaySettings settings) {
        return whileOpen(() -> {
            Duration call = settings.connectTimeout().plus(settings.requestTimeout());
            longestCall = call.compareTo(longestCall) > 0 ? call : longestCall;
            return clients.computeIfAbsent(settings, key -> {
                RequestPace pace = dealings(key).pace();
                pace.atMost(settings.requestsPerSecond());
                GatewayClient client = new GatewayClient(context, key, clock, pace);
                ServiceHelper.startService(client);
                return client;
            });
        });
    }

    /** What the gateway has told of the account, to whatever endpoint. */
    Standing standing(GatewaySettings settings) {
        return monitor.get(() -> dealings(settings).standing());
    }

    private Dealings dealings(GatewaySettings settings) {
        return accounts.computeIfAbsent(
                Account.of(settings),
                key -> new Dealings(
                        new RequestPace(settings.requestsPerSecond()),
                        new Standing(
                                "the account " + settings.accountFingerprint() + " at " + settings.baseUrl(),
                                clock,
                                threads)));
    }

    VideoDownloads downloads(ChannelOptions options) {
        return whileOpen(() -> downloads.computeIfAbsent(
                downloadSettings(options), key -> new VideoDownloads(key, new SecureRandom(), threads::pause)));
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

    /** Where the tasks of a channel are kept; from now on they are swept and purged. */
    VideoTaskRepository tasks(ChannelOptions options) {
        return whileOpen(() -> {
            VideoTaskRepository ofOption = options.taskRepository();
            VideoTaskRepository tasks = ofOption == null ? ownTasks.open(clock) : ofOption;
            keepInOrder(tasks);
            return tasks;
        });
    }

    /** Keeps the repository's leases renewed. */
    LeaseKeeper leases(VideoTaskRepository tasks, Duration lease) {
        return whileOpen(() -> keepers.computeIfAbsent(tasks, repository -> new HashMap<>())
                .computeIfAbsent(lease, duration -> new LeaseKeeper(tasks, duration, renewals())));
    }

    /** From now on keeps the repository in order, also where it is only submitted to. */
    private void keepInOrder(VideoTaskRepository tasks) {
        housekeeping.computeIfAbsent(tasks, repository -> {
            long period = Math.max(100, submitTimeout.dividedBy(10).toMillis());
            return chores().scheduleWithFixedDelay(
                            new Housekeeping(repository, submitTimeout, retention), 0, period, TimeUnit.MILLISECONDS);
        });
    }

    /** The tasks that nobody asks for; from now on the log is told of them. */
    UnaskedTasks unasked() {
        return whileOpen(() -> {
            if (lookingForUnasked == null) {
                long period = UNASKED_EVERY.toMillis();
                lookingForUnasked = chores().scheduleWithFixedDelay(unasked, period, period, TimeUnit.MILLISECONDS);
            }
            return unasked;
        });
    }

    /** What has been begun and is not on record with its outcome. */
    OpenSubmissions openSubmissions() {
        return whileOpen(() -> {
            OpenSubmissions present = openSubmissions;
            if (present == null) {
                outcomes = threads.timer(this, "GeminiOmniOutcomes");
                present = new OpenSubmissions(outcomes, OFFER_AGAIN, threads);
                openSubmissions = present;
            }
            return present;
        });
    }

    /** How many outcomes of a channel its store has not taken yet. */
    public int unrecorded(String channel) {
        return monitor.get(() -> openSubmissions == null ? 0 : openSubmissions.unrecorded(channel));
    }

    private ScheduledExecutorService chores() {
        ScheduledExecutorService present = chores;
        if (present == null) {
            present = threads.timer(this, "GeminiOmniHousekeeping");
            chores = present;
        }
        return present;
    }

    /** On a thread of their own: a store that is slow to be purged must not cost leases. */
    private ScheduledExecutorService renewals() {
        ScheduledExecutorService present = renewals;
        if (present == null) {
            present = threads.timer(this, "GeminiOmniLeases");
            renewals = present;
        }
        return present;
    }

    private void end(@Nullable ScheduledExecutorService executor) {
        if (executor != null) {
            context.getExecutorServiceManager().shutdownNow(executor);
        }
    }

    @Override
    protected void doStop() {
        monitor.run(this::end);
    }

    private void end() {
        keepers.values().forEach(ofRepository -> ofRepository.values().forEach(LeaseKeeper::close));
        keepers.clear();
        housekeeping.values().forEach(chore -> chore.cancel(false));
        housekeeping.clear();
        if (lookingForUnasked != null) {
            lookingForUnasked.cancel(false);
            lookingForUnasked = null;
        }
        end(chores);
        chores = null;
        end(renewals);
        renewals = null;
        // Before the clients, who bring the outcomes, and the store, which takes them.
        if (openSubmissions != null) {
            openSubmissions.close(longestCall.plus(ChannelOptions.STORE_TIME));
            openSubmissions = null;
        }
        end(outcomes);
        outcomes = null;
        clients.values().forEach(ServiceHelper::stopService);
        clients.clear();
        accounts.clear();
        uses.clear();
        downloads.values().forEach(IOHelper::close);
        downloads.clear();
        unusedDownloads.forEach(IOHelper::close);
        unusedDownloads.clear();
        ownTasks.close();
    }

    /**
     * What is kept of an account.
     *
     * @param pace to which all calls keep, of whatever endpoint: the slowest that any of them asks for
     */
    private record Dealings(RequestPace pace, Standing standing) {
        /** Whether new ones would be the same. */
        boolean tellNothing() {
            return pace.isRested() && standing.isClear();
        }
    }

    private record Account(URI baseUrl, String apiKey) {
        static Account of(GatewaySettings settings) {
            return new Account(settings.baseUrl(), settings.apiKey());
        }

        /** Not the key. */
        @Override
        public String toString() {
            return "Account[" + baseUrl + "]";
        }
    }
}
