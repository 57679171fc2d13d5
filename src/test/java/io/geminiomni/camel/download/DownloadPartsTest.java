package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadPartsTest {
    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void the_wait_doubles_from_one_second_to_sixteen() {
        assertThat(IntStream.of(1, 2, 3, 4, 5, 6, 100).mapToObj(failures -> Retries.delay(failures, HIGHEST)))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 16L, 16L);
    }

    @Test
    void a_content_range_is_read() {
        assertThat(ContentRange.parse("bytes 5-9/10")).isEqualTo(new ContentRange(5, 10, 10));
        assertThat(ContentRange.parse("Bytes 0-0/*")).isEqualTo(new ContentRange(0, 1, -1));
        assertThat(ContentRange.parse(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes */10",
                "bytes 9-5/10",
                "bytes 5-10/10",
                "items 5-9/10",
                "bytes 5-9",
                "bytes -5-9/10",
                "bytes 5-9999999999999999999/*"
            })
    void a_content_range_that_makes_no_sense_is_none(String value) {
        assertThat(ContentRange.parse(value)).isNull();
    }

    @Test
    void a_url_that_cannot_be_renewed_has_no_other() throws Exception {
        assertThat(FreshUrl.none().get()).isNull();
    }

    @Test
    void a_request_that_comes_after_the_cut_is_cut_as_well() {
        CurrentRequest current = new CurrentRequest();
        current.cancel();

        boolean[] cancelled = {false};
        current.set(() -> cancelled[0] = true);

        assertThat(cancelled[0]).isTrue();
        assertThat(current.isCancelled()).isTrue();
    }
}
