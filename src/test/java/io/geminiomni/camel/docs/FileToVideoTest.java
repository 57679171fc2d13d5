package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main pair of routes, in each language that the documentation shows. */
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

    @Test
    void inJava() throws Exception {
        context.addRoutes(new RouteBuilder() {
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
        assertFileBecomesVideo();
    }

    @Test
    void inXml() throws Exception {
        load("docs/file-to-video.xml");
        assertFileBecomesVideo();
    }

    @Test
    void inYaml() throws Exception {
        load("docs/file-to-video.yaml");
        assertFileBecomesVideo();
    }

    private void load(String routes) throws Exception {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("classpath:" + routes);
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
    }

    private void assertFileBecomesVideo() throws Exception {
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
