package io.geminiomni.camel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private final Stopwatch stopwatch = Stopwatch.of(new TestThreads(), Clock.systemUTC());

    @Test
    void anInterruptEndsAPauseAndIsNotLost() {
        Thread.currentThread().interrupt();

        boolean paused = stopwatch.pause(Duration.ofMinutes(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(paused).isFalse();
        assertThat(stopwatch.pause(Duration.ofMillis(1))).isTrue();
    }
}
