package io.geminiomni.camel.gateway;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call without a whole answer. */
final class CallFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean maybeSent;
    private final int httpStatus;

    CallFailedException(String what, boolean maybeSent, int httpStatus, @Nullable Throwable cause) {
        super(what, cause);
        this.maybeSent = maybeSent;
        this.httpStatus = httpStatus;
    }

    /** False only when it is certain that no byte of the request has left. */
    boolean maybeSent() {
        return maybeSent;
    }

    /** The status of the answer that broke off; 0 if no answer had begun. */
    int httpStatus() {
        return httpStatus;
    }
}
