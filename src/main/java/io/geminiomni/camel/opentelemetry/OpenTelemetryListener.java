package io.geminiomni.camel.opentelemetry;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.EmissionEvent;
import io.geminiomni.camel.observe.ObservedSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client span of each call that creates a task, and a consumer span of each emission, which is linked to the span of the
 * exchange that submitted the task. Names and attributes are those of OpenTelemetry's conventions for generative AI and messaging.
 */
final class OpenTelemetryListener implements ChannelListener {
    private static final String OPERATION = "generate_content";

    private final Tracer tracer;

    OpenTelemetryListener(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public ObservedSpan submitting(String channel, String model) {
        return new Followed(tracer.spanBuilder(OPERATION + " " + model)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", OPERATION)
                .setAttribute("gen_ai.provider.name", "gemini_omni")
                .setAttribute("gen_ai.request.model", model)
                .setAttribute("messaging.destination.name", channel)
                .startSpan());
    }

    @Override
    public ObservedSpan emitting(EmissionEvent event) {
        SpanBuilder builder = tracer.spanBuilder("process " + event.channel())
                .setNoParent()
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "gemini_omni")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", event.channel())
                .setAttribute("gen_ai.request.model", event.model())
                .setAttribute("camel.gemini.omni.attempt", (long) event.attempt());
        SpanContext creator = contextOf(event);
        if (creator.isValid()) {
            builder.addLink(creator);
        }
        return new Followed(builder.startSpan());
    }

    private static SpanContext contextOf(EmissionEvent event) {
        Map<String, String> stored = new HashMap<>();
        if (event.traceparent() != null) {
            stored.put("traceparent", event.traceparent());
        }
        if (event.tracestate() != null) {
            stored.put("tracestate", event.tracestate());
        }
        Context context = W3CTraceContextPropagator.getInstance().extract(Context.root(), stored, Getter.INSTANCE);
        return Span.fromContext(context).getSpanContext();
    }

    private enum Getter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }

    /** A span until its end. */
    private static final class Followed implements ObservedSpan {
        private final Span span;
        private final AtomicBoolean ended = new AtomicBoolean();

        Followed(Span span) {
            this.span = span;
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            W3CTraceContextPropagator.getInstance()
                    .inject(Context.root().with(span), headers, (carrier, key, value) -> headers.put(key, value));
            return headers;
        }

        @Override
        public void end(@Nullable String taskId, @Nullable String error) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            if (taskId != null) {
                span.setAttribute("gen_ai.response.id", taskId);
            }
            if (error != null) {
                span.setAttribute("error.type", error);
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
