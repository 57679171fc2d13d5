package io.geminiomni.camel.request;

import io.geminiomni.camel.option.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values that the contract lists for a field of text. They are recognised in any letter case. */
final class AllowedValues {
    static final AllowedValues MODEL = new AllowedValues(VideoRequest.DEFAULT_MODEL, Model.OMNI_10S_NAME)
            .alias("Omni-Flash-Ext", VideoRequest.DEFAULT_MODEL)
            .alias("gemini-omni", VideoRequest.DEFAULT_MODEL);
    static final AllowedValues RESOLUTION = new AllowedValues("720p", "1080p", "4k");
    static final AllowedValues ORIENTATION = new AllowedValues("landscape", "portrait");
    static final AllowedValues GENERATION_TYPE = new AllowedValues("frame", "reference");

    private final List<String> values;
    private final Map<String, String> canonical = new LinkedHashMap<>();

    private AllowedValues(String... values) {
        this.values = List.of(values);
        this.values.forEach(value -> alias(value, value));
    }

    private AllowedValues alias(String name, String value) {
        canonical.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    /** Without the aliases. */
    List<String> values() {
        return values;
    }

    Optional<String> canonical(String text) {
        return Optional.ofNullable(canonical.get(text.toLowerCase(Locale.ROOT)));
    }

    Optional<String> nearest(String text) {
        return canonical(text).or(() -> Nearest.of(text, canonical.keySet()).flatMap(this::canonical));
    }

    String allowed() {
        return String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.get(values.size() - 1);
    }
}
