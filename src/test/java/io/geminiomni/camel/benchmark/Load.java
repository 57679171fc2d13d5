package io.geminiomni.camel.benchmark;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Work on several threads, its rate, and tasks to work on. */
final class Load {
    static final String CHANNEL = "adverts";
    static final int THREADS = 16;

    private Load() {}

    /** What is done with one of a number of items. */
    interface Work {
        void on(int item) throws Exception;
    }

    /** Does the work on each item, on {@link #THREADS} threads. */
    static void spread(int items, Work work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                        work.on(item);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Something whose time is measured. */
    interface Timed {
        void run() throws Exception;
    }

    static double seconds(Timed work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Tasks that wait and are due, with this beginning of their ids. */
    static void waiting(VideoTaskRepository tasks, String baseUrl, String account, String ids, int count)
            throws Exception {
        spread(count, i -> {
            VideoRequest request =
                    VideoRequest.builder().prompt("a cat, number " + i).build();
            Submission submission = new Submission(
                    UUID.randomUUID().toString(),
                    CHANNEL,
                    "key-" + i,
                    request.fingerprint(),
                    request,
                    Map.of(),
                    baseUrl,
                    account);
            tasks.begin(submission);
            tasks.record(submission, new Outcome.Accepted(ids + i, "queued", null, null), Duration.ZERO);
        });
    }
}
