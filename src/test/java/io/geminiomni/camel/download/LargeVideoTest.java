package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.observe.ChannelListener;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class LargeVideoTest {
    private static final long GIGABYTE = 1L << 30;
    /** A route that keeps the video in memory needs twice the memory there is. */
    private static final long IN_A_ROUTE = 1L << 27;

    @TempDir
    Path folder;

    /** The first program of a build waits for an archive of classes, which must not count in the time-out of a test. */
    @BeforeAll
    static void makeTheArchive() {
        JavaProgram.onTestClassPath();
    }

    @Test
    void a_video_of_a_gigabyte_passes_through_64_megabytes_of_memory() throws Exception {
        assertThat(said(Child.class)).endsWith(GIGABYTE + " bytes in 2 requests" + System.lineSeparator());
    }

    @ParameterizedTest
    @EnumSource
    void it_passes_through_a_route_with_Camels_stream_caching_at_its_defaults(Way way) throws Exception {
        String said = said(Route.class, way.name(), folder.toString());

        assertThat(said).endsWith("cached, " + IN_A_ROUTE + " bytes in 2 requests" + System.lineSeparator());
    }

    private static String said(Class<?> child, String... arguments) throws Exception {
        List<String> command = JavaProgram.onTestClassPath();
        // Only the second compiler has the instructions for SHA-256.
        command.addAll(List.of("-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:TieredStopAtLevel=4", child.getName()));
        command.addAll(List.of(arguments));
        JavaProgram.Ended process = JavaProgram.run(command);
        assertThat(process.status()).as(process.output()).isZero();
        return process.output();
    }

    /** Hosts a video that breaks half-way, and fetches it, in one small JVM. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            ScriptedHost host = host(GIGABYTE);
            DownloadSettings settings = new DownloadSettings(
                    host.url(""),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    1,
                    GIGABYTE,
                    1,
                    List.of(),
                    null,
                    null,
                    null);
            try (VideoDownloads downloads =
                            new VideoDownloads(settings, new Random(1), duration -> {}, ChannelListener.NONE);
                    InputStream in = downloads.open(host.url("/large.mp4"), FreshUrl.none())) {
                long count = in.transferTo(OutputStream.nullOutputStream());
                System.out.println(count + " bytes in " + host.requests().size() + " requests");
            }
        }

        /** It breaks off in the middle of the first answer. */
        static ScriptedHost host(long size) {
            long half = size / 2;
            return new ScriptedHost()
                    .then(out -> zeros(out, "200 OK|ETag: \"v1\"|Content-Length: " + size, half))
                    .then(out -> zeros(
                            out,
                            "206 Part|ETag: \"v1\"|Content-Length: " + half + "|Content-Range: bytes " + half + "-"
                                    + (size - 1) + "/" + size,
                            half));
        }

        private static void zeros(OutputStream out, String head, long size) throws Exception {
            ScriptedHost.write(out, head, new byte[0]);
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < size; sent += block.length) {
                out.write(block);
            }
        }
    }

    /** What a route does with a video. */
    enum Way {
        TO_A_FILE,
        CONVERTED_TO_A_STREAM_AND_TO_A_FILE,
        READ_BY_A_STEP_BEHIND_A_STREAM
    }

    /** Fetches a video by a route, in one small JVM. */
    static final class Route {
        private Route() {}

        public static void main(String[] arguments) throws Exception {
            Way way = Way.valueOf(arguments[0]);
            Path folder = Path.of(arguments[1]);
            ScriptedHost host = Child.host(IN_A_ROUTE);
            AtomicLong read = new AtomicLong();
            boolean caching;
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
                component.setApiKey("sk-test");
                component.setBaseUrl(host.url("").toString());
                context.addRoutes(route(way, folder, read));
                context.start();
                try (ProducerTemplate template = context.createProducerTemplate()) {
                    template.sendBody("direct:url", host.url("/large.mp4").toString());
                }
                caching = context.isStreamCaching();
            }
            long size =
                    way == Way.READ_BY_A_STEP_BEHIND_A_STREAM ? read.get() : Files.size(folder.resolve("large.mp4"));
            System.out.println((caching ? "cached, " : "") + size + " bytes in "
                    + host.requests().size() + " requests");
        }

        private static RouteBuilder route(Way way, Path folder, AtomicLong read) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    ProcessorDefinition<?> video =
                            from("direct:url").to("gemini-omni:any?operation=download&maxVideoSize=1GB");
                    if (way != Way.TO_A_FILE) {
                        video = video.convertBodyTo(InputStream.class).setHeader("step", constant("behind"));
                    }
                    if (way == Way.READ_BY_A_STEP_BEHIND_A_STREAM) {
                        video.process(exchange -> read.set(exchange.getMessage()
                                .getBody(InputStream.class)
                                .transferTo(OutputStream.nullOutputStream())));
                    } else {
                        video.to("file:" + folder + "?fileName=large.mp4&tempPrefix=.part-");
                    }
                }
            };
        }
    }
}
