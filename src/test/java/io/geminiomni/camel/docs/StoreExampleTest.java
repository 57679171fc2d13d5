package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example of a folder of tasks. */
class StoreExampleTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @TempDir
    Path folder;

    @Test
    void tasksAreInTheFolder() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            // tag::storeDirectory[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setStoreDirectory(folder.resolve("tasks").toString());
            // end::storeDirectory[]
            component.setBaseUrl(gateway.baseUrl());
            component.setApiKey("sk-test");
            context.start();

            context.createProducerTemplate().requestBody("gemini-omni:adverts", "A lighthouse in a storm");

            assertThat(folder.resolve("tasks")).isNotEmptyDirectory();
        }
    }
}
