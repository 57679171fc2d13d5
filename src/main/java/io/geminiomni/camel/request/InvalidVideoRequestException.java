package io.geminiomni.camel.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request violates the gateway's contract. It was not sent, and nothing was paid.
 *
 * <p>It has no cause, as the message of a cause may have a whole prompt or a signed URL.
 */
public final class InvalidVideoRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Violation> violations;

    public InvalidVideoRequestException(List<Violation> violations) {
        super(message(violations));
        this.violations = new ArrayList<>(violations);
    }

    /** All violations of the request, at least one. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    private static String message(List<Violation> violations) {
        return violations.stream()
                .map(violation -> "  - " + violation)
                .collect(Collectors.joining(
                        "\n",
                        "The video request is invalid. Nothing was sent to the gateway and nothing was paid.\n",
                        ""));
    }
}
