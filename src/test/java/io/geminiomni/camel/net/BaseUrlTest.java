package io.geminiomni.camel.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://h, http://h",
        "http://h/, http://h",
        "HTTP://H:80//, http://h",
        "https://www.JimmyAI.cn:443, https://www.jimmyai.cn",
        "https://h:80, https://h:80",
        "http://h:443/, http://h:443",
        "http://h:/, http://h",
        "http://h/Proxy/V1/, http://h/Proxy/V1",
        "http://h/a%2Fb/, http://h/a%2Fb",
        "http://[2001:DB8::1]:8080/, http://[2001:db8::1]:8080"
    })
    void schemeAndHostAreInLowerCaseWithoutDefaultPortAndLastSlash(String text, String expected) {
        assertThat(BaseUrl.normalized(text)).isEqualTo(expected);
        assertThat(BaseUrl.normalized(expected)).isEqualTo(expected);
        assertThat(BaseUrl.of(text)).hasValue(expected);
        assertThat(BaseUrl.isSame(text, expected)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.jimmyai.cn", "http://h/?a=b", "http://u:p@h/", "http://h/#f", "no url", "http:///"})
    void whatIsNoBaseUrlStaysAsItIs(String text) {
        assertThat(BaseUrl.normalized(text)).isEqualTo(text);
        assertThat(BaseUrl.of(text)).isEmpty();
    }

    @Test
    void pathPortAndSchemeTellBaseUrlsApart() {
        assertThat(BaseUrl.isSame("http://h", "https://h")).isFalse();
        assertThat(BaseUrl.isSame("http://h", "http://h:8080")).isFalse();
        assertThat(BaseUrl.isSame("http://h/a", "http://h/A")).isFalse();
        assertThat(BaseUrl.of("ftp://h")).isEmpty();
    }
}
