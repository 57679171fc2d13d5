package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.spi.annotations.Component;
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
        GeminiOmniComponent component = new StoreBelow(folder);
        context.addComponent("gemini-omni", component);
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
                getContext()
                        .getComponent("gemini-omni", GeminiOmniComponent.class)
                        .setStoreDirectory("tasks");

                from("file:inbox?include=.*\\.(txt|json)&readLock=changed&move=.done&moveFailed=.failed")
                        .to("gemini-omni:adverts?resolution=1080p&correlationHeaders=CamelFileName"
                                + "&idempotencyKey=${file:name}-${file:modified}");

                from("gemini-omni:adverts")
                        .to("file:outbox?fileName=${file:name}-${header.CamelGeminiOmniTaskId}.mp4&tempPrefix=.part-");
                // end::route[]
            }
        };
    }

    @Test
    void aFileInTheInboxBecomesAVideoInTheOutboxAndAnEditedOneAnother() throws Exception {
        drop("cat.txt", "A cat on the moon");
        await().untilAsserted(() -> assertThat(videos("cat.txt")).hasSize(1));
        assertThat(folder.resolve("inbox/.done/cat.txt")).exists();
        assertThat(folder.resolve("tasks")).isNotEmptyDirectory();

        drop("cat.txt", "A cat on the moon, and a dog");
        await().untilAsserted(() -> assertThat(videos("cat.txt")).hasSize(2));
        assertThat(videos("cat.txt")).allSatisfy(video -> assertThat(video).isNotEmptyFile());
        assertThat(GATEWAY.emulator().accepted()).isEqualTo(2);
    }

    @Test
    void theVersionOfH2IsTheOneThatIsTested() throws IOException {
        Matcher version =
                Pattern.compile("<h2.version>(.+)</h2.version>").matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(Path.of("README.md")).content().contains("`com.h2database:h2:" + version.group(1) + "`");
    }

    /** With a time of its own, as a file that is edited within the resolution of the clock would not have. */
    private void drop(String name, String prompt) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Path written = Files.writeString(folder.resolve(name), prompt);
        Files.setLastModifiedTime(written, FileTime.from(Instant.EPOCH.plusSeconds(prompt.length())));
        Files.move(written, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Path> videos(String name) throws IOException {
        try (Stream<Path> files = Files.list(Files.createDirectories(folder.resolve("outbox")))) {
            return files.filter(file -> file.getFileName().toString().matches(Pattern.quote(name) + "-.+\\.mp4"))
                    .toList();
        }
    }

    /**
     * A component whose folder of tasks counts from another folder than that of the process. Camel finds its options by
     * the annotation.
     */
    @Component("gemini-omni")
    private static final class StoreBelow extends GeminiOmniComponent {
        private final Path folder;

        StoreBelow(Path folder) {
            this.folder = folder;
        }

        @Override
        public void setStoreDirectory(String storeDirectory) {
            super.setStoreDirectory(folder.resolve(storeDirectory).toString());
        }
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
