package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A node on {@link JdbcVideoTaskRepository}. {@link FormerNode} links the bytes of this class against the classes of an earlier
 * version, so it uses only what both have, and calls by reflection what has another name there.
 */
public final class RepositoryNode implements StoreNode {
    /** The channel of all that it does. */
    public static final String CHANNEL = "adverts";

    /** Where it submits. */
    public static final String BASE_URL = "https://gateway.example";

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final VideoTaskRepository tasks;
    private final Map<String, Submission> begun = new HashMap<>();
    private final Map<String, LeasedTask> held = new HashMap<>();

    /** @param now gives an SQL expression of the present time */
    public RepositoryNode(DataSource dataSource, Supplier<String> now) {
        this.tasks = new JdbcVideoTaskRepository(dataSource, now);
    }

    @Override
    public String begin(String key) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                UUID.randomUUID().toString(),
                CHANNEL,
                key,
                request.fingerprint(),
                request,
                Map.of("customer", "C-17"),
                BASE_URL,
                "account-1");
        Object result = call(VideoTaskRepository.class, tasks, Set.of("begin"), submission);
        if (result.getClass().getSimpleName().equals("Known")) {
            return ((VideoTask) call(result.getClass(), result, Set.of("task")))
                    .state()
                    .name();
        }
        begun.put(key, submission);
        return "STARTED";
    }

    @Override
    public String accepted(String key, String taskId) {
        return record(key, new Outcome.Accepted(taskId, "queued", "Gemini-Omini", null));
    }

    @Override
    public String rejected(String key) {
        return record(key, new Outcome.Rejected("no such size"));
    }

    private String record(String key, Outcome outcome) {
        return tasks.record(begun.get(key), outcome, Duration.ZERO)
                .orElseThrow()
                .state()
                .name();
    }

    @Override
    public List<String> claimToAsk(String baseUrl, int limit) {
        return claimed(
                (Claim) call(Claim.class, null, Set.of("toPoll", "toAsk"), CHANNEL, baseUrl, limit, "node", LEASE));
    }

    @Override
    public List<String> claimToEmit(int limit) {
        return claimed(Claim.toEmit(CHANNEL, limit, "node", LEASE));
    }

    private List<String> claimed(Claim claim) {
        List<LeasedTask> claimed = tasks.claim(claim);
        claimed.forEach(each -> held.put(each.task().taskId(), each));
        return claimed.stream().map(each -> each.task().taskId()).toList();
    }

    @Override
    public boolean complete(String taskId) {
        VideoTask task = held.get(taskId).task();
        Instant completed = task.submittedAt();
        return release(
                taskId,
                task.become(TaskState.COMPLETED)
                        .status("completed")
                        .progress(100)
                        .completedAt(completed)
                        .videoUrl("https://videos.example/" + taskId + ".mp4")
                        .videoUrlExpires(completed.plus(Duration.ofDays(3)))
                        .build());
    }

    @Override
    public boolean deliver(String taskId) {
        return release(
                taskId, held.get(taskId).task().become(TaskState.DELIVERED).build());
    }

    private boolean release(String taskId, VideoTask found) {
        return tasks.update(List.of(LeaseUpdate.release(held.remove(taskId).lease(), found, Duration.ZERO)))
                .isEmpty();
    }

    @Override
    public int sweep(Duration submitTimeout) {
        return tasks.sweep(submitTimeout).size();
    }

    @Override
    public int purge(Duration retention) {
        return tasks.purge(retention, 1000);
    }

    @Override
    public String state(String key) {
        return tasks.find(CHANNEL, key).map(task -> task.state().name()).orElse(null);
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        tasks.counts(CHANNEL).forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    /** Calls a method whose name or result type is another one in an earlier version. */
    private static Object call(Class<?> type, Object target, Set<String> names, Object... arguments) {
        try {
            Method method = Arrays.stream(type.getDeclaredMethods())
                    .filter(each -> names.contains(each.getName()))
                    .findFirst()
                    .orElseThrow();
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
