package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.BASE_URL;
import static io.geminiomni.camel.poll.PollSamples.CHANNEL;
import static io.geminiomni.camel.poll.PollSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Unasked;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnaskedTasksTest {
    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final UnaskedTasks unasked = new UnaskedTasks();

    @Test
    void tasksOfABaseUrlWithoutConsumerAreToldOnceWithTheTimeAtWhichTheirVideosMayBeGone() throws Exception {
        PollSamples.submit(tasks, "t-1");
        PollSamples.submit(tasks, "t-2");
        unasked.watch(tasks, CHANNEL);
        unasked.startPolling(tasks, CHANNEL, "https://another.example");
        try (CapturedLogs logs = new CapturedLogs()) {
            unasked.run();
            assertThat(logs.text()).doesNotContain("WARN");
            clock.advance(UnaskedTasks.LONG.plusSeconds(1));

            unasked.run();
            unasked.run();

            assertThat(logs.text().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(
                                    "2 tasks of channel adverts", BASE_URL, "2026-03-04T12:00:00Z", "move the tasks"));
        }
        assertThat(unasked.of(tasks, CHANNEL)).containsExactly(new Unasked(BASE_URL, "acc", 2, NOON));
    }

    @Test
    void aConsumerOfTheSameBaseUrlAsksForThemHoweverItIsSpelt() {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnaskedTasks.LONG.plusSeconds(1));
        unasked.startPolling(tasks, CHANNEL, "HTTPS://Gateway.example:443/");
        unasked.startPolling(tasks, CHANNEL, BASE_URL);

        assertThat(unasked.of(tasks, CHANNEL)).isEmpty();
        unasked.stopPolling(tasks, CHANNEL, BASE_URL);
        assertThat(unasked.of(tasks, CHANNEL)).isEmpty();
        unasked.stopPolling(tasks, CHANNEL, BASE_URL);

        assertThat(unasked.of(tasks, CHANNEL)).hasSize(1);
    }

    @Test
    void aConsumerOfAnotherNodeIsKnownByWhatItDoes() {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnaskedTasks.LONG.plusSeconds(1));

        tasks.claim(Claim.toAsk(CHANNEL, BASE_URL, 1, "another node", Duration.ofMinutes(1)));

        assertThat(unasked.of(tasks, CHANNEL)).isEmpty();
    }

    @Test
    void aBaseUrlThatIsForgottenOnceMoreIsToldOnceMore() throws Exception {
        PollSamples.submit(tasks, "t-1");
        clock.advance(UnaskedTasks.LONG.plusSeconds(1));
        unasked.watch(tasks, CHANNEL);
        try (CapturedLogs logs = new CapturedLogs()) {
            unasked.run();
            unasked.startPolling(tasks, CHANNEL, BASE_URL);
            unasked.run();
            unasked.stopPolling(tasks, CHANNEL, BASE_URL);
            unasked.run();
            unasked.unwatch(tasks, CHANNEL);
            unasked.run();

            assertThat(logs.text().lines().filter(line -> line.contains("WARN")))
                    .hasSize(2);
        }
    }
}
