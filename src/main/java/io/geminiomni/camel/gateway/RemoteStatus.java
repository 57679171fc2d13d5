package io.geminiomni.camel.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the gateway says of a task, in our words. The contract's table of states, with the synonyms that were seen. */
public enum RemoteStatus {
    QUEUED,
    PROCESSING,
    COMPLETED,
    FAILED,
    /** A word that we do not know, or none: not final. */
    UNKNOWN;

    /** Whether the gateway will not change this any more. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED;
    }

    /** The status that the gateway's word means; letter case and surrounding blanks are forgiven. */
    public static RemoteStatus of(@Nullable String word) {
        if (word == null) {
            return UNKNOWN;
        }
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "queued", "pending", "submitted" -> QUEUED;
            case "processing" -> PROCESSING;
            case "completed", "success", "succeeded" -> COMPLETED;
            case "failed", "canceled", "cancelled", "expired" -> FAILED;
            default -> UNKNOWN;
        };
    }
}
