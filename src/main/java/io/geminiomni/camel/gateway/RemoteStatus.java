package io.geminiomni.camel.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status of a task at the gateway: those of the contract, with their known synonyms. */
public enum RemoteStatus {
    QUEUED,
    PROCESSING,
    COMPLETED,
    FAILED,
    /** No status, or an unknown one; not final. */
    UNKNOWN;

    /** The status by the gateway's word, in any letter case. */
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
