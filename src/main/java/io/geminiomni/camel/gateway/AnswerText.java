package io.geminiomni.camel.gateway;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Describes an answer, or a call without one, for messages. */
final class AnswerText {
    private static final int SHOWN = 200;

    /** How a web server that is not the gateway answers these calls: redirects, unknown pages, unknown methods. */
    private static final Set<Integer> OF_ANOTHER_SERVER = Set.of(200, 301, 302, 303, 307, 308, 404, 405, 501);

    private final URI baseUrl;
    private final Redaction redaction;

    AnswerText(URI baseUrl, Redaction redaction) {
        this.baseUrl = baseUrl;
        this.redaction = redaction;
    }

    String of(int httpStatus, @Nullable Envelope envelope) {
        if (envelope == null) {
            return "HTTP " + httpStatus + " and no answer of the contract's form"
                    + (OF_ANOTHER_SERVER.contains(httpStatus)
                            ? " (is the option baseUrl, " + baseUrl + ", that of the gateway?)"
                            : "");
        }
        String message = envelope.message() == null ? null : Texts.clean(redaction.apply(envelope.message()), SHOWN);
        return "HTTP " + httpStatus
                + (envelope.code() == null ? "" : ", code " + redaction.apply(envelope.code()))
                + (message == null ? "" : ", \"" + message + "\"");
    }

    String of(CallFailedException failure) {
        return redaction.apply(String.valueOf(failure.getMessage()));
    }
}
