package io.geminiomni.camel.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.ScriptedHost;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RepeatableVideoTest {
    private static final byte[] CONTENT = new byte[5_000_000];

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ScriptedHost host = new ScriptedHost();
    private final VideoDownloads downloads = new VideoDownloads(
            new DownloadSettings(
                    host.url(""),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    2,
                    CONTENT.length,
                    1,
                    List.of(),
                    null,
                    null,
                    null),
            new Random(1),
            duration -> {},
            ChannelListener.NONE);

    private Exchange current;

    @AfterEach
    void close() {
        context.stop();
        downloads.close();
        host.close();
    }

    @Test
    void aStreamThatARouteReadsOnlyInPartIsClosedWithItsExchange() throws Exception {
        serve(1);
        Exchange exchange = send(body -> {
            assertThat(body.read()).isZero();
            assertThat(downloads.openConnections()).isEqualTo(1);
        });

        assertThat(exchange.getException()).isNull();
        assertThat(downloads.openConnections()).isZero();
        assertThatThrownBy(
                        () -> exchange.getMessage().getBody(InputStream.class).read())
                .hasMessageContaining("closed");
    }

    @Test
    void soIsACopyOfItAndOneThatFailed() throws Exception {
        serve(2);
        Exchange exchange = send(body -> {
            assertThat(body.read()).isZero();
            InputStream copy = (InputStream) ((StreamCache) body).copy(current);
            assertThat(copy.read()).isZero();
            assertThat(downloads.openConnections()).isEqualTo(2);
            throw new IllegalStateException("the route failed");
        });

        assertThat(exchange.getException()).hasMessage("the route failed");
        assertThat(downloads.openConnections()).isZero();
    }

    @Test
    void aStreamThatIsAskedForOutsideOfARouteIsItsReadersToClose() throws Exception {
        serve(1);
        context.start();

        try (InputStream stream = context.getTypeConverter().mandatoryConvertTo(InputStream.class, video())) {
            assertThat(stream.readAllBytes()).hasSameSizeAs(CONTENT);
        }
        assertThat(downloads.openConnections()).isZero();
    }

    @Test
    void aStreamThatFailedBeforeItsFirstByteIsFetchedAgainAfterAReset() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            host.then("200 OK|Content-Length: " + CONTENT.length);
        }
        serve(1);
        context.start();

        try (InputStream stream = context.getTypeConverter().mandatoryConvertTo(InputStream.class, video())) {
            assertThatThrownBy(stream::read).hasMessageContaining("could not be fetched");
            stream.reset();
            assertThat(stream.readAllBytes()).hasSameSizeAs(CONTENT);
        }
    }

    private interface Step {
        void read(InputStream body) throws Exception;
    }

    private Exchange send(Step step) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start").convertBodyTo(InputStream.class).process(exchange -> {
                    current = exchange;
                    step.read(exchange.getMessage().getBody(InputStream.class));
                });
            }
        });
        context.start();
        try (ProducerTemplate template = context.createProducerTemplate()) {
            return template.request(
                    "direct:start", exchange -> exchange.getMessage().setBody(video()));
        }
    }

    private void serve(int times) {
        for (int i = 0; i < times; i++) {
            host.then("200 OK|Content-Length: " + CONTENT.length, CONTENT);
        }
    }

    private GeneratedVideo video() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        VideoTask task = VideoTask.builder()
                .channel("adverts")
                .key("order-1")
                .taskId("task-1")
                .state(TaskState.COMPLETED)
                .request(request)
                .fingerprint(request.fingerprint())
                .baseUrl("https://gateway.example")
                .account("acc")
                .videoUrl(host.url("/a.mp4").toString())
                .submittedAt(noon)
                .build();
        return new GeneratedVideo(task, downloads, FreshUrl.none());
    }
}
