package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The route of the README, which is taken from here, does what the README says. */
class ReadmeTest extends CamelTestSupport {
    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate().queued(1).processing(1)));

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(GATEWAY.baseUrl());
        component.setApiKey("sk-test");
        component.setPollInterval(50);
        component.setMaxPollInterval(100);
        context.addComponent("file", new FilesBelow(folder));
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::route[]
                from("file:inbox?include=.*\\.(txt|json)&readLock=changed&move=.done&moveFailed=.failed")
                        .to("gemini-omni:adverts?resolution=1080p&correlationHeaders=CamelFileName"
                                + "&idempotencyKey=${file:name}-${file:modified}");

                from("gemini-omni:adverts").to("file:outbox?fileName=${file:name}.mp4&tempPrefix=.part-");
                // end::route[]
            }
        };
    }

    @Test
    void aFileInTheInboxBecomesAVideoInTheOutbox() throws IOException {
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(folder.resolve("inbox/cat.txt"), "A cat on the moon");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(folder.resolve("outbox/cat.txt.mp4"))
                        .exists()
                        .isNotEmptyFile());

        assertThat(folder.resolve("inbox/.done/cat.txt")).exists();
        assertThat(GATEWAY.emulator().creates()).isEqualTo(1);
    }

    /** Files whose relative paths count from another folder than that of the process. */
    private static final class FilesBelow extends FileComponent {
        private final Path folder;

        FilesBelow(Path folder) {
            this.folder = folder;
        }

        @Override
        protected GenericFileEndpoint<java.io.File> buildFileEndpoint(
                String uri, String remaining, Map<String, Object> parameters) throws Exception {
            return super.buildFileEndpoint(uri, folder.resolve(remaining).toString(), parameters);
        }
    }
}
