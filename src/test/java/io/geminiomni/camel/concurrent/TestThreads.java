package io.geminiomni.camel.concurrent;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The machine's, with pools that nobody manages. */
public final class TestThreads implements Threads {
    @Override
    public ExecutorService pool(Object owner, String name, int threads) {
        return Executors.newFixedThreadPool(threads);
    }

    @Override
    public ScheduledExecutorService timer(Object owner, String name) {
        return Executors.newSingleThreadScheduledExecutor();
    }
}
