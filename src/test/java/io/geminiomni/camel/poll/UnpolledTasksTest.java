package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.BASE_URL;
import static io.geminiomni.camel.poll.PollSamples.CHANNEL;
import static io.geminiomni.camel.poll.PollSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Unpolled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnpolledTasksTest {
    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final UnpolledTasks unpolled = new UnpolledTasks();

    @Test
    void tasksOfABaseUrlWithoutConsumerAreToldOnceWithTheTimeAtWhichTheirVideosMayBeGone() throws Exception {
        PollSamples.submit(tasks, "t-1");
        PollSamples.submit(tasks, "t-2");
        unpolled.watch(tasks, CHANNEL);
        unpolled.startPolling(tasks, CHANNEL, "https://another.example");
        try (CapturedLogs logs = new CapturedLogs()) {
            unpolled.run();
            assertThat(logs.text()).doesNotContain("WARN");
            clock.advance(UnpolledTasks.LONG.plusSeconds(1));

            unpolled.run();
            unpolled.run();

            assertThat(logs.text().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(
                                    "2 tasks of channel adverts", BASE_URL, "2026-03-04T12:00:00Z", "move the tasks"));
        }
        assertThat(unpolled.of(tasks, CHANNEL)).containsExactly(new Unpolled(BASE_URL, "acc", 2, NOON));
    }

    @Test
    void aConsumerOfTheSameBaseUrlAsksForThemHoweverItIsSpelt() {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnpolledTasks.LONG.plusSeconds(1));
        unpolled.startPolling(tasks, CHANNEL, "HTTPS://Gateway.example:443/");
        unpolled.startPolling(tasks, CHANNEL, BASE_URL);

        assertThat(unpolled.of(tasks, CHANNEL)).isEmpty();
        unpolled.stopPolling(tasks, CHANNEL, BASE_URL);
        assertThat(unpolled.of(tasks, CHANNEL)).isEmpty();
        unpolled.stopPolling(tasks, CHANNEL, BASE_URL);

        assertThat(unpolled.of(tasks, CHANNEL)).hasSize(1);
    }

    @Test
    void aConsumerOfAnotherNodeIsKnownByWhatItDoes() {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnpolledTasks.LONG.plusSeconds(1));

        tasks.claim(Claim.toPoll(CHANNEL, BASE_URL, 1, "another node", Duration.ofMinutes(1)));

        assertThat(unpolled.of(tasks, CHANNEL)).isEmpty();
    }

    @Test
    void aBaseUrlThatIsForgottenOnceMoreIsToldOnceMore() throws Exception {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnpolledTasks.LONG.plusSeconds(1));
        unpolled.watch(tasks, CHANNEL);
        try (CapturedLogs logs = new CapturedLogs()) {
            unpolled.run();
            unpolled.startPolling(tasks, CHANNEL, BASE_URL);
            unpolled.run();
            unpolled.stopPolling(tasks, CHANNEL, BASE_URL);
            unpolled.run();
            unpolled.unwatch(tasks, CHANNEL);
            unpolled.run();

            assertThat(logs.text().lines().filter(line -> line.contains("WARN")))
                    .hasSize(2);
        }
    }
}
