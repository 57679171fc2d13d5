package io.geminiomni.camel.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void theSecretsOfUrlsAreHidden() {
        assertThat(Printable.text("as in https://user:pw@h/a?sig=1 and s3://bucket/b?sig=2", 80))
                .isEqualTo("as in https://…@h/a?… and s3://bucket/b?…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://a@", "https://a?", "\r\n", "\u200b"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTextOfAMegabyteIsCutInNoTime(String repeated) {
        String text = repeated.repeat(1024 * 1024 / repeated.length());

        assertThat(Printable.text(text + " x".repeat(100), 80)).hasSize(80).endsWith("…");
    }
}
