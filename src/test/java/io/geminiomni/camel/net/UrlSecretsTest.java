package io.geminiomni.camel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlSecretsTest {
    @ParameterizedTest
    @CsvSource({
        "https://h/p, https://h/p",
        "https://h/p?sig=1, https://h/p?…",
        "https://h/p#f, https://h/p?…",
        "https://u:p@h/p?sig=1, https://…@h/p?…",
        "https://u:p@ss@h/p, https://…@h/p",
        "HTTPS://u@h, HTTPS://…@h",
        "ftp://u:p@h?a=b, ftp://…@h?…",
        "https://h/a@b, https://h/a@b",
        "//u@h, //…@h",
        "a.jpg?sig=1, a.jpg?…",
        "a.jpg, a.jpg",
    })
    void ofAUrlItsUserInfoQueryAndFragmentAreHidden(String url, String shown) {
        assertThat(UrlSecrets.hide(url)).isEqualTo(shown);
    }

    @Test
    void ofEachUrlInATextTheSameIsHiddenAndTheRestStays() {
        assertThat(UrlSecrets.hideIn(
                        "see 'http://u:p@h/a?sig=1', <HTTPS://h/b#c> or jdbc:postgresql://h/d?password=e. Who? #1"))
                .isEqualTo("see 'http://…@h/a?…', <HTTPS://h/b?…> or jdbc:postgresql://h/d?… Who? #1");
        assertThat(UrlSecrets.hideIn("http://h/$1\\?sig=2")).isEqualTo("http://h/$1\\?…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "://", "http://", "http://a@", "https://a? ", "https://a/@"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTextOfAMegabyteTakesNoTime(String repeated) {
        assertThat(UrlSecrets.hideIn(repeated.repeat(1024 * 1024 / repeated.length())))
                .isNotEmpty();
    }
}
