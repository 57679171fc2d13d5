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

    private final PollExecutor.Account account = standing.of(schedule, new Random(1));

    /** Of polls that began at the same time. */
    private void heard(RuntimeException... failures) {
        heardSince(account.throttlings(), failures);
    }

    private void heardSince(long throttlings, RuntimeException... failures) {
        List<PollResult> results = List.of(failures).stream()
                .map(failure -> (PollResult) new PollResult.Failed(asked, failure))
                .toList();
        results.forEach(result -> account.note(result, throttlings));
        standing.noteKey(results, schedule);
    }

    private void told() {
        PollResult result = new PollResult.Answered(asked, answer(RemoteStatus.PROCESSING, "processing"));
        account.note(result, account.throttlings());
        standing.noteKey(List.of(result), schedule);
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
    void theRetryAfterOfWhatWasInFlightCanProlongTheQuietAndNotShortenIt() {
        heard(throttled(60));
        clock.advance(Duration.ofSeconds(1));
        heardSince(0, throttled(90));
        heardSince(0, throttled(31));
        told();

        clock.advance(Duration.ofSeconds(89));
        assertThat(standing.isThrottled()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(standing.isThrottled()).isFalse();
    }

    @Test
    void whatWasInFlightAndSaysNoTimeDoesNotProlongTheQuiet() {
        heard(slowDown());
        Duration quiet = standing.throttledFor();

        clock.advance(Duration.ofMillis(100));
        for (int i = 0; i < 50; i++) {
            heardSince(0, slowDown());
        }

        assertThat(standing.throttledFor()).isEqualTo(quiet.minus(Duration.ofMillis(100)));
        assertThat(account.throttlings()).isEqualTo(1);
    }

    @Test
    void whatWasSentBeforeTheQuietDoesNotRenewItAfterItsEnd() {
        heard(throttled(10));
        clock.advance(Duration.ofSeconds(20));

        heardSince(0, slowDown());
        assertThat(standing.isThrottled()).isFalse();
        heardSince(0, throttled(30));
        assertThat(standing.throttledFor()).isEqualTo(Duration.ofSeconds(30));
        heardSince(0, throttled(3600));
        assertThat(standing.throttledFor()).isEqualTo(PollSchedule.LONGEST_RETRY_AFTER);
    }

    @Test
    void aNewThrottlingAfterTheQuietIsLonger() {
        assertThat(longestOfManyThrottlings(1)).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(longestOfManyThrottlings(3)).isGreaterThan(Duration.ofSeconds(20));
    }

    private Duration longestOfManyThrottlings(int inARow) {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            told();
            for (int throttlings = 0; throttlings < inARow; throttlings++) {
                heard(slowDown());
                longest = standing.throttledFor().compareTo(longest) > 0 ? standing.throttledFor() : longest;
                clock.advance(standing.throttledFor());
            }
        }
        return longest;
    }

    /** For a poller with so many polls in flight. */
    private int room(int inFlight) {
        try (Standing.Room room = standing.reserve(50, inFlight)) {
            return room.size();
        }
    }

    private static GatewayThrottledException slowDown() {
        return new GatewayThrottledException(failure("slow down", null));
    }

    @Test
    void whileCallsAreSentSlowlyFewPollsAreInFlight() {
        assertThat(room(0)).isEqualTo(50);
        assertThat(room(20)).isEqualTo(30);

        pace.throttled(pace.now());

        assertThat(standing.isSlow()).isTrue();
        assertThat(room(0)).isBetween(1, 49);
        heard(throttled(10));
        assertThat(room(0)).isZero();
    }

    @Test
    void thePollsOfAllPollersOfTheAccountThatWaitAreNoMoreThanSoonHaveTheirTurn() {
        pace.atMost(20);
        PollExecutor.Account ofAnother = standing.of(schedule, new Random(2));
        assertThat(room(0)).isEqualTo(40);

        ofAnother.queued(30);
        assertThat(room(0)).isEqualTo(10);
        ofAnother.queued(20);
        assertThat(room(1)).isZero();
        assertThat(room(0))
                .as("the other ones cannot keep a poller from polling")
                .isEqualTo(1);
        ofAnother.queued(-50);

        assertThat(room(0)).isEqualTo(40);
    }

    @Test
    void pollersThatClaimAtTheSameTimeShareTheRoom() {
        pace.atMost(20);

        try (Standing.Room first = standing.reserve(30, 0);
                Standing.Room second = standing.reserve(30, 0);
                Standing.Room third = standing.reserve(30, 1)) {
            assertThat(List.of(first.size(), second.size(), third.size())).containsExactly(30, 10, 0);
        }

        assertThat(room(0)).isEqualTo(40);
    }

    @Test
    void withoutAThrottlingThereIsNoTimeLeft() {
        assertThat(standing.throttledFor()).isZero();
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
