package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wrong value may hold a secret, or take minutes to be written out. */
class ValueTextTest {
    @Test
    void a_stranger_is_not_asked_for_its_text() {
        Number number = new Number() {
            @Override
            public int intValue() {
                return 6;
            }

            @Override
            public long longValue() {
                return 6;
            }

            @Override
            public float floatValue() {
                return 6;
            }

            @Override
            public double doubleValue() {
                return 6;
            }

            @Override
            public String toString() {
                return "secret";
            }
        };
        Object stranger = new Object() {
            @Override
            public String toString() {
                return "secret";
            }
        };

        for (Object value : List.of(number, stranger)) {
            assertThat(ValueText.of(value)).contains("type").doesNotContain("secret");
        }
    }

    @Test
    void a_huge_number_is_not_written_out() {
        BigInteger huge = BigInteger.ONE.shiftLeft(10_000_000);

        assertThat(ValueText.of(huge)).isEqualTo("a value of type java.math.BigInteger");
        assertThat(ValueText.of(new BigDecimal(huge, 3))).isEqualTo("a value of type java.math.BigDecimal");
        assertThat(ValueText.of(new BigInteger("18446744073709551622"))).isEqualTo("18446744073709551622");
        assertThat(ValueText.of(new BigDecimal("1e400"))).isEqualTo("1E+400");
    }

    @Test
    void text_of_endless_digits_is_no_number() {
        Violation violation = Requests.reader().onlyViolation("x", Map.of("Duration", "0".repeat(5_000) + "6"));

        assertThat(violation.allowed()).startsWith("a whole number");
        assertThat(violation.found()).hasSizeLessThan(100);
    }
}
