package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadingRateTest {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private long now = -5_000_000_000L;
    private final ReadingRate rate = new ReadingRate(100, WINDOW, () -> now);

    @Test
    void a_window_with_enough_bytes_is_fast_enough() {
        read(30, 3_000);
        read(30, 3_000);

        assertThat(rate.isTooSlow()).isFalse();
    }

    @Test
    void a_window_with_one_byte_too_few_is_too_slow_and_stays_so() {
        read(30, 3_000);
        read(30, 2_999);
        read(1, 1_000_000);

        assertThat(rate.isTooSlow()).isTrue();
    }

    @Test
    void nothing_is_judged_before_the_window_ends() {
        read(59, 1);

        assertThat(rate.isTooSlow()).isFalse();
        assertThat(rate.remaining()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void the_time_between_two_reads_does_not_count() {
        for (int i = 0; i < 10; i++) {
            read(1, 100);
            pass(3_600);
        }

        assertThat(rate.isTooSlow()).isFalse();
        assertThat(rate.remaining()).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void each_window_stands_for_itself() {
        read(60, 1_000_000);
        read(60, 5_999);

        assertThat(rate.isTooSlow()).isTrue();
    }

    @Test
    void a_read_that_does_not_end_is_judged_while_it_lasts() {
        rate.begin();
        pass(59);
        assertThat(rate.isTooSlow()).isFalse();
        assertThat(rate.isReading()).isTrue();
        assertThat(rate.remaining()).isEqualTo(Duration.ofSeconds(1));

        pass(1);
        assertThat(rate.isTooSlow()).isTrue();
    }

    @Test
    void after_a_window_that_is_long_enough_the_next_has_its_whole_time() {
        read(50, 6_000);
        rate.begin();
        pass(25);

        assertThat(rate.isTooSlow()).isFalse();
        assertThat(rate.remaining()).isEqualTo(WINDOW);
    }

    @Test
    void the_wait_for_an_answer_counts_too() {
        rate.waited(Duration.ofSeconds(59).toNanos());
        assertThat(rate.isTooSlow()).isFalse();

        rate.waited(Duration.ofSeconds(1).toNanos());
        assertThat(rate.isTooSlow()).isTrue();
    }

    private void read(int seconds, int bytes) {
        rate.begin();
        pass(seconds);
        rate.end(bytes);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
