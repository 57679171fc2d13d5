package io.geminiomni.camel.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request breaks rules of the gateway's contract. It was not sent, so nothing was paid. */
public final class InvalidVideoRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Violation> violations;

    public InvalidVideoRequestException(List<Violation> violations) {
        this(violations, null);
    }

    public InvalidVideoRequestException(List<Violation> violations, @Nullable Throwable cause) {
        super(message(violations), cause);
        this.violations = new ArrayList<>(violations);
    }

    /** All that is wrong with the request, in the order of its fields; never empty. */
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
