package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Renews the leases of all repositories. Each repository has a thread of its own for this, so that neither a slow purge nor
 * another repository that does not answer delays the renewal. It is used under the lock of the channels.
 */
final class LeaseKeepers {
    private static final String TIMER = "GeminiOmniLeases";

    private final Threads threads;
    private final Consumer<ExecutorService> shutdown;
    private final IdentityHashMap<VideoTaskRepository, OfRepository> repositories = new IdentityHashMap<>();

    private record OfRepository(ScheduledExecutorService timer, Map<Duration, LeaseKeeper> keepers) {}

    /** @param shutdown ends a timer */
    LeaseKeepers(Threads threads, Consumer<ExecutorService> shutdown) {
        this.threads = threads;
        this.shutdown = shutdown;
    }

    LeaseKeeper of(VideoTaskRepository tasks, Duration lease) {
        OfRepository ofRepository = repositories.computeIfAbsent(
                tasks, any -> new OfRepository(threads.timer(this, TIMER), new HashMap<>()));
        return ofRepository
                .keepers()
                .computeIfAbsent(lease, any -> new LeaseKeeper(tasks, lease, ofRepository.timer()));
    }

    void close() {
        Cleanup cleanup = new Cleanup();
        for (OfRepository ofRepository : repositories.values()) {
            ofRepository.keepers().values().forEach(keeper -> cleanup.step(keeper::close));
            cleanup.step(() -> shutdown.accept(ofRepository.timer()));
        }
        repositories.clear();
        cleanup.end();
    }
}
