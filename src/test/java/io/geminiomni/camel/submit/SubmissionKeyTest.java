package io.geminiomni.camel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionKeyTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t", "\u00a0", "\u200b", "a\nb", "a\u0000b", "a\u007fb", "\ud800"})
    void aKeyThatTellsNothingOrCannotBeStoredIsAnErrorAndNotASharedKey(String key) {
        assertThatThrownBy(() -> new SubmissionKey("adverts", key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adverts")
                .hasMessageContaining("Nothing was sent");
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(new SubmissionKey("adverts", "k".repeat(255)).key()).hasSize(255);
        assertThatThrownBy(() -> new SubmissionKey("adverts", "k".repeat(256))).hasMessageContaining("256 characters");
    }

    @Test
    void itsHashTellsItFromOtherKeysAndFromTheSameKeyOnAnotherChannel() {
        String hash = new SubmissionKey("adverts", "order-1").hash();

        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(new SubmissionKey("adverts", "order-1").hash());
        assertThat(hash)
                .isNotEqualTo(new SubmissionKey("adverts", "order-2").hash())
                .isNotEqualTo(new SubmissionKey("trailers", "order-1").hash());
    }
}
