package io.geminiomni.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=95-200, 95, 5",
        "bytes=90-, 90, 10",
        "bytes=-7, 93, 7",
        "bytes=-700, 0, 60",
        "bytes=0-, 0, 60"
    })
    void aRangeIsThatOfTheFileAndNotLongerThanOnePart(String header, long first, long length) {
        assertThat(ByteRange.of(header, 100, 60)).contains(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=-0", "bytes=100-200"})
    void aRangeOutsideOfTheFileIsEmpty(String header) {
        assertThat(ByteRange.of(header, 100, 60)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-",
                "bytes=0-1,5-6",
                "lines=1-2",
                "bytes=a-b",
                "bytes=9-3",
                "bytes=900-3",
                "bytes=1234567890123456789-"
            })
    void otherHeadersAreNoRange(String header) {
        assertThat(ByteRange.isOneRange(header)).isFalse();
    }

    @Test
    void aPartNamesItsPlace() {
        assertThat(new ByteRange(10, 5).of(100)).isEqualTo("bytes 10-14/100");
    }
}
