package io.geminiomni.camel.request;

import static io.geminiomni.camel.request.Requests.reader;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs may be sent: unchanged, or not at all. */
class UrlsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "http://example.com/",
                "HTTPS://Example.COM/A%20b.JPG",
                "https://example.com:8443/a.jpg",
                "https://example.com:65535/a.jpg",
                "https://example.com:1",
                "https://example.com:/a.jpg",
                "https://192.0.2.1/a.jpg",
                "https://[2001:db8::1]/a.jpg",
                "https://[2001:db8::1]:80/a.jpg",
                "https://bücher.example/ä.jpg",
                "https://a_b.example/a.jpg",
                "https://example.com/a.jpg?sig=a%2Fb+c/d==&x=[1]|2^\"'<>{}`\\",
                "https://example.com/a,b;c@d:e",
                "https://example.com?x=u:p@h",
                "https://example.com#frag@ment"
            })
    void accepted(String url) {
        assertThat(reader().read("x", Map.of("ImageUrls", url)).request().imageUrls())
                .containsExactly(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jpg|not absolute",
                "/tmp/a.jpg|operation=upload",
                "//example.com/a.jpg|not absolute",
                "example.com/a.jpg|not absolute",
                "file:///tmp/a.jpg|file: URL: upload it first with operation=upload",
                "FILE:/tmp/a.jpg|operation=upload",
                "data:image/png;base64,AAAA|data: URL: upload it first with operation=upload",
                "C:\\a.jpg|operation=upload",
                "ftp://example.com/a.jpg|http and https URLs only",
                "s3://bucket/a.jpg|http and https URLs only",
                "htps://example.com/a.jpg|did you mean https://",
                "https:example.com/a.jpg|did you mean https://",
                "https:/example.com/a.jpg|did you mean https://",
                "https://|no host",
                "https:///a.jpg|no host",
                "https://?x|no host",
                "https://#x|no host",
                "https://./x|no host",
                "https://cdn..example.com/a.jpg|empty part",
                "https://.example.com/a.jpg|empty part",
                "https://:80/x|malformed",
                "https://user@example.com/a.jpg|user info",
                "https://example.com/1.png,https://example.com/2.png|separate URLs by white space",
                "https://example.com/1.png,HTTP://example.com/2.png|write the comma as %2C",
                "https://user:secret@example.com/a.jpg|user info",
                "https://@example.com/a.jpg|user info",
                "https://example.com:x/|malformed",
                "https://example.com:123456/|malformed",
                "https://example.com:65536/|port",
                "https://example.com:0/|port",
                "https://example.com\\a.jpg|malformed",
                "https://exa<mple.com/|malformed",
                "https://[::1/a.jpg|malformed",
                "https://example.com/a b.jpg|%20",
            })
    void refused(String url, String hint) {
        Violation violation = reader().onlyViolation("x", Map.of("ImageUrls", List.of(url)));

        assertThat(violation.field()).isEqualTo("CamelGeminiOmniImageUrls[0]");
        assertThat(violation.allowed()).isEqualTo("an absolute http or https URL with a host");
        assertThat(violation.hint()).contains(hint);
        assertThat(violation.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nhttps://example.com/",
                "https://example.com/\r\nX: y",
                "https://example.com/\0",
                "https://example.com/\u007f",
                "https://example.com/\u0085",
                "https://example.com/\u00a0",
                "https://example.com/\u2028",
                "https://example.com/?x= ",
                " https://example.com/",
                "https://example.com/\ud800"
            })
    void white_space_control_characters_and_half_characters_are_refused(String url) {
        Violation violation = reader().onlyViolation("x", Map.of("VideoUrls", url));

        assertThat(violation.hint()).startsWith("it holds");
        assertThat(violation.toString().lines()).hasSize(1);
    }

    @Test
    void secrets_of_a_refused_url_are_not_shown() {
        Violation violation = reader().onlyViolation("x", Map.of("ImageUrls", "ftp://u:secret@h/p?sig=secret#secret"));

        assertThat(violation.found()).isEqualTo("\"ftp://…@h/p?…\"");
        assertThat(reader().onlyViolation("x", Map.of("Model", "https://h/p?sig=secret"))
                        .found())
                .isEqualTo("\"https://h/p?…\"");
        assertThat(reader().onlyViolation(Map.of("prompt", "x", "images", "https://h/p?sig=secret"))
                        .found())
                .isEqualTo("\"https://h/p?…\"");
    }
}
