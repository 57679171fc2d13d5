package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatewayEmulatorExtensionTest {

    @RegisterExtension
    static final GatewayEmulatorExtension SHARED = new GatewayEmulatorExtension(builder -> builder.speed(100));

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @Test
    void aTestGetsAnEmulatorOfItsOwn() throws Exception {
        assertThat(gateway.emulator()).isNotSameAs(SHARED.emulator());
        assertThat(gateway.emulator().creates()).isZero();

        String id = new TestClient(gateway.emulator()).createTask();

        assertThat(new TestClient(gateway.emulator()).task(id).get("status").asText())
                .isEqualTo("completed");
        assertThat(gateway.baseUrl()).isEqualTo(gateway.emulator().baseUrl());
    }

    @Nested
    class InANestedClass {
        @Test
        void theSharedEmulatorIsTheSame() throws Exception {
            assertThat(new TestClient(SHARED.emulator()).createTask()).startsWith("task_");
        }
    }

    @Test
    void withoutATestThereIsNoEmulator() {
        assertThatThrownBy(() -> new GatewayEmulatorExtension().emulator())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
