package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of the gateway and its kind. The kind is the same for every call; what it means is up to the call.
 *
 * @param envelope   null where the body is not of the contract's form
 * @param phrases    of its message
 * @param retryAfter what the gateway asks to wait, within bounds
 * @param text       the answer in a few words, for messages
 */
record ClassifiedAnswer(
        Kind kind,
        int httpStatus,
        @Nullable Envelope envelope,
        Phrases phrases,
        @Nullable Duration retryAfter,
        String text) {
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Set<Integer> REJECTING_STATUS = Set.of(400, 402, 404, 413, 415, 422);

    /** The first that fits. */
    enum Kind {
        /** A success code, or the data without an envelope. */
        SUCCESS,
        /** HTTP 429, or a message about too many calls. */
        THROTTLED,
        /** HTTP 401 or 403, or the code 20001. */
        KEY_REFUSED,
        /** An error code other than -1 with an HTTP status below 500; without an envelope, a status that rejects. */
        REJECTED,
        /** Everything else. */
        UNAVAILABLE;

        static Kind of(int status, @Nullable Envelope envelope, Phrases phrases) {
            if (envelope != null && envelope.success()) {
                return SUCCESS;
            }
            if (status == 429 || phrases.throttled()) {
                return THROTTLED;
            }
            if (status == 401 || status == 403 || (envelope != null && envelope.authenticationFailed())) {
                return KEY_REFUSED;
            }
            boolean rejected = envelope == null
                    ? REJECTING_STATUS.contains(status)
                    : envelope.hasCode() && !envelope.serverError() && status < FIRST_SERVER_ERROR;
            return rejected ? REJECTED : UNAVAILABLE;
        }
    }

    @Nullable String code() {
        return envelope == null || !envelope.hasCode() ? null : envelope.code();
    }

    boolean hasServerStatus() {
        return httpStatus >= FIRST_SERVER_ERROR;
    }

    /** Whether the message names the balance or the quota. */
    boolean isAboutBalance() {
        return phrases.balance();
    }

    /** Whether the message names the balance or the quota as what is missing. */
    boolean isRefusedByBalance() {
        return phrases.refusedByBalance();
    }

    boolean isAboutUnknownTask() {
        return (kind == Kind.REJECTED || kind == Kind.UNAVAILABLE) && (httpStatus == 404 || phrases.unknownTask());
    }

    GatewayFailure failure(String message, boolean moneyMayBeSpent) {
        return new GatewayFailure(message, code(), httpStatus, moneyMayBeSpent, retryAfter, null);
    }
}
