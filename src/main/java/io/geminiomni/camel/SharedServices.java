package io.geminiomni.camel;

import io.geminiomni.camel.delivery.DownloadSettings;
import io.geminiomni.camel.delivery.VideoDownloads;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.UnaskedTasks;
import io.geminiomni.camel.submit.OpenSubmissions;
import io.geminiomni.camel.submit.Stopwatch;
import io.geminiomni.camel.task.Housekeeping;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextClientParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the endpoints of one component share, made when it is first asked for and ended with the component: clients of the
 * gateway and of the videos' hosts, the task store, the renewal of leases, and the housekeeping of each repository. Clients,
 * and what is known of their accounts, are ended before, when the last endpoint that uses them is done with them.
 */
final class SharedServices extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServices.class);
    private static final Duration OFFER_AGAIN = Duration.ofSeconds(1);

    private static final Duration UNASKED_EVERY = Duration.ofMinutes(1);

    private final CamelContext context;
    private final Clock clock;
    private final Store store;
    private final Duration submitTimeout;
    private final Duration retention;
    private final Map<GatewaySettings, GatewayClient> clients = new HashMap<>();
    private final Map<Account, Dealings> accounts = new HashMap<>();
    private final Map<DownloadSettings, VideoDownloads> downloads = new HashMap<>();
    private final Set<VideoDownloads> unusedDownloads = Collections.newSetFromMap(new WeakHashMap<>());
    private final Map<Object, Integer> uses = new HashMap<>();
    private final IdentityHashMap<SSLContextParameters, SSLContext> trusts = new IdentityHashMap<>();
    private final IdentityHashMap<VideoTaskRepository, Map<Duration, LeaseKeeper>> keepers = new IdentityHashMap<>();
    private final IdentityHashMap<VideoTaskRepository, Future<?>> housekeeping = new IdentityHashMap<>();
    private final UnaskedTasks unasked = new UnaskedTasks();
    private @Nullable Future<?> lookingForUnasked;
    private @Nullable VideoTaskRepository ownTasks;
    private @Nullable StoreDirectory storeDirectory;
    private @Nullable ScheduledExecutorService chores;
    private @Nullable ScheduledExecutorService renewals;
    private @Nullable ScheduledExecutorService outcomes;
    private @Nullable OpenSubmissions openSubmissions;
    private Duration longestCall = Duration.ZERO;

    SharedServices(CamelContext context, Clock clock, Store store, Duration submitTimeout, Duration retention) {
        this.context = context;
        this.clock = clock;
        this.store = store;
        this.submitTimeout = submitTimeout;
        this.retention = retention;
    }

    /** Keeps the clients with these settings until it is closed. */
    synchronized Use use(GatewaySettings gateway, DownloadSettings videos) {
        uses.merge(gateway, 1, Integer::sum);
        uses.merge(videos, 1, Integer::sum);
        return new Use(gateway, videos);
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
            @Nullable GatewayClient unused;
            synchronized (SharedServices.this) {
                unused = closed ? null : endUse(gateway, videos);
                closed = true;
            }
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

    synchronized GatewayClient client(GatewaySettings settings) {
        Duration call = settings.connectTimeout().plus(settings.requestTimeout());
        longestCall = call.compareTo(longestCall) > 0 ? call : longestCall;
        return clients.computeIfAbsent(settings, key -> {
            RequestPace pace = dealings(key).pace();
            pace.atMost(settings.requestsPerSecond());
            GatewayClient client = new GatewayClient(context, key, clock, pace);
            ServiceHelper.startService(client);
            return client;
        });
    }

    /** What the gateway has told of the account, to whatever endpoint. */
    synchronized Standing standing(GatewaySettings settings) {
        return dealings(settings).standing();
    }

    private Dealings dealings(GatewaySettings settings) {
        return accounts.computeIfAbsent(
                Account.of(settings),
                key -> new Dealings(
                        new RequestPace(settings.requestsPerSecond()),
                        new Standing(
                                "the account " + settings.accountFingerprint() + " at " + settings.baseUrl(), clock)));
    }

    synchronized VideoDownloads downloads(DownloadSettings settings) {
        return downloads.computeIfAbsent(
                settings, key -> new VideoDownloads(key, new SecureRandom(), Stopwatch.system(clock)::pause));
    }

    /**
     * Trusts for downloads whom the gateway's context trusts, and speaks its protocols; the keys and the server names in it
     * are for the gateway alone.
     */
    synchronized @Nullable SSLContext trust(@Nullable SSLContextParameters ofGateway) {
        return ofGateway == null ? null : trusts.computeIfAbsent(ofGateway, this::withoutKeys);
    }

    private SSLContext withoutKeys(SSLContextParameters ofGateway) {
        SSLContextParameters trust = new SSLContextParameters();
        trust.setTrustManagers(ofGateway.getTrustManagers());
        trust.setProvider(ofGateway.getProvider());
        trust.setSecureSocketProtocol(ofGateway.getSecureSocketProtocol());
        trust.setSecureRandom(ofGateway.getSecureRandom());
        trust.setCipherSuites(ofGateway.getCipherSuites());
        trust.setCipherSuitesFilter(ofGateway.getCipherSuitesFilter());
        trust.setSecureSocketProtocols(ofGateway.getSecureSocketProtocols());
        trust.setSecureSocketProtocolsFilter(ofGateway.getSecureSocketProtocolsFilter());
        SSLContextClientParameters ofClient = ofGateway.getClientParameters();
        if (ofClient != null) {
            trust.setClientParameters(withoutServerNames(ofClient));
        }
        try {
            return trust.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The option sslContextParameters cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContextClientParameters withoutServerNames(SSLContextClientParameters ofGateway) {
        SSLContextClientParameters client = new SSLContextClientParameters();
        client.setCipherSuites(ofGateway.getCipherSuites());
        client.setCipherSuitesFilter(ofGateway.getCipherSuitesFilter());
        client.setSecureSocketProtocols(ofGateway.getSecureSocketProtocols());
        client.setSecureSocketProtocolsFilter(ofGateway.getSecureSocketProtocolsFilter());
        client.setSessionTimeout(ofGateway.getSessionTimeout());
        return client;
    }

    /** The tasks of the endpoints for which nobody has set a repository. */
    synchronized VideoTaskRepository tasks() {
        VideoTaskRepository present = ownTasks;
        if (present == null) {
            present = store.dataSource() != null ? new JdbcVideoTaskRepository(store.dataSource()) : withoutDatabase();
            ownTasks = present;
        }
        return present;
    }

    private VideoTaskRepository withoutDatabase() {
        if (store.directory() != null) {
            return inDirectory(store.directory());
        }
        LOG.warn(
                "None of taskRepository, dataSource and storeDirectory is set, so tasks are kept in memory: after a restart"
                        + " or a crash their videos, which are paid for, are not asked for any more, and duplicates of their requests"
                        + " are not recognised");
        return new InMemoryVideoTaskRepository(clock);
    }

    private VideoTaskRepository inDirectory(Path directory) {
        try {
            StoreDirectory opened = StoreDirectory.open(directory);
            try {
                VideoTaskRepository tasks = new JdbcVideoTaskRepository(opened.dataSource());
                storeDirectory = opened;
                return tasks;
            } catch (RuntimeException e) {
                closeSuppressed(opened, e);
                throw e;
            }
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "The option storeDirectory is " + directory
                            + ", but H2 is not on the class path: add the dependency com.h2database:h2, or set dataSource or"
                            + " taskRepository instead",
                    e);
        }
    }

    private static void closeSuppressed(StoreDirectory opened, RuntimeException failure) {
        try {
            opened.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Keeps the repository's leases renewed. */
    synchronized LeaseKeeper leases(VideoTaskRepository tasks, Duration lease) {
        return keepers.computeIfAbsent(tasks, repository -> new HashMap<>())
                .computeIfAbsent(lease, duration -> new LeaseKeeper(tasks, duration, renewals()));
    }

    /** From now on keeps the repository in order, also where it is only submitted to. */
    synchronized void keepInOrder(VideoTaskRepository tasks) {
        housekeeping.computeIfAbsent(tasks, repository -> {
            long period = Math.max(100, submitTimeout.dividedBy(10).toMillis());
            return chores().scheduleWithFixedDelay(
                            new Housekeeping(repository, submitTimeout, retention), 0, period, TimeUnit.MILLISECONDS);
        });
    }

    /** The tasks that nobody asks for; from now on the log is told of them. */
    synchronized UnaskedTasks unasked() {
        if (lookingForUnasked == null) {
            long period = UNASKED_EVERY.toMillis();
            lookingForUnasked = chores().scheduleWithFixedDelay(unasked, period, period, TimeUnit.MILLISECONDS);
        }
        return unasked;
    }

    /** What has been begun and is not on record with its outcome. */
    synchronized OpenSubmissions openSubmissions() {
        OpenSubmissions present = openSubmissions;
        if (present == null) {
            outcomes = ThreadPools.scheduled(context, this, "GeminiOmniOutcomes");
            present = new OpenSubmissions(outcomes, OFFER_AGAIN);
            openSubmissions = present;
        }
        return present;
    }

    /** How many outcomes of a channel its store has not taken yet. */
    synchronized int unrecorded(String channel) {
        return openSubmissions == null ? 0 : openSubmissions.unrecorded(channel);
    }

    private ScheduledExecutorService chores() {
        ScheduledExecutorService present = chores;
        if (present == null) {
            present = ThreadPools.scheduled(context, this, "GeminiOmniHousekeeping");
            chores = present;
        }
        return present;
    }

    /** On a thread of their own: a store that is slow to be purged must not cost leases. */
    private ScheduledExecutorService renewals() {
        ScheduledExecutorService present = renewals;
        if (present == null) {
            present = ThreadPools.scheduled(context, this, "GeminiOmniLeases");
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
    protected synchronized void doStop() {
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
            openSubmissions.close(longestCall.plus(OptionChecks.STORE_TIME));
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
        trusts.clear();
        ownTasks = null;
        if (storeDirectory != null) {
            storeDirectory.close();
            storeDirectory = null;
        }
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

    /**
     * Where tasks are kept: the first that is set counts; with none, in memory.
     *
     * @param dataSource in this database
     * @param directory in an H2 database in this folder
     */
    record Store(@Nullable DataSource dataSource, @Nullable Path directory) {}
}
