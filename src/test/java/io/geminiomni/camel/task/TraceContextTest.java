package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 "
            })
    void aParentThatIsNotValidIsNone(String parent) {
        assertThat(TraceContext.of(parent, "vendor=1")).isEmpty();
    }

    @Test
    void aStateThatIsNotValidIsLeftOut() {
        assertThat(TraceContext.of(PARENT, "vendor=1")).contains(new TraceContext(PARENT, "vendor=1"));
        for (Object state : new Object[] {null, 17, "", "v\u0000", "v".repeat(513)}) {
            assertThat(TraceContext.of(PARENT, state)).contains(new TraceContext(PARENT, null));
        }
        assertThat(TraceContext.of(17, null)).isEmpty();
    }

    @Test
    void itIsStoredBesideTheHeadersAndIsNotOneOfThem() {
        Map<String, Object> headers = Map.of("customer", "c-1");
        Map<String, Object> stored = new TraceContext(PARENT, "vendor=1").storedWith(headers);

        assertThat(stored).hasSize(3);
        assertThat(TraceContext.without(stored)).isEqualTo(headers);
        assertThat(TraceContext.storedIn(stored)).contains(new TraceContext(PARENT, "vendor=1"));
        assertThat(TraceContext.storedIn(headers)).isEmpty();
        assertThat(TraceContext.without(headers)).isSameAs(headers);
        assertThat(TraceContext.without(new TraceContext(PARENT, null).storedWith(headers)))
                .isEqualTo(headers);
    }
}
