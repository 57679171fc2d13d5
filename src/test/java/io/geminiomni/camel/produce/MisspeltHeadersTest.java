package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MisspeltHeadersTest {
    @Test
    void aNameThatIsNearlyOneOfOursIsWarnedAboutOnce() throws Exception {
        MisspeltHeaders headers = new MisspeltHeaders();
        try (CapturedLogs logs = new CapturedLogs()) {
            headers.warn(Map.of("CamelGeminiOmniPromt", "a cat", "CamelGeminiOmniPrompt", "a dog", "Prompt", "x"));
            headers.warn(Map.of("CamelGeminiOmniPromt", "a cat"));

            assertThat(logs.text().lines().filter(line -> line.contains("There is no header")))
                    .singleElement()
                    .asString()
                    .contains("CamelGeminiOmniPromt")
                    .contains("did you mean CamelGeminiOmniPrompt?");
        }
    }
}
