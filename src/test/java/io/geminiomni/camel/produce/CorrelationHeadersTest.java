package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class CorrelationHeadersTest {
    private final Message message = new DefaultMessage(new DefaultCamelContext());

    @Test
    void namesAndPatternsKeepHeaders() {
        message.setHeaders(Map.of("customer", "C-17", "order.id", 42, "order.paid", true, "other", "x"));

        assertThat(new CorrelationHeaders("customer, order.*").of(message))
                .containsOnly(Map.entry("customer", "C-17"), Map.entry("order.id", 42), Map.entry("order.paid", true));
    }

    @Test
    void aPatternKeepsNoHeaderOfCamelAndNoneThatCannotBeKept() {
        message.setHeaders(Map.of("CamelFileName", "a.txt", "object", new Object(), "customer", "C-17"));

        assertThat(new CorrelationHeaders("*").of(message)).containsOnly(Map.entry("customer", "C-17"));
        assertThat(new CorrelationHeaders("CamelFileName").of(message))
                .containsOnly(Map.entry("CamelFileName", "a.txt"));
    }

    @Test
    void aNamedHeaderThatCannotBeKeptIsAViolation() {
        message.setHeader("customer", new Object());

        InvalidVideoRequestException invalid = catchThrowableOfType(
                InvalidVideoRequestException.class, () -> new CorrelationHeaders("customer").of(message));

        assertThat(invalid.violations()).extracting(Violation::field).containsExactly("customer");
    }

    @Test
    void moreThanSixteenKilobytesAreAViolation() {
        message.setHeader("customer", "x".repeat(16 * 1024));

        assertThatThrownBy(() -> new CorrelationHeaders("customer").of(message))
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("at most 16384 bytes");
    }

    @Test
    void aHeaderOfThisComponentCannotBeNamed() {
        assertThatThrownBy(() -> new CorrelationHeaders("CamelGeminiOmniTaskId"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CamelGeminiOmniTaskId");
    }
}
