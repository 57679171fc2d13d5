package io.geminiomni.camel.concurrent;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Threads with pools that Camel manages. Camel's default pools queue 1,000 jobs, run further ones on the thread of the caller, and
 * discard jobs silently after the shutdown; these do not.
 */
public record ThreadPools(CamelContext context) implements Threads {
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    @Override
    public ExecutorService pool(Object owner, String name, int threads) {
        return context.getExecutorServiceManager().newThreadPool(owner, name, profile(name, threads));
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
