package io.geminiomni.camel.produce;

import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Message;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;

/**
 * The headers of an exchange that are stored with its task: text, numbers, booleans and instants, at most
 * {@value #MAX_BYTES} bytes together. {@code Camel*} headers and those of a trace context must be named exactly; {@code CamelGeminiOmni*} headers are never
 * stored.
 */
final class CorrelationHeaders {
    private static final int MAX_BYTES = 16 * 1024;
    private static final String CAMEL = "Camel";
    private static final String OWN = "CamelGeminiOmni";
    /** A trace context is stored in another way, and the exchange of a video has one of its own. */
    private static final Set<String> TRACE = Set.of(TraceContext.TRACEPARENT, TraceContext.TRACESTATE);

    private final List<String> names = new ArrayList<>();
    private final List<String> patterns = new ArrayList<>();

    /**
     * @param option names and {@code *} patterns, separated by commas
     * @throws IllegalArgumentException if it names a header of this component
     */
    CorrelationHeaders(@Nullable String option) {
        if (option == null) {
            return;
        }
        for (String entry : option.split(",")) {
            String name = entry.strip();
            if (name.contains("*")) {
                patterns.add(name);
            } else if (startsWith(name, OWN)) {
                throw new IllegalArgumentException("The option correlationHeaders names " + name
                        + ", a header of this component, which cannot be stored with a task; name headers of your own");
            } else if (!name.isEmpty()) {
                names.add(name);
            }
        }
    }

    /** @throws InvalidVideoRequestException if a header that is named exactly cannot be stored, or all are too large together */
    Map<String, Object> of(Message message) {
        Map<String, Object> kept = new LinkedHashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (String name : names) {
            Object value = message.getHeader(name);
            if (Submission.canCorrelate(value)) {
                kept.put(name, value);
            } else if (value != null) {
                violations.add(Violation.of(
                        name,
                        value,
                        "text without NUL or unpaired surrogates, numbers, booleans and instants",
                        "convert the header, or leave it out of correlationHeaders"));
            }
        }
        message.getHeaders().forEach((name, value) -> {
            if (!startsWith(name, CAMEL)
                    && !TRACE.contains(name.toLowerCase(Locale.ROOT))
                    && matchesPattern(name)
                    && canBeKept(name, value)) {
                kept.putIfAbsent(name, value);
            }
        });
        int size = size(kept);
        if (size > MAX_BYTES) {
            violations.add(new Violation(
                    "correlationHeaders",
                    size + " bytes of headers",
                    "at most " + MAX_BYTES + " bytes together",
                    "name fewer or shorter headers"));
        }
        if (!violations.isEmpty()) {
            throw new InvalidVideoRequestException(violations);
        }
        return kept;
    }

    private static boolean canBeKept(String name, @Nullable Object value) {
        return Submission.canCorrelate(name) && Submission.canCorrelate(value);
    }

    private boolean matchesPattern(String name) {
        return patterns.stream().anyMatch(pattern -> PatternHelper.matchPattern(name, pattern));
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static int size(Map<String, Object> headers) {
        return headers.entrySet().stream()
                .mapToInt(header ->
                        bytes(header.getKey()) + bytes(header.getValue().toString()))
                .sum();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
