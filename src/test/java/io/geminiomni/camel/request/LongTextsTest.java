package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of a megabyte, of what is slowest to look through, where a request may have them: each is judged in no time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongTextsTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final Requests requests = Requests.limit(10 * MEGABYTE);

    @ParameterizedTest
    @ValueSource(strings = {"a ", "0:", "http://", ",http", "'", "[", "\\", "🎬"})
    void noTextTakesLong(String repeated) {
        String text = "x" + repeated.repeat(MEGABYTE / repeated.length());

        for (RequestField field : RequestField.values()) {
            if (field.hasHeader() && field != RequestField.PROMPT) {
                String header = field.headerName().substring("CamelGeminiOmni".length());
                assertThat(requests.violations("a cat", Map.of(header, text))).isNotEmpty();
            }
        }
        assertThat(requests.violations("{\"prompt\":" + text)).isNotEmpty();
        assertThat(requests.violations(JsonNodeFactory.instance.objectNode().put(text, text)))
                .isNotEmpty();
        assertThat(requests.request(text).prompt()).hasSizeGreaterThan(MEGABYTE / 2);
    }
}
