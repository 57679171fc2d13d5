package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static io.geminiomni.camel.poll.PollSamples.failure;
import static io.geminiomni.camel.poll.PollSamples.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandingTest {
    private final MutableClock clock = new MutableClock(NOON);
    private final LeasedTask asked =
            new LeasedTask(submit(new InMemoryVideoTaskRepository(clock), "t-1"), new Lease("r", "l"), clock.instant());
    private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private final RequestPace pace = PollSamples.pace();
    private final Standing standing = PollSamples.standing(clock, pace);

    private void heard(RuntimeException... failures) {
        standing.note(
                List.of(failures).stream()
                        .map(failure -> (PollResult) new PollResult.Failed(asked, failure))
                        .toList(),
                schedule,
                new Random(1));
    }

    private void told() {
        standing.note(
                List.of(new PollResult.Answered(asked, answer(RemoteStatus.PROCESSING, "processing"))),
                schedule,
                new Random(1));
    }

    private static GatewayThrottledException throttled(int seconds) {
        return new GatewayThrottledException(failure("slow down", Duration.ofSeconds(seconds)));
    }

    private static GatewayAuthenticationException refused() {
        return new GatewayAuthenticationException(failure("the API key is not accepted", null));
    }

    @Test
    void itIsQuietForAsLongAsTheGatewayAskedTo() {
        assertThat(standing.isThrottled()).isFalse();
        heard(throttled(10), throttled(60));

        assertThat(standing.isThrottled()).isTrue();
        assertThat(standing.isClear()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(standing.isThrottled()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(standing.isThrottled()).isFalse();
        assertThat(standing.isClear()).isTrue();
    }

    @Test
    void whatWasInFlightCanProlongTheQuietAndNotShortenIt() {
        heard(throttled(60));
        clock.advance(Duration.ofSeconds(1));
        heard(throttled(90));
        heard(throttled(31));
        told();

        clock.advance(Duration.ofSeconds(89));
        assertThat(standing.isThrottled()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(standing.isThrottled()).isFalse();
    }

    @Test
    void whileCallsAreSentSlowlyFewPollsAreInFlight() {
        assertThat(standing.room(50)).isEqualTo(50);

        pace.throttled(pace.now());

        assertThat(standing.isSlow()).isTrue();
        assertThat(standing.room(50)).isBetween(1, 49);
        heard(throttled(10));
        assertThat(standing.room(50)).isZero();
    }

    @Test
    void aRefusedKeyIsLoggedOnceAndSoIsItsEnd() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            heard(refused());
            heard(refused());
            heard(new GatewayUnavailableException(failure("away", null)));
            assertThat(standing.rejection()).hasMessage("the API key is not accepted");
            assertThat(logs.text()).containsOnlyOnce("rejects the API key of the account acc at");

            told();

            assertThat(standing.rejection()).isNull();
            assertThat(logs.text()).containsOnlyOnce("accepts the API key of the account acc at");
        }
    }

    @Test
    void aRefusalThatNobodyConfirmsCountsForTenMinutes() {
        heard(refused());

        clock.advance(Duration.ofMinutes(9));
        assertThat(standing.rejection()).isNotNull();
        clock.advance(Duration.ofMinutes(1));
        assertThat(standing.rejection()).isNull();
        assertThat(standing.isClear()).isTrue();
    }
}
