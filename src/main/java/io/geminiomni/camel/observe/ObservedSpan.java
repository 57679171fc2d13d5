package io.geminiomni.camel.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work that a listener follows from its beginning to its end. */
public interface ObservedSpan {
    /** Is not followed. */
    ObservedSpan NONE = new ObservedSpan() {
        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public void end(@Nullable String taskId, @Nullable String error) {}
    };

    /** The headers for the exchange of this work: {@code traceparent} and {@code tracestate}, or none. */
    Map<String, String> headers();

    /**
     * The work has ended. Only the first call counts.
     *
     * @param taskId the gateway's id of the task, or {@code null}
     * @param error the kind of failure, or {@code null} if it succeeded
     */
    void end(@Nullable String taskId, @Nullable String error);
}
