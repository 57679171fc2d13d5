package io.geminiomni.camel.gateway;

import org.jspecify.annotations.Nullable;

/** An answer in a few words, for messages. */
final class Said {
    private static final int SHOWN = 200;

    private Said() {}

    static String of(int httpStatus, @Nullable Envelope envelope, Redaction redaction) {
        if (envelope == null) {
            return "HTTP " + httpStatus + " and no answer of the contract's form";
        }
        String message = envelope.message() == null ? null : Texts.clean(redaction.apply(envelope.message()), SHOWN);
        return "HTTP " + httpStatus + (envelope.code() == null ? "" : ", code " + envelope.code())
                + (message == null ? "" : ", \"" + message + "\"");
    }
}
