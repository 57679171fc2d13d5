package io.geminiomni.camel.submit;

/** The idempotency key belongs to another request. Nothing was sent. */
public class IdempotencyKeyConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String channel;
    private final String key;

    IdempotencyKeyConflictException(SubmissionKey key, String message) {
        super(message);
        this.channel = key.channel();
        this.key = key.key();
    }

    public String channel() {
        return channel;
    }

    public String key() {
        return key;
    }
}
