package io.geminiomni.camel.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values that the contract lists for a field of text. Letter case is forgiven, and set right. */
final class Choice {
    static final Choice MODEL = new Choice(VideoRequest.DEFAULT_MODEL, Model.OMNI_10S_NAME)
            .alias("Omni-Flash-Ext", VideoRequest.DEFAULT_MODEL)
            .alias("gemini-omni", VideoRequest.DEFAULT_MODEL);
    static final Choice RESOLUTION = new Choice("720p", "1080p", "4k");
    static final Choice ORIENTATION = new Choice("landscape", "portrait");
    static final Choice GENERATION_TYPE = new Choice("frame", "reference");

    private final List<String> values;
    private final Map<String, String> canonical = new LinkedHashMap<>();

    private Choice(String... values) {
        this.values = List.of(values);
        this.values.forEach(value -> alias(value, value));
    }

    private Choice alias(String name, String value) {
        canonical.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    Optional<String> canonical(String text) {
        return Optional.ofNullable(canonical.get(text.toLowerCase(Locale.ROOT)));
    }

    Optional<String> nearest(String text) {
        return Nearest.of(text, canonical.keySet()).flatMap(this::canonical);
    }

    String allowed() {
        return String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.get(values.size() - 1);
    }
}
