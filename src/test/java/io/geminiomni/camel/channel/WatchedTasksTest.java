package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.evidence.OpenTask;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which stored tasks may still be refunded. */
class WatchedTasksTest {
    private static final String BASE_URL = "https://gateway.example";
    private static final String EVIDENCE =
            "; spent by the account between 10:00:01 and 10:05:01: 0.00; accounted for by known tasks: 0.00; in flight: this"
                    + " one only; its price: 0.30; spent by the key: 0.00. It broke off";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final VideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final WatchedTasks watched = new WatchedTasks(URI.create(BASE_URL));

    private static Submission submission(String key, String baseUrl) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        CostEstimate cost = new CostEstimate(new BigDecimal("0.30"), "credits", "all");
        return new Submission(
                        "token-" + key, "adverts", key, request.fingerprint(), request, Map.of(), baseUrl, "account")
                .withCharge(new Charge(cost, "adverts", null, false));
    }

    private void unknown(String key, String reason) {
        tasks.begin(submission(key, BASE_URL));
        tasks.record(submission(key, BASE_URL), new Outcome.Unknown(reason), Duration.ZERO);
    }

    private void end(String key, UnaryOperator<VideoTask.Builder> change, TaskState state) {
        tasks.adopt(submission(key, BASE_URL), "task-" + key);
        LeasedTask leased =
                tasks.claim("adverts", key, "test", Duration.ofMinutes(1)).orElseThrow();
        tasks.update(List.of(LeaseUpdate.end(
                leased.lease(), change.apply(leased.task().become(state)).build())));
    }

    private List<String> open() {
        return watched.open().stream().map(OpenTask::key).toList();
    }

    @Test
    void whatMayHaveBeenAcceptedAndHasNoEndIsOpen() {
        watched.add("adverts", tasks);
        tasks.begin(submission("submitting", BASE_URL));
        unknown("unknown", "It broke off");
        tasks.adopt(submission("waiting", BASE_URL + "/"), "task-1");
        end("parked", task -> task.errorMessage("not known"), TaskState.PARKED);

        assertThat(open()).containsExactlyInAnyOrder("submitting", "unknown", "waiting", "parked");
        assertThat(watched.open()).allSatisfy(task -> assertThat(task.cost()).isEqualByComparingTo("0.30"));
    }

    @Test
    void whatHasEndedOrWasNotChargedOrIsOfAnotherGatewayIsNotOpen() {
        watched.add("adverts", tasks);
        unknown("charged", "Evidence: charged" + EVIDENCE);
        unknown("free", "Evidence: not charged" + EVIDENCE);
        tasks.adopt(submission("elsewhere", "https://elsewhere.example"), "task-1");
        end("failed", task -> task.errorMessage("unsafe"), TaskState.FAILED);
        end("completed", task -> task.videoUrl("https://gateway.example/v.mp4"), TaskState.COMPLETED);
        end("wrong", task -> task.videoUrl("https://gateway.example/v.mp4"), TaskState.PARKED);

        assertThat(open()).containsExactly("charged");
    }

    @Test
    void whatTheGatewayKeepsNoLongerIsNotOpen() {
        watched.add("adverts", tasks);
        unknown("unknown", "It broke off");
        clock.advance(Duration.ofDays(3));

        assertThat(open()).isEmpty();
    }

    @Test
    void ofMoreTasksThanAreReadARefundOfAnyAmountIsPossible() {
        watched.add("adverts", tasks);
        for (int i = 0; i < 1000; i++) {
            tasks.adopt(submission("key-" + i, BASE_URL), "task-" + i);
        }

        assertThat(watched.open()).hasSize(1001).contains(new OpenTask("adverts", "", null));
    }

    @Test
    void ofAStoreThatFailsARefundOfAnyAmountIsPossible() {
        watched.add("adverts", (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(tasks, arguments);
                    }
                    throw new TaskStoreException("the database is down", null);
                }));

        assertThat(watched.open()).contains(new OpenTask("adverts", "", null));
    }
}
