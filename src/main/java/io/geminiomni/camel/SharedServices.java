package io.geminiomni.camel;

import io.geminiomni.camel.delivery.DownloadSettings;
import io.geminiomni.camel.delivery.VideoDownloads;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.RequestPace;
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
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the endpoints of one component share, made when it is first asked for and ended with the component: clients of the
 * gateway and of the videos' hosts, the task store, the renewal of leases, and the housekeeping of each repository.
 */
final class SharedServices extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServices.class);

    private final CamelContext context;
    private final Clock clock;
    private final Store store;
    private final Duration submitTimeout;
    private final Duration retention;
    private final Map<GatewaySettings, GatewayClient> clients = new HashMap<>();
    private final Map<Account, RequestPace> paces = new HashMap<>();
    private final Map<DownloadSettings, VideoDownloads> downloads = new HashMap<>();
    private final IdentityHashMap<SSLContextParameters, SSLContext> trusts = new IdentityHashMap<>();
    private final IdentityHashMap<VideoTaskRepository, Map<Duration, LeaseKeeper>> keepers = new IdentityHashMap<>();
    private final IdentityHashMap<VideoTaskRepository, Future<?>> housekeeping = new IdentityHashMap<>();
    private @Nullable VideoTaskRepository ownTasks;
    private @Nullable StoreDirectory storeDirectory;
    private @Nullable ScheduledExecutorService chores;
    private @Nullable ScheduledExecutorService renewals;

    SharedServices(CamelContext context, Clock clock, Store store, Duration submitTimeout, Duration retention) {
        this.context = context;
        this.clock = clock;
        this.store = store;
        this.submitTimeout = submitTimeout;
        this.retention = retention;
    }

    synchronized GatewayClient client(GatewaySettings settings) {
        return clients.computeIfAbsent(settings, key -> {
            GatewayClient client = new GatewayClient(context, key, clock, pace(key));
            ServiceHelper.startService(client);
            return client;
        });
    }

    /** All calls of one account, of whatever endpoint, keep to one pace: the slowest that any of them asks for. */
    private RequestPace pace(GatewaySettings settings) {
        Account account = new Account(settings.baseUrl(), settings.apiKey());
        RequestPace pace = paces.computeIfAbsent(account, key -> new RequestPace(settings.requestsPerSecond()));
        pace.atMost(settings.requestsPerSecond());
        return pace;
    }

    synchronized VideoDownloads downloads(DownloadSettings settings) {
        return downloads.computeIfAbsent(
                settings, key -> new VideoDownloads(key, new SecureRandom(), Stopwatch.system()::pause));
    }

    /** Trusts for downloads whom the gateway's context trusts; the keys in it are for the gateway alone. */
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
        try {
            return trust.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The option sslContextParameters cannot be used: " + e.getMessage(), e);
        }
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

    private ScheduledExecutorService chores() {
        ScheduledExecutorService present = chores;
        if (present == null) {
            present = context.getExecutorServiceManager().newScheduledThreadPool(this, "GeminiOmniHousekeeping", 1);
            chores = present;
        }
        return present;
    }

    /** On a thread of their own: a store that is slow to be purged must not cost leases. */
    private ScheduledExecutorService renewals() {
        ScheduledExecutorService present = renewals;
        if (present == null) {
            present = context.getExecutorServiceManager().newScheduledThreadPool(this, "GeminiOmniLeases", 1);
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
        end(chores);
        chores = null;
        end(renewals);
        renewals = null;
        clients.values().forEach(ServiceHelper::stopService);
        clients.clear();
        paces.clear();
        downloads.values().forEach(IOHelper::close);
        downloads.clear();
        trusts.clear();
        ownTasks = null;
        if (storeDirectory != null) {
            storeDirectory.close();
            storeDirectory = null;
        }
    }

    private record Account(URI baseUrl, String apiKey) {
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
