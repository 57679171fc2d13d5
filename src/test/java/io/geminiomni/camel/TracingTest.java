package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The spans of a video's way, with Camel's OpenTelemetry support and a real SDK. */
class TracingTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate()).withoutPromptInPicture());

    @TempDir
    Path folder;

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final BlockingQueue<Exchange> videos = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        sdk.close();
    }

    /** A node with the task store of the test. */
    private DefaultCamelContext node(boolean traced, RouteBuilder... routes) throws Exception {
        DefaultCamelContext node = new DefaultCamelContext();
        node.getRegistry().bind("tracer", sdk.getTracer("test"));
        node.getRegistry().bind("propagators", sdk.getPropagators());
        GeminiOmniComponent component = node.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setStoreDirectory(folder.resolve("tasks").toString());
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        if (traced) {
            new OpenTelemetryTracer().init(node);
        }
        for (RouteBuilder builder : routes) {
            node.addRoutes(builder);
        }
        node.start();
        return node;
    }

    private static RouteBuilder prompts(String options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:prompts").routeId("prompts").to("gemini-omni:adverts" + options);
            }
        };
    }

    private RouteBuilder videos(AtomicInteger failures) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + ConsumerFixture.FAST)
                        .routeId("videos")
                        .process(exchange -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("the disk is full");
                            }
                        })
                        .process(exchange -> videos.add(exchange.copy()));
            }
        };
    }

    private static void submit(CamelContext node, Map<String, Object> headers) throws Exception {
        try (var template = node.createProducerTemplate()) {
            template.requestBodyAndHeaders("direct:prompts", "a cat on the moon", headers);
        }
    }

    private Exchange video() throws InterruptedException {
        Exchange video = videos.poll(30, TimeUnit.SECONDS);
        assertThat(video).isNotNull();
        return video;
    }

    private List<SpanData> named(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private SpanData one(String name) {
        await().untilAsserted(() -> assertThat(named(name)).as(name).hasSize(1));
        return named(name).get(0);
    }

    @Test
    void bothEndsShowAlsoAfterARestartOnAnotherNode() throws Exception {
        try (DefaultCamelContext first = node(true, prompts(""))) {
            submit(first, Map.of("traceparent", PARENT, "tracestate", "vendor=1"));
        }
        SpanData create = one("generate_content Gemini-Omini");
        assertThat(create.getTraceId()).as("the trace of who submitted").isEqualTo(PARENT.substring(3, 35));
        assertThat(create.getKind()).isEqualTo(SpanKind.CLIENT);

        try (DefaultCamelContext second = node(true, videos(new AtomicInteger()))) {
            Exchange video = video();
            assertThat(video.getContext()).isSameAs(second);
            SpanData delivery = one("process adverts");
            assertThat(delivery.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(delivery.getTraceId()).as("a trace of its own").isNotEqualTo(create.getTraceId());
            assertThat(delivery.getParentSpanContext().isValid()).isFalse();
            LinkData link = delivery.getLinks().get(0);
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(create.getTraceId());
            assertThat(link.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
            assertThat(spans.getFinishedSpanItems())
                    .as("the step that submitted is what it is linked to")
                    .anyMatch(span ->
                            span.getSpanId().equals(link.getSpanContext().getSpanId()));
            await().untilAsserted(() -> assertThat(spans.getFinishedSpanItems())
                    .as("Camel's span of the route has it as its parent")
                    .anyMatch(span -> span.getParentSpanId().equals(delivery.getSpanId())));
            assertThat(video.getMessage().getHeader("traceparent", String.class))
                    .contains(delivery.getTraceId());
            assertThat(delivery.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void withoutCamelsSupportTheExchangeHasTheSpanOfTheConsumer() throws Exception {
        try (DefaultCamelContext node = node(false, prompts("?correlationHeaders=*"), videos(new AtomicInteger()))) {
            submit(node, Map.of("traceparent", PARENT, "tracestate", "vendor=1", "customer", "c-1"));
            Exchange video = video();
            SpanData delivery = one("process adverts");

            assertThat(video.getMessage().getHeaders())
                    .containsEntry("customer", "c-1")
                    .containsEntry("traceparent", "00-" + delivery.getTraceId() + "-" + delivery.getSpanId() + "-01")
                    .doesNotContainKey("tracestate");
            assertThat(video.getMessage().getHeaders().keySet()).noneMatch(name -> name.contains("Stored"));
            assertThat(delivery.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(PARENT.substring(36, 52));
            String facts = video.getMessage().getBody(GeneratedVideo.class).toString();
            assertThat(facts).doesNotContain(PARENT);
        }
    }

    @Test
    void aTaskKeepsTheContextApartFromItsCorrelationHeaders() throws Exception {
        try (DefaultCamelContext node = node(false, prompts("?correlationHeaders=customer"))) {
            submit(node, Map.of("traceparent", PARENT, "customer", "c-1"));
            VideoTask task = node.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class)
                    .tasks()
                    .inState("adverts", TaskState.WAITING, 1)
                    .get(0);

            assertThat(task.correlationHeaders()).containsOnly(Map.entry("customer", "c-1"));
            assertThat(task.traceContext().traceparent()).isEqualTo(PARENT);
            assertThat(task.facts().toString()).doesNotContain(PARENT);
        }
    }

    @Test
    void eachAttemptHasASpanAndAFailedOneSaysSo() throws Exception {
        try (DefaultCamelContext node = node(true, prompts(""), videos(new AtomicInteger(1)))) {
            submit(node, Map.of());
            video();

            await().untilAsserted(() -> assertThat(named("process adverts"))
                    .hasSize(2)
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.ERROR, StatusCode.UNSET));
            assertThat(named("process adverts").get(0).getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(IllegalStateException.class.getName());
        }
    }

    @Test
    void aCreateThatIsRejectedIsAnErrorOfItsSpan() throws Exception {
        gateway.emulator().nextCreates(Fault.status(400));
        try (DefaultCamelContext node = node(true, prompts(""))) {
            assertThatThrownBy(() -> submit(node, Map.of())).isInstanceOf(CamelExecutionException.class);

            SpanData create = one("generate_content Gemini-Omini");
            assertThat(create.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(create.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo("rejected");
            assertThat(create.getAttributes().asMap().toString()).doesNotContain("a cat on the moon", "sk-test", "://");
        }
    }

    @Test
    void aContextThatIsNoneIsNotStored() throws Exception {
        try (DefaultCamelContext node = node(false, prompts(""), videos(new AtomicInteger()))) {
            submit(node, Map.of("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
            video();

            assertThat(one("process adverts").getLinks()).isEmpty();
        }
    }

    @Test
    void aPollingConsumerHasASpanToo() throws Exception {
        try (DefaultCamelContext node = node(false, prompts(""))) {
            submit(node, Map.of("traceparent", PARENT));
            try (var template = node.createConsumerTemplate()) {
                Exchange video = template.receive("gemini-omni:adverts?" + ConsumerFixture.FAST, 30_000);
                assertThat(video.getMessage().getHeader("traceparent")).isNotNull();
                template.doneUoW(video);
            }

            assertThat(one("process adverts").getLinks()).hasSize(1);
        }
    }
}
