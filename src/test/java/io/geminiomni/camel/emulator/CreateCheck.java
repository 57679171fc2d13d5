package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of a create request, checked as strictly as the contract is written: everything it does not allow is refused. */
final class CreateCheck {

    private static final String STANDARD = "Gemini-Omini";
    private static final String TEN_SECONDS = "omni-10s";
    private static final Map<String, String> MODELS =
            Map.of(STANDARD, STANDARD, "Omni-Flash-Ext", STANDARD, "gemini-omni", STANDARD, TEN_SECONDS, TEN_SECONDS);
    private static final Set<String> FIELDS = Set.of(
            "model",
            "prompt",
            "duration",
            "resolution",
            "aspect_ratio",
            "orientation",
            "image_urls",
            "images",
            "generation_type",
            "video_urls");
    private static final Set<Integer> DURATIONS = Set.of(4, 6, 8, 10);
    private static final List<String> RESOLUTIONS = List.of("720p", "1080p", "4k");
    private static final Map<String, Integer> LINES = Map.of("720p", 720, "1080p", 1080, "4k", 2160);
    private static final int DEFAULT_LINES = 720;
    private static final List<String> ORIENTATIONS = List.of("landscape", "portrait");
    private static final List<String> GENERATION_TYPES = List.of("frame", "reference");
    private static final Pattern URL = Pattern.compile("(?i)https?://[^/?#\\s][^\\s]*");
    private static final Pattern RATIO = Pattern.compile("([1-9]\\d{0,3}):([1-9]\\d{0,3})");
    private static final int DEFAULT_DURATION = 6;
    private static final int LONG_DURATION = 10;
    private static final int MAX_IMAGES = 7;

    private final JsonNode request;
    private final List<String> violations = new ArrayList<>();

    private CreateCheck(JsonNode request) {
        this.request = request;
    }

    /**
     * A valid request.
     *
     * @param model its own name, not another one for it
     * @param seconds the length of the video
     * @param lines the shorter side of a 16:9 picture, in pixels
     */
    record Order(String model, String prompt, int seconds, int lines, int ratioWidth, int ratioHeight) {}

    /** Says what is wrong with a request, field by field. */
    static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    /** Checks the body of a create request. */
    static Order check(String body) throws RefusedException {
        return new CreateCheck(parse(body)).order();
    }

    private static JsonNode parse(String body) throws RefusedException {
        try {
            JsonNode json = Json.parse(body);
            if (!json.isObject()) {
                throw new RefusedException("the body must be a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new RefusedException("the body is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private Order order() throws RefusedException {
        checkNames();
        String model = model();
        String prompt = text("prompt");
        if (prompt == null) {
            require(request.has("prompt"), "prompt is required");
        } else {
            require(!prompt.isBlank(), "prompt must not be blank");
        }
        String resolution = text("resolution");
        String orientation = oneOf("orientation", ORIENTATIONS);
        String generationType = oneOf("generation_type", GENERATION_TYPES);
        Matcher ratio = ratio();
        Integer duration = duration();
        List<String> imageUrls = urls("image_urls");
        List<String> compatible = urls("images");
        int images = imageUrls.isEmpty() ? compatible.size() : imageUrls.size();
        int videos = urls("video_urls").size();

        if (TEN_SECONDS.equals(model)) {
            checkTenSeconds(images);
        } else {
            require(
                    resolution == null || RESOLUTIONS.contains(resolution),
                    "resolution must be one of 720p, 1080p, 4k");
            require(duration == null || DURATIONS.contains(duration), "duration must be one of 4, 6, 8, 10");
            require(!request.has("duration") || videos == 0, "duration must not be sent together with video_urls");
            require(videos <= 1, "video_urls must have at most 1 entry");
            checkImages(images, generationType);
        }
        if (!violations.isEmpty() || model == null || prompt == null) {
            throw new RefusedException(String.join("; ", violations));
        }

        boolean portrait = ratio == null && "portrait".equals(orientation);
        return new Order(
                model,
                prompt,
                TEN_SECONDS.equals(model) ? LONG_DURATION : duration == null ? DEFAULT_DURATION : duration,
                TEN_SECONDS.equals(model) || resolution == null ? DEFAULT_LINES : LINES.get(resolution),
                ratio != null ? Integer.parseInt(ratio.group(1)) : portrait ? 9 : 16,
                ratio != null ? Integer.parseInt(ratio.group(2)) : portrait ? 16 : 9);
    }

    private void checkNames() {
        for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            require(FIELDS.contains(name), name + " is not a known field");
            require(!request.get(name).isNull(), name + " must not be null: leave it out");
        }
    }

    private @Nullable String model() {
        String name = text("model");
        if (name == null) {
            require(request.has("model"), "model is required");
            return null;
        }
        String model = MODELS.get(name);
        require(model != null, "model must be one of " + STANDARD + ", " + TEN_SECONDS);
        return model;
    }

    private void checkTenSeconds(int images) {
        require(!request.has("video_urls"), "video_urls is not a parameter of " + TEN_SECONDS);
        require(!request.has("generation_type"), "generation_type is not a parameter of " + TEN_SECONDS);
        require(images <= MAX_IMAGES, "image_urls must have at most 7 entries with " + TEN_SECONDS);
    }

    private void checkImages(int images, @Nullable String generationType) {
        if ("frame".equals(generationType)) {
            require(images == 1, "image_urls must have exactly 1 entry with generation_type frame");
        } else {
            require(images == 0 || images == 1 || images == 3, "image_urls must have 1 or 3 entries, or none");
        }
    }

    private @Nullable Integer duration() {
        JsonNode value = given("duration");
        if (value == null) {
            return null;
        }
        boolean integer = value.isIntegralNumber() && value.canConvertToInt();
        require(integer, "duration must be an integer");
        return integer ? value.intValue() : null;
    }

    private @Nullable Matcher ratio() {
        String text = text("aspect_ratio");
        if (text == null) {
            return null;
        }
        Matcher ratio = RATIO.matcher(text);
        boolean matches = ratio.matches();
        require(matches, "aspect_ratio must be W:H, such as 16:9");
        return matches ? ratio : null;
    }

    private @Nullable String oneOf(String name, List<String> allowed) {
        String value = text(name);
        require(value == null || allowed.contains(value), name + " must be one of " + String.join(", ", allowed));
        return value;
    }

    private @Nullable String text(String name) {
        JsonNode value = given(name);
        if (value == null) {
            return null;
        }
        require(value.isTextual(), name + " must be a string");
        return value.isTextual() ? value.textValue() : null;
    }

    private List<String> urls(String name) {
        JsonNode value = given(name);
        if (value == null) {
            return List.of();
        }
        require(value.isArray(), name + " must be an array");
        require(!value.isArray() || !value.isEmpty(), name + " must not be empty: leave it out");
        List<String> urls = new ArrayList<>();
        for (JsonNode each : value) {
            require(each.isTextual() && isUrl(each.textValue()), name + " must contain URLs");
            urls.add(each.asText());
        }
        return urls;
    }

    private static boolean isUrl(String text) {
        return URL.matcher(text).matches();
    }

    private @Nullable JsonNode given(String name) {
        JsonNode value = request.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds && !violations.contains(otherwise)) {
            violations.add(otherwise);
        }
    }
}
