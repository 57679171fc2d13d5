package io.geminiomni.camel.channel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Makes thread pools that lose nothing. Work that finds no free thread waits in a queue without a bound, and work that comes
 * after the shutdown is refused with a {@link RejectedExecutionException}. The pools that Camel makes by default queue 1,000
 * pieces, run the next one on its caller's thread, and drop what comes after the shutdown without a word.
 */
public final class ThreadPools {
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private ThreadPools() {}

    /** @param owner in whose name Camel manages the pool */
    public static ExecutorService fixed(CamelContext context, Object owner, String name, int threads) {
        return context.getExecutorServiceManager().newThreadPool(owner, name, profile(name, threads));
    }

    /** One thread for work at certain times. */
    public static ScheduledExecutorService scheduled(CamelContext context, Object owner, String name) {
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
