package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CallRateTest {
    private static final Offset<Double> LITTLE = within(0.01);

    private final SetTime time = new SetTime();

    private CallRate rate(int perSecond) {
        return new CallRate(perSecond, time::nanos);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** The calls that are sent within that time, each as soon as it may. */
    private int calls(CallRate rate, Duration during) {
        long end = time.nanos() + during.toNanos();
        int calls = 0;
        while (time.nanos() + rate.untilFree(0) < end) {
            time.advance(Duration.ofNanos(rate.untilFree(0)));
            rate.take();
            calls++;
        }
        time.advance(Duration.ofNanos(end - time.nanos()));
        return calls;
    }

    @Test
    void aBurstOfATenthOfASecondGoesAtOnceAndTheRestOneByOne() {
        CallRate rate = rate(20);

        rate.take();
        assertThat(rate.untilFree(0)).isZero();
        rate.take();
        assertThat(millis(rate.untilFree(0))).isEqualTo(50);
        assertThat(millis(rate.untilFree(1))).isEqualTo(100);

        time.advance(Duration.ofSeconds(10));
        assertThat(rate.untilFree(1)).isZero();
        assertThat(millis(rate.untilFree(2))).isEqualTo(50);
    }

    @Test
    void withoutALimitNothingWaits() {
        CallRate rate = rate(RequestPace.UNLIMITED);
        for (int i = 0; i < 10_000; i++) {
            rate.take();
        }

        assertThat(rate.untilFree(10_000)).isZero();
        assertThat(rate.isReduced()).isFalse();
    }

    @Test
    void theLowestLimitCounts() {
        CallRate rate = rate(RequestPace.UNLIMITED);
        rate.atMost(10);
        rate.atMost(100);
        rate.take();

        assertThat(millis(rate.untilFree(0))).isEqualTo(100);
    }

    @Test
    void throttlingHalvesTheRateOnceForAllCallsThatWereSentBefore() {
        CallRate rate = rate(20);
        assertThat(calls(rate, Duration.ofSeconds(2))).isEqualTo(41);
        long sentAt = time.nanos();
        time.advance(Duration.ofMillis(10));

        assertThat(rate.throttled(sentAt)).isTrue();
        assertThat(rate.throttled(sentAt)).isFalse();
        assertThat(rate.perSecond()).isEqualTo(10, LITTLE);
        assertThat(rate.isReduced()).isTrue();
        assertThat(rate.isRested()).isFalse();

        time.advance(Duration.ofMillis(10));
        assertThat(rate.throttled(time.nanos())).isTrue();
        assertThat(rate.perSecond()).isEqualTo(5, LITTLE);
    }

    @Test
    void aCallThatWasSentBeforeTheLastReductionDoesNotReduceTheRateThatHasRecovered() {
        CallRate rate = rate(20);
        long sentAt = time.nanos();
        time.advance(Duration.ofMillis(10));
        rate.throttled(time.nanos());
        time.advance(Duration.ofMinutes(2));

        assertThat(rate.throttled(sentAt)).isFalse();
        assertThat(rate.isReduced()).isFalse();
    }

    @Test
    void fewerCallsThanTheLimitAreHalvedToo() {
        CallRate rate = rate(20);
        for (int second = 0; second < 5; second++) {
            rate.take();
            rate.take();
            time.advance(Duration.ofSeconds(1));
        }

        rate.throttled(time.nanos());

        assertThat(rate.perSecond()).isEqualTo(1, LITTLE);
        assertThat(calls(rate, Duration.ofSeconds(4))).isBetween(6, 7);
    }

    @Test
    void theRateGrowsEvenlyUntilItIsTheLimitAgain() {
        CallRate rate = rate(20);
        calls(rate, Duration.ofSeconds(2));
        rate.throttled(time.nanos());

        time.advance(Duration.ofSeconds(15));
        assertThat(rate.perSecond()).isEqualTo(15, LITTLE);
        assertThat(rate.isReduced()).isTrue();
        time.advance(Duration.ofSeconds(16));
        assertThat(rate.perSecond()).isEqualTo(20, LITTLE);
        assertThat(rate.isRested()).isTrue();
    }

    @Test
    void aRateWithoutALimitRecoversToo() {
        CallRate rate = rate(RequestPace.UNLIMITED);
        rate.take();
        rate.throttled(time.nanos());
        assertThat(rate.perSecond()).isEqualTo(0.5, LITTLE);

        time.advance(Duration.ofSeconds(61));

        assertThat(rate.isReduced()).isFalse();
        assertThat(rate.untilFree(1_000)).isZero();
    }

    @Test
    void itNeverStops() {
        CallRate rate = rate(20);
        for (int i = 0; i < 100; i++) {
            rate.throttled(time.nanos());
        }

        assertThat(rate.perSecond()).isEqualTo(CallRate.LEAST_PER_SECOND, LITTLE);
    }

    @Test
    void aLimitBelowTheLeastIsNotRaised() {
        CallRate rate = rate(1);
        rate.throttled(time.nanos());

        assertThat(rate.perSecond()).isEqualTo(0.5, LITTLE);
    }

    @Test
    void itFindsTheRateOfAGatewayThatTakesTwoCallsPerSecond() {
        CallRate rate = rate(20);
        int accepted = 0;
        int throttled = 0;
        for (int second = 0; second < 600; second++) {
            int calls = calls(rate, Duration.ofSeconds(1));
            accepted += Math.min(2, calls);
            if (calls > 2) {
                throttled += calls - 2;
                rate.throttled(time.nanos());
            }
        }

        assertThat(accepted).isGreaterThan(700);
        assertThat(throttled).isLessThan(200);
    }
}
