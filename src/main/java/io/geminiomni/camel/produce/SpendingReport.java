package io.geminiomni.camel.produce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.request.BodyText;
import io.geminiomni.camel.request.StrictJson;
import io.geminiomni.camel.request.UnreadableBodyException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The operation {@code spend}: what was spent in a period, on all channels of the task repository. */
public final class SpendingReport {
    private static final String FROM = "from";
    private static final String TO = "to";

    private final Channel channel;
    private final long maxBytes;

    public SpendingReport(Channel channel, ProducerOptions options) {
        this.channel = channel;
        this.maxBytes = options.maxRequestBytes();
    }

    /** @throws IllegalArgumentException if the body is neither empty nor a period */
    public void process(Exchange exchange) {
        SpendingPeriod period = period(exchange);
        exchange.getMessage().setBody(channel.tasks().spent(period.query(null)));
    }

    private SpendingPeriod period(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body instanceof Map<?, ?> map) {
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            map.forEach((name, value) -> values.put(String.valueOf(name), text(String.valueOf(name), value)));
            return between(values);
        }
        String text = body == null ? "" : read(body, exchange).strip();
        return text.startsWith("{")
                ? between(json(text))
                : SpendingPeriod.of(
                        text.isEmpty() ? SpendingPeriod.DEFAULT : text,
                        channel.clock().instant());
    }

    private String read(Object body, Exchange exchange) {
        String text;
        try {
            text = new BodyText(maxBytes).read(body, exchange);
        } catch (UnreadableBodyException e) {
            throw notPeriod(e.violation().found(), e);
        }
        if (text == null) {
            throw notPeriod("a " + body.getClass().getName(), null);
        }
        return text;
    }

    private static Map<String, @Nullable String> json(String text) {
        JsonNode root;
        try {
            root = StrictJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw notPeriod("text that begins with { and is not JSON", e);
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        root.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!value.isTextual() && !value.isNull()) {
                throw notPeriod("a value of '" + field.getKey() + "' that is not text", null);
            }
            values.put(field.getKey(), value.textValue());
        });
        return values;
    }

    private static @Nullable String text(String name, @Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Instant) {
            return value == null ? null : value.toString();
        }
        throw notPeriod("a " + value.getClass().getName() + " as '" + name + "'", null);
    }

    private static SpendingPeriod between(Map<String, @Nullable String> values) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.remove(FROM);
        unknown.remove(TO);
        if (!unknown.isEmpty()) {
            throw notPeriod("the fields " + unknown, null);
        }
        return SpendingPeriod.between(values.get(FROM), values.get(TO));
    }

    private static IllegalArgumentException notPeriod(String found, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "operation=spend takes no body, a period as text (" + SpendingPeriod.ALLOWED
                        + "), or a map or JSON object with '" + FROM + "' and '" + TO + "', each "
                        + SpendingPeriod.ALLOWED_TIME + "; found: " + found + ". Nothing was read",
                cause);
    }
}
