package io.geminiomni.camel.submit;

/** A key that already stands for one request came with another. Nothing was sent. */
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
