package io.geminiomni.camel.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of evidence, which is stored at the beginning of an error message. */
class EvidenceTest {
    private static Evidence evidence(
            Evidence.Verdict verdict,
            @Nullable String reason,
            @Nullable String known,
            int others,
            @Nullable String price) {
        return new Evidence(
                verdict,
                reason,
                new Evidence.Figures(
                        LocalTime.of(10, 0, 1),
                        LocalTime.of(10, 3, 20),
                        new BigDecimal("-0.30"),
                        known == null ? null : new BigDecimal(known),
                        others,
                        price == null ? null : new BigDecimal(price),
                        new BigDecimal("1234.567891")));
    }

    @Test
    void itReadsAsTheIssueSays() {
        assertThat(evidence(Evidence.Verdict.CHARGED, null, "0", 0, "0.3"))
                .hasToString(
                        "Evidence: charged; spent by the account between 10:00:01 and 10:03:20: -0.30; accounted for by"
                                + " known tasks: 0.00; in flight: this one only; its price: 0.30; spent by the key: 1234.567891");
    }

    @Test
    void itIsReadFromTheMessageThatBeginsWithIt() {
        for (Evidence each : new Evidence[] {
            evidence(Evidence.Verdict.CHARGED, null, "0.00", 0, "0.30"),
            evidence(Evidence.Verdict.NOT_CHARGED, null, "1.50", 1, "0.30"),
            evidence(Evidence.Verdict.CANNOT_TELL, "the price of the request is not known", null, 17, null),
            new Evidence(Evidence.Verdict.CANNOT_TELL, "the balance could not be read before the request", null)
        }) {
            String message = each.before("the gateway answered with HTTP 500. Nothing more");

            assertThat(Evidence.in(message)).contains(each);
            assertThat(Evidence.without(message)).isEqualTo("the gateway answered with HTTP 500. Nothing more");
            assertThat(Evidence.in(each.toString())).contains(each);
            assertThat(Evidence.without(each.toString())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "the gateway said Evidence: charged; it did",
                "Evidence: perhaps",
                "Evidence: charged; spent by the account between 99:00:01 and 10:03:20: 0.30; accounted for by known tasks: 0.00;"
                        + " in flight: this one only; spent by the key: 0.30"
            })
    void anotherMessageHasNone(String message) {
        assertThat(Evidence.in(message)).isEmpty();
        assertThat(Evidence.without(message)).isEqualTo(message);
        assertThat(Evidence.in(null)).isEmpty();
    }
}
