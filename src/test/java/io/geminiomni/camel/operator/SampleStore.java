package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Stores with a task of unknown outcome, a parked one and one that waits, each with secrets where secrets may be. */
public final class SampleStore {
    public static final String CHANNEL = "adverts";
    public static final String BASE_URL = "https://gateway.example";
    public static final Instant EXPIRES = Instant.parse("2026-03-04T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(60);

    private SampleStore() {}

    /** Keys {@code order-17} (UNKNOWN), {@code order-18} (PARKED, task-18) and {@code order-19} (WAITING, task-19). */
    public static void fill(VideoTaskRepository tasks) {
        unknown(tasks, "order-17");
        parked(tasks, "order-18", "task-18", EXPIRES);
        waiting(tasks, "order-19", "task-19");
    }

    static void fill(Path folder) {
        in(folder, tasks -> {
            fill(tasks);
            return true;
        });
    }

    static <T> T in(Path folder, Function<VideoTaskRepository, T> work) {
        try (StoreDirectory store = StoreDirectory.open(folder)) {
            return work.apply(new JdbcVideoTaskRepository(store.dataSource()));
        }
    }

    /**
     * Keys {@code a} (UNKNOWN), {@code b} (PARKED, task-b), {@code c} (WAITING, task-c), all 80 s old, and {@code d} (WAITING,
     * task-d), 5 s old. The task of {@code c} is leased by node-2 for another 55 s.
     */
    public static VideoTaskRepository ofSomeTime() {
        MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        VideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
        unknown(tasks, "a");
        parked(tasks, "b", "task-b", EXPIRES);
        waiting(tasks, "c", "task-c");
        clock.advance(Duration.ofSeconds(75));
        waiting(tasks, "d", "task-d");
        tasks.claim(Claim.toPoll(CHANNEL, BASE_URL, 1, "node-2", LEASE));
        clock.advance(Duration.ofSeconds(5));
        return tasks;
    }

    public static void unknown(VideoTaskRepository tasks, String key) {
        Submission submission = submission(key);
        tasks.begin(submission);
        tasks.record(submission, new Outcome.Unknown("The gateway did not answer within 60 s"), Duration.ZERO);
    }

    public static void waiting(VideoTaskRepository tasks, String key, String taskId) {
        Submission submission = submission(key);
        tasks.begin(submission);
        tasks.record(submission, new Outcome.Accepted(taskId, "queued", null, null), Duration.ZERO);
    }

    public static void parked(VideoTaskRepository tasks, String key, String taskId, Instant expires) {
        LeasedTask leased = completed(tasks, key, taskId, expires);
        tasks.update(List.of(LeaseUpdate.end(
                leased.lease(),
                leased.task()
                        .become(TaskState.PARKED)
                        .attempts(36)
                        .errorMessage(
                                "Parked after 36 delivery attempts; the last failed with java.net.ConnectException")
                        .build())));
    }

    /** A video that was emitted so often and is due again. */
    public static void failing(VideoTaskRepository tasks, String key, String taskId, Instant expires, int attempts) {
        LeasedTask leased = completed(tasks, key, taskId, expires);
        tasks.update(List.of(LeaseUpdate.release(
                leased.lease(), leased.task().toBuilder().attempts(attempts).build(), Duration.ZERO)));
    }

    private static LeasedTask completed(VideoTaskRepository tasks, String key, String taskId, Instant expires) {
        waiting(tasks, key, taskId);
        LeasedTask leased =
                tasks.claim(Claim.toPoll(CHANNEL, BASE_URL, 1, "test", LEASE)).get(0);
        LeaseUpdate completed = LeaseUpdate.release(
                leased.lease(),
                leased.task()
                        .become(TaskState.COMPLETED)
                        .videoUrl("https://cdn.example/v.mp4?sign=SECRET-OF-THE-URL")
                        .videoUrlExpires(expires)
                        .build(),
                Duration.ZERO);
        tasks.update(List.of(completed));
        return tasks.claim(CHANNEL, key, "test", LEASE).orElseThrow();
    }

    /** A task that is booked with that amount in EUR under the budget key {@code team}. */
    public static void booked(VideoTaskRepository tasks, String key, String amount) {
        Submission submission = submission(key)
                .withCharge(new Charge(new CostEstimate(new BigDecimal(amount), "EUR", "row 1"), "team", null, false));
        tasks.begin(submission);
        tasks.record(submission, new Outcome.Accepted("task-" + key, "queued", null, null), Duration.ZERO);
    }

    public static Submission submission(String key) {
        VideoRequest request = VideoRequest.builder()
                .prompt(
                        "A fox like https://a.example/f.png?token=SECRET\nin the snow, and a long story that nobody needs")
                .build();
        return new Submission(
                UUID.randomUUID().toString(),
                CHANNEL,
                key,
                request.fingerprint(),
                request,
                Map.of(),
                BASE_URL,
                "account-1");
    }
}
