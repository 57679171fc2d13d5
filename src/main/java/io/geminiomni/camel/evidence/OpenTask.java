package io.geminiomni.camel.evidence;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A task that may have been accepted, and whose end is not known: it may fail, and be refunded.
 *
 * @param cost {@code null} if it is not known
 */
public record OpenTask(String channel, String key, @Nullable BigDecimal cost) {
    TaskId id() {
        return new TaskId(channel, key);
    }
}
