package io.geminiomni.camel.channel;

import org.jspecify.annotations.Nullable;

/** The steps of a cleanup. Each is done although another one fails. */
final class Cleanup {
    private @Nullable Throwable failure;

    Cleanup step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
        return this;
    }

    /** Throws the first failure, which has the others as suppressed ones. */
    void end() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }
}
