package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
