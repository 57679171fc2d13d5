package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.option.HeadersFromMessages;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SteeringHeadersTest {
    private final Message message = new DefaultMessage(new DefaultCamelContext());

    @Test
    void withAllTheyCount() {
        message.setHeader(HeaderNames.TASK_ID, "task-1");
        SteeringHeaders headers = new SteeringHeaders(HeadersFromMessages.all);

        assertThat(headers.get(message, HeaderNames.TASK_ID)).isEqualTo("task-1");
        assertThat(headers.whyIgnored(message, HeaderNames.TASK_ID)).isEmpty();
    }

    @Test
    void aHeaderWithoutAValueIsThere() {
        message.setHeader(HeaderNames.IDEMPOTENCY_KEY, null);

        assertThat(new SteeringHeaders(HeadersFromMessages.all).has(message, HeaderNames.IDEMPOTENCY_KEY))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = HeadersFromMessages.class,
            names = {"values", "none"})
    void otherwiseTheyDoNotAndTheLogSaysSoOnce(HeadersFromMessages counting) throws Exception {
        message.setHeader(HeaderNames.OPERATION, "balance");
        SteeringHeaders headers = new SteeringHeaders(counting);
        try (CapturedLogs logs = new CapturedLogs()) {
            assertThat(headers.get(message, HeaderNames.OPERATION)).isNull();
            assertThat(headers.get(message, HeaderNames.OPERATION)).isNull();
            assertThat(logs.text().lines().filter(line -> line.contains(HeaderNames.OPERATION)))
                    .singleElement()
                    .asString()
                    .contains("headersFromMessages is " + counting);
        }
        assertThat(headers.whyIgnored(message, HeaderNames.OPERATION)).contains("which is ignored");
    }
}
