package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyTextTest {
    @Test
    void aValueWhoseTextIsAlwaysTheSameIsAKey() {
        UUID id = UUID.fromString("b5b0ac44-0d3c-4b4a-9a1c-2d3b6a1f0c11");

        assertThat(KeyText.of("order-1")).isEqualTo("order-1");
        assertThat(KeyText.of(17L)).isEqualTo("17");
        assertThat(KeyText.of(id)).isEqualTo(id.toString());
        assertThat(KeyText.of(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(KeyText.of(JsonNodeFactory.instance.textNode("order-1"))).isEqualTo("order-1");
        assertThat(KeyText.of(JsonNodeFactory.instance.nullNode())).isEmpty();
        assertThat(KeyText.of(JsonNodeFactory.instance.missingNode())).isEmpty();
        assertThat(KeyText.of("ördér".getBytes(StandardCharsets.UTF_8))).isEqualTo("ördér");
    }

    @Test
    void nothingIsAnEmptyText() {
        assertThat(KeyText.of(null)).isEmpty();
    }

    static List<Object> withoutText() {
        return List.of(
                new Object(),
                new ByteArrayInputStream(new byte[] {1}),
                List.of("order-1"),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.pojoNode(new Object()),
                new byte[] {(byte) 0xff});
    }

    @ParameterizedTest
    @MethodSource("withoutText")
    void anyOtherValueIsNone(Object value) {
        assertThatThrownBy(() -> KeyText.of(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
