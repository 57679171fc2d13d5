package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QuotesTest {
    private static final String PROMPT =
            "A confidential campaign: the product rises out of the sea at dawn, film grain";

    @Test
    void aWholePromptIsCutOutWhereverItStandsAndHoweverOften() {
        assertThat(Quotes.cut("bad: " + PROMPT + "!", PROMPT)).isEqualTo("bad: …!");
        assertThat(Quotes.cut(PROMPT + " / " + PROMPT, PROMPT)).isEqualTo("… / …");
    }

    @Test
    void aLongPartOfItIsCutAndAShortOneStays() {
        assertThat(Quotes.cut("bad: " + PROMPT.substring(10, 60) + "...", PROMPT))
                .isEqualTo("bad: …...");
        assertThat(Quotes.cut("bad word: campaign", PROMPT)).isEqualTo("bad word: campaign");
        assertThat(Quotes.cut("bad: " + PROMPT.substring(0, 40), PROMPT)).isEqualTo("bad: " + PROMPT.substring(0, 40));
    }

    @Test
    void aShortPromptMayBeShown() {
        assertThat(Quotes.cut("bad: a cat", "a cat")).isEqualTo("bad: a cat");
    }

    @Test
    void aPromptOfShortLinesIsFoundWhereTheGatewayWritesItOnOneLine() {
        String lines = PROMPT.replace(" ", "\n");

        assertThat(Quotes.cut("bad: " + PROMPT + "!", lines)).isEqualTo("bad: …!");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMegabyteThatRepeatsItselfIsCutInNoTime() {
        String repeated = "a".repeat(1024 * 1024);
        String pairs = "ab".repeat(512 * 1024);

        assertThat(Quotes.cut("bad: " + repeated, repeated)).isEqualTo("bad: …");
        assertThat(Quotes.cut(pairs, pairs + "!")).isEqualTo("…");
        assertThat(Quotes.cut(repeated, pairs)).isEqualTo(repeated);
    }
}
