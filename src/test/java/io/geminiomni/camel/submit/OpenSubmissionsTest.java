package io.geminiomni.camel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of outcomes that the store did not take when they came. */
class OpenSubmissionsTest {
    private final VideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final OpenSubmissions open = new OpenSubmissions(scheduler, Duration.ofMillis(1), new TestThreads());
    private final List<String> offered = new CopyOnWriteArrayList<>();

    @AfterEach
    void endScheduler() {
        scheduler.shutdownNow();
    }

    @Test
    void oneThatTheStoreNeverTakesHoldsUpNoOther() {
        VideoTaskRepository damaged = refusing(key -> key.equals("key-0"));
        for (int i = 0; i < 20; i++) {
            open.keep(accepted(damaged, "key-" + i));
        }

        await().until(() -> open.unrecorded("adverts") == 1);

        assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.WAITING, 19L, TaskState.SUBMITTING, 1L));
        assertThat(tasks.find("adverts", "key-0").orElseThrow().state()).isEqualTo(TaskState.SUBMITTING);
    }

    @Test
    void aStoreThatIsAwayHoldsUpNoOtherAndIsNotAskedForEachOutcome() {
        OpenSubmissions once = new OpenSubmissions(scheduler, Duration.ofDays(1), new TestThreads());
        VideoTaskRepository away = refusing(key -> true);
        for (int i = 0; i < 20; i++) {
            once.keep(accepted(away, "away-" + i));
        }
        once.keep(accepted(tasks, "here"));

        once.close(Duration.ofSeconds(30));

        assertThat(offered).containsExactly("away-0", "away-1", "away-2");
        assertThat(tasks.find("adverts", "here").orElseThrow().state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void anErrorInOneRoundDoesNotEndTheRounds() {
        List<String> errors = new ArrayList<>(List.of("first", "second"));
        VideoTaskRepository failing = refusing(key -> {
            if (!errors.isEmpty()) {
                throw new NoClassDefFoundError(errors.remove(0));
            }
            return false;
        });

        open.keep(accepted(failing, "key"));

        await().until(() -> open.unrecorded("adverts") == 0);
        assertThat(tasks.find("adverts", "key").orElseThrow().state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void whatIsLeftAtTheEndIsToldOfWithTheCommandThatRecordsIt() throws Exception {
        VideoTaskRepository away = refusing(key -> true);
        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            open.keep(accepted(away, "paid"));
            open.keep(unrecorded(away, "refused", new Outcome.Rejected("no such size")));
            open.keep(unrecorded(away, "unclear", new Outcome.Unknown("the line went dead")));
            open.close(Duration.ZERO);
            open.keep(accepted(away, "after-the-end"));
            logged = logs.text();
        }

        assertThat(logged)
                .containsPattern(
                        "ERROR .*task-of-paid .*Money was spent.* resolve-as-task --channel adverts --key 'paid'"
                                + " --task-id task-of-paid; .*adopt --channel adverts --task-id task-of-paid --base-url"
                                + " https://gateway.example")
                .containsPattern(
                        "ERROR .*key refused .*Nothing was paid.* resolve-as-not-submitted --channel adverts --key"
                                + " 'refused' --yes")
                .containsPattern("ERROR .*key unclear .*Money may have been spent")
                .containsPattern("ERROR .*task-of-after-the-end");
        assertThat(open.unrecorded("adverts")).isZero();
    }

    @Test
    void theCommandThatAdoptsAPaidTaskBooksWhatItsRequestCost() throws Exception {
        VideoTaskRepository away = refusing(key -> true);
        Outcome made = new Outcome.Accepted("task-1", null, null, null);
        CostEstimate known = new CostEstimate(new BigDecimal("0.300"), "EUR", "row 1");
        CostEstimate notKnown = new CostEstimate(null, "EUR", null);
        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            open.keep(new Unrecorded(
                    away,
                    submission("it's").withCharge(new Charge(known, "Pete's team", null, false)),
                    made,
                    Duration.ZERO));
            open.keep(new Unrecorded(
                    away, submission("b").withCharge(new Charge(notKnown, "other", null, false)), made, Duration.ZERO));
            open.close(Duration.ZERO);
            logged = logs.text();
        }

        assertThat(logged)
                .contains(
                        "--key 'it'\\''s' --task-id task-1;",
                        "--task-id task-1 --base-url https://gateway.example --amount 0.3 --unit 'EUR'"
                                + " --budget-key 'Pete'\\''s team' --model 'Gemini-Omini'",
                        "--task-id task-1 --base-url https://gateway.example --budget-key 'other' --model 'Gemini-Omini'");
    }

    @Test
    void anInterruptedCloseWaitsForTheRequestInFlightNevertheless() throws Exception {
        assertThat(open.begin()).isTrue();
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            open.close(Duration.ofMinutes(1));
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(closing);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        open.end();

        assertThat(closing.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void requestsThatDoNotEndInTimeAreToldOf() throws Exception {
        assertThat(open.begin()).isTrue();
        try (CapturedLogs logs = new CapturedLogs()) {
            open.close(Duration.ofMillis(10));

            assertThat(logs.text()).contains("1 requests are still in flight after 10 ms", "UNKNOWN");
        }
        assertThat(open.begin()).isFalse();
    }

    private Unrecorded accepted(VideoTaskRepository store, String key) {
        return unrecorded(store, key, new Outcome.Accepted("task-of-" + key, null, null, null));
    }

    private Unrecorded unrecorded(VideoTaskRepository store, String key, Outcome outcome) {
        Submission submission = submission(key);
        tasks.begin(submission);
        return new Unrecorded(store, submission, outcome, Duration.ZERO);
    }

    private static Submission submission(String key) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        return new Submission(
                "token-of-" + key,
                "adverts",
                key,
                request.fingerprint(),
                request,
                Map.of(),
                "https://gateway.example",
                "account-1");
    }

    /** The same tasks, where the outcomes of some keys cannot be recorded. */
    private VideoTaskRepository refusing(Predicate<String> keys) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("record")) {
                        String key = ((Submission) arguments[0]).key();
                        offered.add(key);
                        if (keys.test(key)) {
                            throw new TaskStoreException("away", null);
                        }
                    }
                    try {
                        return method.invoke(tasks, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
