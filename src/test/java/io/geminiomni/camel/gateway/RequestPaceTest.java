package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private static final long FOREVER = Long.MAX_VALUE;

    private final AtomicLong now = new AtomicLong();

    @Test
    void aBurstOfATenthOfASecondGoesAtOnceAndTheRestOneByOne() {
        RequestPace pace = new RequestPace(20, now::get);

        assertThat(millis(pace.take(FOREVER))).isZero();
        assertThat(millis(pace.take(FOREVER))).isZero();
        assertThat(millis(pace.take(FOREVER))).isEqualTo(50);
        assertThat(millis(pace.take(FOREVER))).isEqualTo(100);

        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(millis(pace.take(FOREVER))).isZero();
        assertThat(millis(pace.take(FOREVER))).isZero();
        assertThat(millis(pace.take(FOREVER))).isEqualTo(50);
    }

    @Test
    void aTurnThatWouldComeTooLateIsNotTaken() {
        RequestPace pace = new RequestPace(1, now::get);
        pace.take(FOREVER);

        assertThat(pace.take(TimeUnit.MILLISECONDS.toNanos(999))).isEqualTo(-1);
        assertThat(millis(pace.take(FOREVER))).isEqualTo(1000);
    }

    @Test
    void aCallThatDoesNotWaitDelaysThoseAfterIt() {
        RequestPace pace = new RequestPace(20, now::get);
        pace.take(FOREVER);
        pace.take(FOREVER);

        pace.count();
        pace.count();

        assertThat(millis(pace.take(FOREVER))).isEqualTo(150);
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        pace.count();
        assertThat(millis(pace.take(FOREVER))).isZero();
        assertThat(millis(pace.take(FOREVER))).isEqualTo(50);
        RequestPace unlimited = new RequestPace(RequestPace.UNLIMITED, now::get);
        unlimited.count();
        assertThat(unlimited.take(0)).isZero();
    }

    @Test
    void theSlowestCounts() {
        RequestPace pace = new RequestPace(RequestPace.UNLIMITED, now::get);
        assertThat(pace.take(0)).isZero();
        pace.atMost(10);
        pace.atMost(100);
        pace.take(FOREVER);

        assertThat(millis(pace.take(FOREVER))).isEqualTo(100);
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        RequestPace pace = new RequestPace(1, now::get);
        pace.take(FOREVER);

        Thread.currentThread().interrupt();

        assertThat(pace.await(Duration.ofDays(1))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
