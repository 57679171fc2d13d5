package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.io.TempDir;

/** The main pair of routes. */
class FileToVideoTest extends DocsTestSupport {
    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent()
                .addInitialProperty("inbox", folder.resolve("inbox").toString());
        context.getPropertiesComponent()
                .addInitialProperty("outbox", folder.resolve("outbox").toString());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/file-to-video", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::java[]
                // each file: one validated, paid create request
                from("file:{{inbox}}").to("gemini-omni:adverts?idempotencyKey=${file:name}");

                // each finished video: one exchange
                from("gemini-omni:adverts").to("file:{{outbox}}?tempPrefix=.part-");
                // end::java[]
            }
        });
    }

    @ExampleTest
    void aFileBecomesAVideo() throws Exception {
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(folder.resolve("inbox").resolve("dawn.txt"), "A lighthouse at dawn");
        await().until(() -> videos() == 1);
        assertThat(tasks.find("adverts", "dawn.txt")).isPresent();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    private long videos() throws Exception {
        Path outbox = folder.resolve("outbox");
        if (!Files.exists(outbox)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".part-")
                            && file.toString().endsWith(".mp4"))
                    .count();
        }
    }
}
