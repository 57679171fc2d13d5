package io.geminiomni.camel.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of the exchange that submitted a task. It is stored with the correlation headers, under names that no
 * header can have, and is not one of them.
 *
 * @param traceparent 55 characters, as in {@code 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
 * @param tracestate at most 512 characters, or {@code null}
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    /** The name of a header in lower case; also those of the context of an exchange. */
    public static final String TRACEPARENT = "traceparent";

    public static final String TRACESTATE = "tracestate";

    private static final String STORED = "CamelGeminiOmniStored.";
    private static final Pattern VALID_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern VALID_STATE = Pattern.compile("[\\x20-\\x7e]{1,512}");

    /** Empty if the parent is not valid; without the state if that is not valid. */
    public static Optional<TraceContext> of(@Nullable Object traceparent, @Nullable Object tracestate) {
        if (!(traceparent instanceof String parent)
                || !VALID_PARENT.matcher(parent).matches()) {
            return Optional.empty();
        }
        boolean hasState =
                tracestate instanceof String text && VALID_STATE.matcher(text).matches();
        return Optional.of(new TraceContext(parent, hasState ? (String) tracestate : null));
    }

    /** The headers together with this context, for a {@link Submission}. */
    public Map<String, Object> storedWith(Map<String, Object> correlationHeaders) {
        Map<String, Object> all = new LinkedHashMap<>(correlationHeaders);
        all.put(STORED + TRACEPARENT, traceparent);
        if (tracestate != null) {
            all.put(STORED + TRACESTATE, tracestate);
        }
        return all;
    }

    static Optional<TraceContext> storedIn(Map<String, Object> all) {
        return of(all.get(STORED + TRACEPARENT), all.get(STORED + TRACESTATE));
    }

    static Map<String, Object> without(Map<String, Object> all) {
        if (!all.containsKey(STORED + TRACEPARENT)) {
            return all;
        }
        Map<String, Object> headers = new LinkedHashMap<>(all);
        headers.remove(STORED + TRACEPARENT);
        headers.remove(STORED + TRACESTATE);
        return Map.copyOf(headers);
    }
}
