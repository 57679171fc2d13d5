package io.geminiomni.camel.request;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of an endpoint that are default values of its requests.
 *
 * @param options as text; URLs are separated by white space
 */
public record RequestDefaults(Map<RequestField, String> options) {
    public RequestDefaults {
        options = Map.copyOf(options);
    }

    public RequestDefaults() {
        this(Map.of());
    }

    /** With one more option; {@code null} if it is not set. */
    public RequestDefaults with(RequestField field, @Nullable String option) {
        if (option == null) {
            return this;
        }
        Map<RequestField, String> more = new EnumMap<>(RequestField.class);
        more.putAll(options);
        more.put(field, option);
        return new RequestDefaults(more);
    }

    public boolean has(RequestField field) {
        return options.containsKey(field);
    }

    @Nullable GivenValue given(RequestField field) {
        return GivenValue.of(field, field.camelName(), options.get(field), GivenValue.Source.OPTION);
    }
}
