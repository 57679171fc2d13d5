package io.geminiomni.camel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Histories that have shown a fault of the component, which was corrected. Their plans are written out, as another version of
 * {@link Plan} makes other histories of the same seeds.
 */
class RegressionTest {
    private static final NodeOptions OPTIONS = new NodeOptions(
            Plan.FIRST_GATEWAY,
            Plan.FIRST_KEY,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofDays(7),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            1);

    private SilentLogs logs;

    @BeforeEach
    void silence() throws Exception {
        logs = new SilentLogs();
    }

    @AfterEach
    void restore() throws Exception {
        logs.close();
    }

    /** A wait for a video ended at a time of the wall clock, and so did its polls. */
    @Test
    void aClockThatIsSetBackDoesNotProlongTheWaitOfAnExchange() {
        Result result = run(
                Map.of(),
                Duration.ofSeconds(30),
                step(1, Action.SET_CLOCK, 0, Duration.ofSeconds(100)),
                step(2, Action.GENERATE, 0, Duration.ofSeconds(1)),
                step(5, Action.SET_CLOCK, 0, Duration.ZERO));

        assertThat(result.violations()).isEmpty();
    }

    /** Throttling ended at a time of the wall clock. */
    @Test
    void aClockThatIsSetForwardDoesNotEndAThrottling() {
        Result result = run(
                Map.of(FaultKind.POLL_THROTTLED, 1.0),
                Duration.ofSeconds(120),
                step(1, Action.CREATE, 0, Duration.ofSeconds(1)),
                step(100, Action.CREATE, 1, Duration.ofSeconds(1)),
                step(101, Action.SET_CLOCK, 0, Duration.ofSeconds(100)));

        assertThat(result.history().toString()).contains("is throttled for 2");
        assertThat(result.violations()).isEmpty();
    }

    /** A video for which there was no thread stayed queued, with its lease, and kept all others from being claimed. */
    @Test
    void aVideoForWhichThereWasNoThreadIsEmittedLater() {
        Result result = run(
                Map.of(FaultKind.NO_THREAD, 0.5),
                Duration.ofSeconds(120),
                step(1, Action.CREATE, 0, Duration.ofSeconds(1)),
                step(1, Action.CREATE, 1, Duration.ofSeconds(1)),
                step(1, Action.CREATE, 2, Duration.ofSeconds(1)));

        assertThat(result.faults().get(FaultKind.NO_THREAD)).isPositive();
        assertThat(result.violations()).isEmpty();
    }

    private static Result run(Map<FaultKind, Double> faults, Duration faultsEnd, PlannedStep... steps) {
        return Simulation.run(
                new Plan(11, 0, false, List.of(List.of(OPTIONS)), faults, Arrays.asList(steps), faultsEnd));
    }

    private static PlannedStep step(int second, Action action, int number, Duration time) {
        return new PlannedStep(Duration.ofSeconds(second), action, 0, number, time);
    }
}
