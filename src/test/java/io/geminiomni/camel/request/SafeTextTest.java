package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
    @Test
    void short_text_is_shown_whole_and_long_text_is_cut() {
        assertThat(SafeText.text("12345", 5)).isEqualTo("12345");
        assertThat(SafeText.text("123456", 5)).isEqualTo("1234…");
        assertThat(SafeText.text("x".repeat(41))).hasSize(40).endsWith("x…");
        assertThat(SafeText.text("")).isEmpty();
    }

    @Test
    void long_text_is_cut_between_words_unless_too_little_would_be_left() {
        assertThat(SafeText.text("A lighthouse in a storm at night", 20)).isEqualTo("A lighthouse in a…");
        assertThat(SafeText.text("A lighthouse in a storm", 18)).isEqualTo("A lighthouse in a…");
        assertThat(SafeText.text("A lighthouse in a storm", 19)).isEqualTo("A lighthouse in a…");
        assertThat(SafeText.text("A lighthouse", 10)).isEqualTo("A lightho…");
    }

    @Test
    void a_character_is_shown_whole_or_not_at_all() {
        assertThat(SafeText.text("12\ud83d\ude00", 4)).isEqualTo("12\ud83d\ude00");
        assertThat(SafeText.text("123\ud83d\ude00", 4)).isEqualTo("123…");
    }

    @Test
    void what_would_break_a_line_or_a_terminal_is_escaped() {
        assertThat(SafeText.text("a\n\u001b[31m\u2028\u202e\ud800\u0000\u2029", 60))
                .isEqualTo("a\\u000a\\u001b[31m\\u2028\\u202e\\ud800\\u0000\\u2029");
        assertThat(SafeText.text("\n\n", 11)).isEqualTo("\\u000a…");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p, https://h/p",
        "https://h/p?q, https://h/p?…",
        "https://h/p#f, https://h/p?…",
        "https://u:p@h/p, https://…@h/p",
        "https://u:p@h?q, https://…@h?…",
        "https://@h, https://…@h",
        "https://h/a@b, https://h/a@b",
        "//u@h, //…@h",
        "a.jpg, a.jpg",
    })
    void of_a_url_no_secrets_are_shown(String url, String shown) {
        assertThat(SafeText.url(url)).isEqualTo(shown);
    }

    @Test
    void a_long_url_is_cut() {
        assertThat(SafeText.url("https://h/" + "x".repeat(100))).hasSize(60).endsWith("x…");
        assertThat(SafeText.url("https://h/" + "x".repeat(100) + "?q"))
                .hasSize(60)
                .endsWith("x…?…");
    }
}
