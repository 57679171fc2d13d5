package io.geminiomni.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hosts a request may name. */
class GuardTest {
    @ParameterizedTest
    @CsvSource({
        "8090, 127.0.0.1:8090, true",
        "8090, localhost:8090, true",
        "8090, localhost, false",
        "8090, 127.0.0.1:80, false",
        "8090, elsewhere.example:8090, false",
        "80, 127.0.0.1, true",
        "80, localhost, true",
        "80, localhost:80, true",
        "80, elsewhere.example, false"
    })
    void aBrowserOmitsOnlyTheDefaultPort(int port, String host, boolean own) {
        assertThat(new Guard(port).isOwn(host)).isEqualTo(own);
    }
}
