package io.geminiomni.camel.task;

import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to submit one request. It holds only what every store can keep.
 *
 * @param token tells this attempt from every other one under its key
 * @param channel the channel, which is the scope of the key; 1 to 100 characters
 * @param key the idempotency key; 1 to 255 characters
 * @param fingerprint the hash of the normalised request
 * @param request the request that is going to be sent
 * @param correlationHeaders headers to give back with the video; see {@link #canCorrelate}
 * @param baseUrl where it is sent; 1 to 1024 characters
 * @param account a short hash of the API key that pays
 * @param retention how long its record is kept when it is finished, whoever purges the repository; {@code null} for as long
 *     as {@link VideoTaskRepository#purge} says
 */
public record Submission(
        String token,
        String channel,
        String key,
        String fingerprint,
        VideoRequest request,
        Map<String, Object> correlationHeaders,
        String baseUrl,
        String account,
        @Nullable Duration retention) {
    private static final int MAX_CHANNEL = 100;
    private static final int MAX_KEY = 255;
    private static final int MAX_BASE_URL = 1_024;
    private static final int LATE_MARK = 12;
    private static final Set<Class<?>> CORRELATED = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Instant.class);

    /**
     * @throws IllegalArgumentException if a value is too long, or holds a NUL character or half of a surrogate pair, or a
     *     header is of a type that cannot be kept; the message names it
     */
    public Submission {
        correlationHeaders = Map.copyOf(correlationHeaders);
        checkLength("channel", channel, MAX_CHANNEL);
        checkLength("idempotency key", key, MAX_KEY);
        checkLength("base URL", baseUrl, MAX_BASE_URL);
        StorableText.check("channel", channel);
        StorableText.check("idempotency key", key);
        StorableText.check("base URL", baseUrl);
        checkText(request);
        correlationHeaders.forEach(Submission::checkHeader);
    }

    /** One that does not say how long its record is kept. */
    public Submission(
            String token,
            String channel,
            String key,
            String fingerprint,
            VideoRequest request,
            Map<String, Object> correlationHeaders,
            String baseUrl,
            String account) {
        this(token, channel, key, fingerprint, request, correlationHeaders, baseUrl, account, null);
    }

    /** The same, whose record is kept for so long when it is finished. */
    public Submission keptFor(Duration time) {
        return new Submission(token, channel, key, fingerprint, request, correlationHeaders, baseUrl, account, time);
    }

    /** The same attempt at the same request, whose values are given in full now: the fingerprint stays. */
    public Submission withRequest(VideoRequest full) {
        return new Submission(token, channel, key, fingerprint, full, correlationHeaders, baseUrl, account, retention);
    }

    /**
     * Whether a header of this value can be given back with the video exactly as it is: text, a boolean, a number of
     * the Java language, a {@code BigInteger} or {@code BigDecimal}, or an {@code Instant}. Not text with a NUL character
     * or half of a surrogate pair, which no header's name may have either.
     */
    public static boolean canCorrelate(@Nullable Object value) {
        return isOfKeptType(value) && !(value instanceof String text && !StorableText.isStorable(text));
    }

    private static boolean isOfKeptType(@Nullable Object value) {
        return value != null && CORRELATED.contains(value.getClass());
    }

    /** The record of the intent to submit this. */
    public VideoTask submitting(Instant now) {
        return task(key, TaskState.SUBMITTING, now).build();
    }

    /** The record of a task that was made of this elsewhere. */
    public VideoTask adopted(String taskId, Instant now) {
        return task(key, TaskState.WAITING, now).taskId(taskId).build();
    }

    /**
     * The record of a task of this whose own record has moved on: an additional one, under a key of its own, which is the
     * same for the same task.
     */
    public VideoTask additional(Outcome.Accepted outcome, Instant now) {
        String mark = UUID.nameUUIDFromBytes((token + ' ' + outcome.taskId()).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, LATE_MARK);
        String suffix = "#late-" + mark;
        String start = StorableText.clean(key, MAX_KEY - suffix.length());
        return outcome.appliedTo(task(start + suffix, TaskState.SUBMITTING, now).build(), now);
    }

    private VideoTask.Builder task(String underKey, TaskState state, Instant now) {
        return VideoTask.builder()
                .channel(channel)
                .key(underKey)
                .fingerprint(fingerprint)
                .baseUrl(baseUrl)
                .account(account)
                .request(request)
                .correlationHeaders(correlationHeaders)
                .submittedAt(now)
                .state(state);
    }

    private static void checkLength(String field, String value, int max) {
        if (value.isEmpty() || value.length() > max) {
            throw new IllegalArgumentException("The " + field + " has " + value.length()
                    + " characters, but has to have 1 to " + max + ". Nothing was sent.");
        }
    }

    private static void checkText(VideoRequest request) {
        StorableText.check("model", request.model());
        StorableText.check("prompt", request.prompt());
        StorableText.check("resolution", request.resolution());
        StorableText.check("aspect ratio", request.aspectRatio());
        StorableText.check("orientation", request.orientation());
        StorableText.check("generation type", request.generationType());
        checkTexts("image URL", request.imageUrls());
        checkTexts("video URL", request.videoUrls());
    }

    private static void checkTexts(String field, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            StorableText.check(field + " " + (i + 1), values.get(i));
        }
    }

    private static void checkHeader(String name, Object value) {
        StorableText.check("name of a correlation header", name);
        if (!isOfKeptType(value)) {
            throw new IllegalArgumentException("The correlation header '" + name + "' cannot be stored: it is a "
                    + value.getClass().getName()
                    + "; text, booleans, numbers and instants can. Convert it, or do not name it in correlationHeaders; "
                    + "nothing was sent.");
        }
        if (value instanceof String text) {
            StorableText.check("correlation header '" + name + "'", text);
        }
    }

    @Override
    public String toString() {
        return "Submission[channel=" + channel + ", key=" + key + ", token=" + token + "]";
    }
}
