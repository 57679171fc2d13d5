package io.geminiomni.camel.concurrent;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.apache.camel.util.concurrent.ThreadType;

/**
 * Threads with pools that Camel manages. Camel's default pools queue 1,000 jobs, run further ones on the thread of the caller, and
 * discard jobs silently after the shutdown; these do not.
 *
 * <p>With {@code camel.threads.virtual.enabled} Camel's pools ignore their size and start a virtual thread for each job. The pools
 * here keep their size, with virtual threads of Camel, as the size limits what runs at a time, such as {@code concurrentPolls}.
 */
public record ThreadPools(CamelContext context) implements Threads {
    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final long KEEP_ALIVE_SECONDS = 60;

    @Override
    public ExecutorService pool(Object owner, String name, int threads) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        return ThreadType.current() == ThreadType.VIRTUAL
                ? virtualPool(manager, name, threads)
                : manager.newThreadPool(owner, name, profile(name, threads));
    }

    private static ExecutorService virtualPool(ExecutorServiceManager manager, String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                job -> manager.newThread(name, job));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public ScheduledExecutorService timer(Object owner, String name) {
        return context.getExecutorServiceManager().newScheduledThreadPool(owner, name, profile(name, 1));
    }

    private static ThreadPoolProfile profile(String name, int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(UNBOUNDED);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }
}
