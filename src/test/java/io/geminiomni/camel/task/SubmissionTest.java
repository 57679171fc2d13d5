package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.Samples.CHANNEL;
import static io.geminiomni.camel.task.Samples.request;
import static io.geminiomni.camel.task.Samples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geminiomni.camel.request.VideoRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    @Test
    void textThatNoStoreKeepsIsRefusedByTheNameOfItsField() {
        assertRefused("prompt", request("a\u0000b"));
        assertRefused("prompt", request("a\uD83D"));
        assertRefused("prompt", request("a\uDEB2b"));
        assertRefused("model", VideoRequest.builder().model("\u0000").build());
        assertRefused("resolution", VideoRequest.builder().resolution("\u0000").build());
        assertRefused(
                "aspect ratio", VideoRequest.builder().aspectRatio("\u0000").build());
        assertRefused(
                "orientation", VideoRequest.builder().orientation("\u0000").build());
        assertRefused(
                "generation type",
                VideoRequest.builder().generationType("\u0000").build());
        assertRefused(
                "image URL 2", VideoRequest.builder().imageUrls("ok", "\u0000").build());
        assertRefused("video URL 1", VideoRequest.builder().videoUrls("\u0000").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission("a\u0000"))
                .withMessageContaining("idempotency key")
                .withMessageContaining("character 2 is NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission("a\u0000", "key"))
                .withMessageContaining("channel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.withBaseUrl(submission("a"), "https://h/\u0000"))
                .withMessageContaining("base URL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission(CHANNEL, "a", request("a"), Map.of("X", "\uD800")))
                .withMessageContaining("correlation header 'X'")
                .withMessageContaining("half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission(CHANNEL, "a", request("a"), Map.of("X\0", "text")))
                .withMessageContaining("name of a correlation header");
    }

    @Test
    void wholeSurrogatePairsAreText() {
        assertThat(submission("\uD83D\uDEB2").key()).isEqualTo("\uD83D\uDEB2");
    }

    @Test
    void aKeyHasOneTo255CharactersAndOtherNamesHaveBoundsToo() {
        assertThat(submission("k".repeat(255)).key()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission("k".repeat(256)))
                .withMessageContaining("256")
                .withMessageContaining("255");
        assertThatIllegalArgumentException().isThrownBy(() -> submission(""));
        assertThatIllegalArgumentException().isThrownBy(() -> submission("c".repeat(101), "a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.withBaseUrl(submission("a"), "https://" + "h".repeat(1024)))
                .withMessageContaining("base URL");
    }

    @Test
    void aHeaderThatWouldNotComeBackAsItIsIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission(CHANNEL, "a", request("a"), Map.of("When", new Date())))
                .withMessageContaining("'When'")
                .withMessageContaining("java.util.Date");
        assertThat(Submission.canCorrelate(new ByteArrayInputStream(new byte[0])))
                .isFalse();
        assertThat(Submission.canCorrelate(URI.create("a:b"))).isFalse();
        assertThat(Submission.canCorrelate(null)).isFalse();
        assertThat(Submission.canCorrelate("text")).isTrue();
        assertThat(Submission.canCorrelate("a\0b")).isFalse();
        assertThat(Submission.canCorrelate("\ud800")).isFalse();
        assertThat(Submission.canCorrelate(1L)).isTrue();
        assertThat(Submission.canCorrelate(Instant.EPOCH)).isTrue();
    }

    @Test
    void textDoesNotGivePromptOrHeadersAway() {
        assertThat(submission(CHANNEL, "a", request("secret"), Map.of("X", "secret")))
                .asString()
                .doesNotContain("secret");
    }

    private static void assertRefused(String field, VideoRequest request) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission(CHANNEL, "a", request, Map.of()))
                .withMessageContaining("The " + field + " ")
                .withMessageContaining("nothing was sent");
    }
}
