package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({
        "5, PT5S",
        "' 120 ', PT2M",
        "0, PT0S",
        "999999999, PT1H",
        "'Thu, 01 Jan 2026 00:01:00 GMT', PT1M",
        "'Wed, 31 Dec 2025 00:00:00 GMT', PT0S",
        "'Fri, 01 Jan 2027 00:00:00 GMT', PT1H",
        "'Thursday, 01-Jan-26 00:01:00 GMT', PT1M",
        "-5,",
        "soon,",
        "99999999999999999999,",
        "'',",
        ","
    })
    void is_seconds_or_a_date_and_bounded(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, Instant.parse("2026-01-01T00:00:00Z")))
                .isEqualTo(wait);
    }
}
