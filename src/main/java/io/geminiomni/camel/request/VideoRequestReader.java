package io.geminiomni.camel.request;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request of an exchange, and checks it against the gateway's contract.
 *
 * <p>For each field a header wins over the body, and the body over the endpoint's option. The only I/O is reading the body, and the
 * exchange is not changed. It is safe for use by multiple threads.
 */
public final class VideoRequestReader {
    /** The prefix of the URL of an image that is not uploaded yet. The same image has the same URL, and so the same request. */
    private static final String CONTENT = "https://content.invalid/sha256/";

    private final RequestDefaults defaults;
    private final BodyFields bodies;
    private final long maxRequestSize;
    private final boolean strict;
    private final boolean headersCount;

    /**
     * @param maxRequestSize of the body, in bytes of UTF-8; positive
     * @param strict whether a violation of the contract's counts and enumerations is an error, and not a warning
     */
    public VideoRequestReader(RequestDefaults defaults, BodyFormat format, long maxRequestSize, boolean strict) {
        this(defaults, format, maxRequestSize, strict, true);
    }

    /** @param headersCount whether the headers of messages are read */
    public VideoRequestReader(
            RequestDefaults defaults, BodyFormat format, long maxRequestSize, boolean strict, boolean headersCount) {
        if (maxRequestSize < 1) {
            throw new IllegalArgumentException(
                    "Option maxRequestSize: found " + maxRequestSize + ", allowed: at least 1 byte");
        }
        this.defaults = defaults;
        this.bodies = new BodyFields(format, maxRequestSize);
        this.maxRequestSize = maxRequestSize;
        this.strict = strict;
        this.headersCount = headersCount;
    }

    /**
     * The request as it is sent.
     *
     * @throws InvalidVideoRequestException with all violations; for an invalid request no other exception is thrown
     */
    public NormalizedRequest read(Exchange exchange) {
        return read(exchange, null);
    }

    /**
     * The request of an exchange whose body is an image, which is not read.
     *
     * @param hash of the image's content
     */
    public NormalizedRequest readWithImage(Exchange exchange, String hash) {
        return read(exchange, CONTENT + hash);
    }

    private NormalizedRequest read(Exchange exchange, @Nullable String imageUrl) {
        Findings findings = new Findings(strict);
        try {
            Map<RequestField, GivenValue> given = new EnumMap<>(RequestField.class);
            addOptions(given);
            boolean readable = imageUrl == null
                    ? addBody(given, exchange, findings)
                    : addImage(given, exchange, imageUrl, findings);
            if (headersCount) {
                addHeaders(given, exchange.getMessage());
            }
            foldImages(given, findings);
            if (imageUrl == null) {
                rejectStandIn(given.get(RequestField.IMAGE_URLS), findings);
            }
            return findings.result(new Normalizer(given, findings).normalize(readable));
        } catch (InvalidVideoRequestException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // a value of an unknown type threw an exception, whose message may have what must not be logged
            findings.violation(
                    UnreadableBodyException.FIELD,
                    "a body or header whose reading failed with " + e.getClass().getSimpleName(),
                    "text, numbers, lists and maps of them",
                    "convert it before this step");
            throw new InvalidVideoRequestException(findings.violations());
        }
    }

    private void addOptions(Map<RequestField, GivenValue> given) {
        for (RequestField field : RequestField.values()) {
            put(given, defaults.given(field));
        }
    }

    /** Whether the body could be read. */
    private boolean addBody(Map<RequestField, GivenValue> given, Exchange exchange, Findings findings) {
        try {
            NamedFields fields = NamedFields.of(bodies.read(exchange), findings);
            fields.checkSize(maxRequestSize);
            fields.values().forEach(value -> put(given, value));
            return true;
        } catch (UnreadableBodyException e) {
            findings.violation(e.violation());
            return false;
        }
    }

    private boolean addImage(
            Map<RequestField, GivenValue> given, Exchange exchange, String imageUrl, Findings findings) {
        RequestField field = RequestField.IMAGE_URLS;
        Object header = exchange.getMessage().getHeader(field.headerName());
        if (headersCount && GivenValue.of(field, field.headerName(), header, GivenValue.Source.HEADER) != null) {
            findings.violation(
                    field.headerName(),
                    "a header beside a body that is the image",
                    "one of the two",
                    "remove the header, or leave out bodyFormat=image");
        }
        put(given, GivenValue.of(field, "body", List.of(imageUrl), GivenValue.Source.BODY));
        return true;
    }

    /** The URL may come from operation=validate, which does not upload the image. */
    private static void rejectStandIn(@Nullable GivenValue images, Findings findings) {
        if (images == null) {
            return;
        }
        List<?> urls = images.value() instanceof List<?> list ? list : List.of(images.value());
        if (urls.stream().anyMatch(url -> url instanceof String text && text.startsWith(CONTENT))) {
            findings.violation(
                    images.writtenAs(),
                    "the placeholder that operation=validate uses for an image",
                    "the URL of an image",
                    "send the image itself with bodyFormat=image, or upload it first with operation=upload");
        }
    }

    private static void addHeaders(Map<RequestField, GivenValue> given, Message message) {
        for (RequestField field : RequestField.values()) {
            if (field.hasHeader()) {
                String name = field.headerName();
                put(given, GivenValue.of(field, name, message.getHeader(name), GivenValue.Source.HEADER));
            }
        }
    }

    /** The compatibility name is used if {@code image_urls} is not set, and wins over the endpoint's option. */
    private static void foldImages(Map<RequestField, GivenValue> given, Findings findings) {
        GivenValue images = given.remove(RequestField.IMAGES);
        if (images == null) {
            return;
        }
        GivenValue imageUrls = given.get(RequestField.IMAGE_URLS);
        if (imageUrls == null || !imageUrls.fromRequest()) {
            given.put(RequestField.IMAGE_URLS, images);
        } else {
            findings.ignored(images);
        }
    }

    /** Whether a request may have this URL of an image or a video. */
    public static boolean isUrl(String url) {
        return Urls.complaint(url).isEmpty();
    }

    private static void put(Map<RequestField, GivenValue> given, @Nullable GivenValue value) {
        if (value != null) {
            given.put(value.field(), value);
        }
    }

    /**
     * Checks the options of an endpoint one by one when it starts. Which of them may be combined depends on each request.
     *
     * @throws IllegalArgumentException naming each such option, its value, what is allowed, and the nearest right value
     */
    public static void checkDefaults(RequestDefaults defaults, boolean strict) {
        Findings findings = new Findings(strict);
        RequestRules rules = new RequestRules(findings);
        for (RequestField field : RequestField.SENT) {
            GivenValue given = defaults.given(field);
            if (given != null
                    && field.check(rules, given).orElse(null) instanceof List<?> urls
                    && urls.size() > field.most()) {
                findings.offContract(
                        given.writtenAs(), urls.size() + " URLs", "at most " + field.most() + " on any model", "");
            }
        }
        if (!findings.violations().isEmpty()) {
            throw new IllegalArgumentException(findings.violations().stream()
                    .map(violation -> "Option " + violation)
                    .collect(Collectors.joining("\n", "Invalid endpoint options:\n", "")));
        }
    }
}
