package io.geminiomni.camel.request;

/** A body that cannot be read, with the violation to report. */
public final class UnreadableBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    static final String FIELD = "body";

    private final Violation violation;

    UnreadableBodyException(String found, String allowed, String hint) {
        this.violation = new Violation(FIELD, found, allowed, hint);
    }

    static UnreadableBodyException tooLarge(long limit) {
        return new UnreadableBodyException(
                "more than " + limit + " bytes",
                "at most " + limit + " bytes (option maxRequestSize)",
                "a request is a short text: is this the right body?");
    }

    public Violation violation() {
        return violation;
    }
}
