package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to submit one request. It has only values that every store can keep.
 *
 * @param token distinguishes this attempt from the others with its key
 * @param channel the channel, which is the scope of the key; 1 to 100 characters
 * @param key the idempotency key; 1 to 255 characters
 * @param fingerprint the hash of the normalised request
 * @param request the request that is sent
 * @param correlationHeaders headers for the exchange of the video; see {@link #canCorrelate}
 * @param baseUrl where the request is sent; 1 to 1024 characters
 * @param account a short hash of the API key
 * @param retention how long its record is kept when it is finished; {@code null} for the time that is given to
 *     {@link VideoTaskRepository#purge}
 * @param charge what the attempt is booked with; {@code null} without a price list
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
        @Nullable Duration retention,
        @Nullable Charge charge) {
    private static final int MAX_CHANNEL = 100;
    private static final int MAX_KEY = 255;
    private static final int MAX_BASE_URL = 1_024;
    private static final int LATE_MARK = 12;
    private static final int AMOUNT_DECIMALS = 6;
    private static final BigDecimal MAX_AMOUNT = BigDecimal.TEN.pow(12);

    /**
     * @throws IllegalArgumentException if a value is too long, or has a NUL character or half a surrogate pair, or a header is
     *     of a type that cannot be stored; the message names it
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
        if (charge != null) {
            checkCharge(charge);
        }
        correlationHeaders.forEach(Submission::checkHeader);
    }

    /** Without a retention. */
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

    /** Without a charge. */
    public Submission(
            String token,
            String channel,
            String key,
            String fingerprint,
            VideoRequest request,
            Map<String, Object> correlationHeaders,
            String baseUrl,
            String account,
            @Nullable Duration retention) {
        this(token, channel, key, fingerprint, request, correlationHeaders, baseUrl, account, retention, null);
    }

    /** The same attempt with the complete request. The fingerprint does not change. */
    public Submission withRequest(VideoRequest full) {
        return new Submission(
                token, channel, key, fingerprint, full, correlationHeaders, baseUrl, account, retention, charge);
    }

    /** The same attempt, booked with a charge. */
    public Submission withCharge(@Nullable Charge booked) {
        return new Submission(
                token, channel, key, fingerprint, request, correlationHeaders, baseUrl, account, retention, booked);
    }

    /**
     * Whether a header with this value can be stored and restored unchanged: text, a boolean, a number of a primitive type, a
     * {@code BigInteger}, a {@code BigDecimal} or an {@code Instant}. Neither the text nor the name may have a NUL character or
     * half a surrogate pair.
     */
    public static boolean canCorrelate(@Nullable Object value) {
        return CorrelationJson.isOfStorableType(value)
                && !(value instanceof String text && !StorableText.isStorable(text));
    }

    /** The task of the intent to submit this. */
    public VideoTask submitting(Instant now) {
        return task(key, TaskState.SUBMITTING, now).build();
    }

    /** A task that was created elsewhere. */
    public VideoTask adopted(String taskId, Instant now) {
        return task(key, TaskState.WAITING, now).taskId(taskId).build();
    }

    /**
     * An additional task, for an accepted outcome that cannot be recorded under the key any more. Its key is derived from the key and
     * the task id.
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

    /** The reason of the first entry in the history of an additional task. */
    public String lateness(Outcome.Accepted outcome) {
        return "accepted as task " + outcome.taskId() + ", after the key '" + key
                + "' was given to another attempt or freed";
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
                .cost(charge == null ? null : charge.cost().amount())
                .state(state);
    }

    private static void checkLength(String field, String value, int max) {
        if (value.isEmpty() || value.length() > max) {
            throw new IllegalArgumentException("The " + field + " has " + value.length()
                    + " characters, but must have 1 to " + max + ". Nothing was sent.");
        }
    }

    private static void checkText(VideoRequest request) {
        request.fields().forEach((name, value) -> {
            String field = name.replace('_', ' ');
            if (value instanceof List<?> urls) {
                for (int i = 0; i < urls.size(); i++) {
                    StorableText.check(field.replace("urls", "URL") + " " + (i + 1), (String) urls.get(i));
                }
            } else {
                StorableText.check(field, value.toString());
            }
        });
    }

    private static void checkCharge(Charge charge) {
        StorableText.check("unit of the price", charge.cost().unit());
        StorableText.check("row of the price list", charge.cost().row());
        BigDecimal amount = charge.cost().amount();
        if (amount != null
                && (amount.signum() < 0
                        || amount.compareTo(MAX_AMOUNT) >= 0
                        || amount.stripTrailingZeros().scale() > AMOUNT_DECIMALS)) {
            throw new IllegalArgumentException(
                    "The price " + amount + " cannot be stored: it must be from 0 to less than "
                            + MAX_AMOUNT.toPlainString() + ", with at most " + AMOUNT_DECIMALS
                            + " decimals. Correct the price list; nothing was sent.");
        }
    }

    private static void checkHeader(String name, Object value) {
        StorableText.check("name of a correlation header", name);
        if (!CorrelationJson.isOfStorableType(value)) {
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
