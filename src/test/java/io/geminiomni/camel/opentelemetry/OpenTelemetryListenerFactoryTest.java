package io.geminiomni.camel.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.observe.EmissionEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose spans they are. */
class OpenTelemetryListenerFactoryTest {
    private final CamelContext context = new DefaultCamelContext();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();

    @AfterEach
    void close() {
        context.stop();
        sdk.close();
    }

    private void emit() {
        new OpenTelemetryListenerFactory()
                .create(context)
                .orElseThrow()
                .emitting(new EmissionEvent("adverts", "m", 1, null, null))
                .end("task-1", null);
    }

    private String scope() {
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        SpanData span = spans.getFinishedSpanItems().get(0);
        return span.getInstrumentationScopeInfo().getName();
    }

    @Test
    void theTracerOfTheContextComesFirst() {
        context.getRegistry().bind("telemetry", OpenTelemetry.class, sdk);
        context.getRegistry().bind("tracer", sdk.getTracer("mine"));
        emit();

        assertThat(scope()).isEqualTo("mine");
    }

    @Test
    void elseTheTelemetryOfTheContextMakesOne() {
        context.getRegistry().bind("telemetry", OpenTelemetry.class, sdk);
        emit();

        assertThat(scope()).isEqualTo("io.geminiomni.camel");
    }

    @Test
    void withoutAnyThereAreNoSpans() {
        assertThat(new OpenTelemetryListenerFactory().create(context)).isEmpty();
    }
}
