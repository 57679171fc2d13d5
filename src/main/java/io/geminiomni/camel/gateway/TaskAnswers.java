package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.geminiomni.camel.net.Uris;
import io.geminiomni.camel.net.WebHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what the gateway says of a task, with all the variants that the contract names. */
final class TaskAnswers {
    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9._:/-]{1,256}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})(?:\\.[0-9]*)?\\s*%?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");
    private static final Pattern UNSAFE_IN_URL =
            Pattern.compile("[^A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})");
    private static final Pattern WHOLE = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    /** A relative URL whose first segment would be read as a scheme. */
    private static final Pattern COLON_IN_FIRST_SEGMENT = Pattern.compile("[0-9][^/?#]*:");

    private static final Pattern BRACKET = Pattern.compile("[\\[\\]]");
    private static final Pattern PARTS = Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?)([^?#]*)(.*)");
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59Z");
    private static final Duration LONGEST_ESTIMATE = Duration.ofDays(3);
    private static final int MAX_WORD = 255;
    private static final int MAX_ERROR = 2000;
    private static final int MAX_UNREDACTED_ERROR = 10_000;
    private static final int MAX_URL = 8 * 1024;

    private final URI baseUrl;
    private final Redaction redaction;

    TaskAnswers(URI baseUrl, Redaction redaction) {
        String base = baseUrl.toString();
        this.baseUrl = base.endsWith("/") ? baseUrl : URI.create(base + "/");
        this.redaction = redaction;
    }

    static boolean isTaskId(String text) {
        return TASK_ID.matcher(text).matches();
    }

    /** The task that the data names with a valid id; null if it names none. */
    @Nullable TaskAnswer named(@Nullable JsonNode data) {
        String id = data == null ? null : data.path("task_id").textValue();
        return data != null && id != null && isTaskId(id) ? read(id, data) : null;
    }

    /** The task with this id; null if the data is about another one or about none. */
    @Nullable TaskAnswer about(String taskId, @Nullable JsonNode data) {
        JsonNode id = data == null ? MissingNode.getInstance() : data.path("task_id");
        boolean isId = id.isTextual() || id.isIntegralNumber();
        return data != null && isId && id.asText().equals(taskId) ? read(taskId, data) : null;
    }

    private TaskAnswer read(String taskId, JsonNode data) {
        String word = text(data, MAX_WORD, "status");
        RemoteStatus status = RemoteStatus.of(word);
        JsonNode result = data.path("result");
        String url = firstNonNull(url(result), url(data));
        String error = firstNonNull(
                text(data, MAX_UNREDACTED_ERROR, "error_message", "error_msg", "reason"),
                text(result, MAX_UNREDACTED_ERROR, "error_message", "error_msg", "reason"));
        return new TaskAnswer(
                taskId,
                status,
                word == null ? "" : word,
                status == RemoteStatus.FAILED ? Integer.valueOf(0) : progress(data.path("progress")),
                text(data, MAX_WORD, "model"),
                instant(data.path("created_at")),
                instant(data.path("completed_at")),
                url,
                error == null ? null : Texts.clean(redaction.apply(error), MAX_ERROR),
                estimate(data.path("estimated_time")));
    }

    private static @Nullable String firstNonNull(@Nullable String first, @Nullable String second) {
        return first != null ? first : second;
    }

    private static @Nullable String text(JsonNode object, int limit, String... names) {
        for (String name : names) {
            String text = object.path(name).isTextual()
                    ? Texts.clean(object.path(name).textValue(), limit)
                    : null;
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable Integer progress(JsonNode progress) {
        if (progress.isNumber()) {
            return (int) Math.max(0, Math.min(100, progress.asDouble()));
        }
        var percent = PERCENT.matcher(progress.asText().strip());
        return percent.matches() ? Integer.valueOf(Math.min(100, Integer.parseInt(percent.group(1)))) : null;
    }

    private static @Nullable Duration estimate(JsonNode time) {
        double seconds = time.isNumber()
                ? time.asDouble()
                : SECONDS.matcher(time.asText().strip()).matches()
                        ? Double.parseDouble(time.asText().strip())
                        : 0;
        return seconds > 0 && seconds <= LONGEST_ESTIMATE.toSeconds()
                ? Duration.ofMillis(Math.round(seconds * 1000))
                : null;
    }

    private static @Nullable Instant instant(JsonNode time) {
        try {
            Instant instant;
            if (time.isIntegralNumber() && time.canConvertToLong()) {
                instant = instant(time.longValue());
            } else if (time.isTextual()) {
                String text = time.textValue().strip();
                instant = NUMBER.matcher(text).matches() ? instant(Long.parseLong(text)) : Instant.parse(text);
            } else {
                return null;
            }
            return instant.isAfter(Instant.EPOCH) && !instant.isAfter(LAST_INSTANT) ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant instant(long value) {
        return value >= FIRST_MILLISECONDS ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
    }

    /** The URL in an object, made absolute; null if there is none. A whole URL goes before a relative one. */
    @Nullable String url(JsonNode object) {
        List<String> given = Stream.of("video_url", "url", "mediaUrl")
                .map(object::path)
                .filter(value -> value.isTextual() && !value.textValue().isBlank())
                .map(value -> value.textValue().strip())
                .toList();
        return Stream.concat(given.stream().filter(url -> WHOLE.matcher(url).lookingAt()), given.stream())
                .map(this::absolute)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Null for a URL that is too long or not of http or https. */
    private @Nullable String absolute(String text) {
        if (text.length() > MAX_URL || !text.equals(Texts.clean(text, MAX_URL))) {
            return null;
        }
        try {
            String reference = COLON_IN_FIRST_SEGMENT.matcher(text).lookingAt() ? "./" + text : text;
            URI url = baseUrl.resolve(Uris.parse(readable(reference)));
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            return web && WebHost.of(url) != null && url.toString().length() <= MAX_URL ? url.toString() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Encoded for {@link URI}. What is valid stays as it is, because it may be signed. */
    private static String readable(String text) {
        Matcher parts = PARTS.matcher(text);
        return parts.matches()
                ? encode(UNSAFE_IN_URL, parts.group(1))
                        + encode(BRACKET, encode(UNSAFE_IN_URL, parts.group(2)))
                        + encode(UNSAFE_IN_URL, parts.group(3))
                : text;
    }

    private static String encode(Pattern unsafe, String text) {
        return unsafe.matcher(text).replaceAll(found -> {
            StringBuilder encoded = new StringBuilder();
            for (byte b : found.group().getBytes(StandardCharsets.UTF_8)) {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b));
            }
            return encoded.toString();
        });
    }
}
