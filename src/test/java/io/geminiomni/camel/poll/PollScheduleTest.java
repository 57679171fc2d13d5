package io.geminiomni.camel.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollScheduleTest {
    private static final PollSchedule SCHEDULE = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Chance that always gives the same. */
    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5000",
        "2, 6250",
        "3, 7813",
        "4, 9766",
        "5, 12207",
        "8, 23842",
        "9, 29802",
        "10, 30000",
        "100000, 30000"
    })
    void theDelayGrowsByAQuarterWithEachQuestionUpToTheLongest(int questions, long millis) {
        assertThat(SCHEDULE.afterAnswer(questions, false, always(0))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"1, 5000", "2, 5000", "3, 6250", "10, 24000"})
    void chanceTakesUpToAFifthAwayButNeverGoesBelowTheShortest(int questions, long millis) {
        assertThat(SCHEDULE.afterAnswer(questions, false, always(1))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aLateTaskIsAskedForAtTheLongestDelay() {
        assertThat(SCHEDULE.afterAnswer(1, true, always(1))).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 10000", "2, 1, 20000", "3, 1, 30000", "3000, 1, 30000", "1, 0.75, 7500", "5, 0, 5000"})
    void afterAFailureChanceChoosesUnderABoundThatDoubles(int unanswered, double chance, long millis) {
        assertThat(SCHEDULE.afterFailure(unanswered, null, always(chance))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"PT7S, 7000", "PT2S, 5000", "PT1M, 60000", "PT5M, 300000", "PT24H, 300000", "PT-5S, 5000"})
    void retryAfterIsHeededWithinBounds(Duration retryAfter, long millis) {
        assertThat(SCHEDULE.afterFailure(1, retryAfter, always(0))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theSameChanceGivesTheSameDelays() {
        assertThat(delays(new Random(42))).isEqualTo(delays(new Random(42))).isNotEqualTo(delays(new Random(43)));
    }

    private static List<Duration> delays(RandomGenerator random) {
        return IntStream.rangeClosed(1, 20)
                .mapToObj(questions -> SCHEDULE.afterAnswer(questions, false, random))
                .toList();
    }

    @Test
    void boundsThatCannotHoldAreRefusedByName() {
        assertThatThrownBy(() -> new PollSchedule(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pollInterval");
        assertThatThrownBy(() -> new PollSchedule(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxPollInterval");
    }
}
