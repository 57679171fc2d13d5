package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedactionTest {
    @Test
    void theUserInfoAndTheQueryOfAUrlGoAndTheUrlStays() {
        Redaction redaction = new Redaction();

        assertThat(redaction.apply("see http://h/a?sig=1 and HTTPS://h/b#c, not http://h/d or <http://h/e?f>"))
                .isEqualTo("see http://h/a?… and HTTPS://h/b?… not http://h/d or <http://h/e?…>");
        assertThat(redaction.apply("no access to https://user:pw@h/a")).isEqualTo("no access to https://…@h/a");
        assertThat(redaction.apply("http://h/http://i?sig=1 http://h/$1\\?sig=2"))
                .isEqualTo("http://h/http://i?… http://h/$1\\?…");
    }

    @Test
    void aSecretGoesWhetherItIsShortOrLong() {
        String shortOne = "sk-1234567890";
        String longOne = "sk-" + "0123456789".repeat(5);
        Redaction redaction = new Redaction(shortOne, longOne);

        assertThat(redaction.apply("key " + shortOne + ", key " + longOne + "."))
                .isEqualTo("key …, key ….");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noTextOfAMegabyteTakesLong() {
        String repeated = "a".repeat(512 * 1024);
        String urls = "http://".repeat(150_000);

        assertThat(new Redaction(repeated + "b").apply(repeated + repeated)).isEqualTo("…");
        assertThat(new Redaction().apply(urls)).isEqualTo(urls);
        assertThat(new Redaction().apply(urls + "?x")).isEqualTo(urls + "?…");
    }
}
