package io.geminiomni.camel.submit;

import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.request.Text;
import io.geminiomni.camel.task.Submission;
import org.jspecify.annotations.Nullable;

/**
 * An idempotency key in its channel. Two create requests with the same key are one.
 *
 * @param channel the scope of the key
 * @param key 1 to {@value #MAX_LENGTH} characters, not blank, no control characters
 */
public record SubmissionKey(String channel, String key) {
    /** The most characters that a key may have. */
    public static final int MAX_LENGTH = 255;

    private static final int HALF_HASH = 32;

    /** @throws IllegalArgumentException if the key is blank, too long, or has control characters or half a character */
    public SubmissionKey {
        String fault = fault(key);
        if (fault != null) {
            throw new IllegalArgumentException("The idempotency key on channel " + channel + " " + fault
                    + "; it must have 1 to " + MAX_LENGTH
                    + " characters, not only white space and no control characters. Nothing was sent. Set the header"
                    + " CamelGeminiOmniIdempotencyKey or the option idempotencyKey to something that each request has of"
                    + " its own, or to nothing at all for a derived key");
        }
    }

    static SubmissionKey of(Submission submission) {
        return new SubmissionKey(submission.channel(), submission.key());
    }

    private static @Nullable String fault(@Nullable String key) {
        if (key == null || Text.isBlank(key)) {
            return "is blank";
        }
        if (key.length() > MAX_LENGTH) {
            return "has " + key.length() + " characters";
        }
        boolean unfit = key.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        return unfit ? "has a control character or half a surrogate pair" : null;
    }

    @Override
    public String toString() {
        return "key " + key + " on channel " + channel;
    }

    /**
     * The value of the {@code Idempotency-Key} request header: half of a hash of the channel, then half of a hash of the key. It
     * discloses neither, and the same key on two channels gives two values. The gateway is not known to use it.
     */
    public String hash() {
        return Sha256.prefix(channel, HALF_HASH) + Sha256.prefix(key, HALF_HASH);
    }
}
