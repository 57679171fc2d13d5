package io.geminiomni.camel.request;

import io.geminiomni.camel.option.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the contract's fields in a body by their names. */
final class NamedFields {
    /** The most unknown fields that are reported one by one. */
    private static final int MAX_UNKNOWN = 20;

    private static final Map<String, RequestField> BY_NAME = byName();
    private static final List<String> JSON_NAMES =
            Arrays.stream(RequestField.values()).map(RequestField::jsonName).toList();
    private static final String KNOWN = String.join(", ", JSON_NAMES);

    private final Map<RequestField, GivenValue> values = new EnumMap<>(RequestField.class);
    private final Findings findings;
    private int unknown;

    private NamedFields(Findings findings) {
        this.findings = findings;
    }

    static NamedFields of(Map<?, ?> body, Findings findings) {
        NamedFields fields = new NamedFields(findings);
        body.forEach(fields::add);
        fields.reportFurtherUnknown();
        return fields;
    }

    Collection<GivenValue> values() {
        return values.values();
    }

    /** The size of a map or an object is that of its texts. */
    void checkSize(long limit) throws UnreadableBodyException {
        long bytes = 0;
        for (GivenValue given : values.values()) {
            List<?> texts = given.value() instanceof List<?> list ? list : List.of(given.value());
            for (Object text : texts) {
                bytes += text instanceof String string ? Text.utf8LengthUpTo(string, limit) : 0;
            }
        }
        if (bytes > limit) {
            throw UnreadableBodyException.tooLarge(limit);
        }
    }

    private void add(@Nullable Object name, @Nullable Object value) {
        RequestField field = name instanceof String text ? BY_NAME.get(text) : null;
        if (field == null) {
            addUnknown(name);
            return;
        }
        GivenValue given = GivenValue.of(field, String.valueOf(name), value, GivenValue.Source.BODY);
        if (given == null) {
            return;
        }
        GivenValue other = values.putIfAbsent(field, given);
        if (other != null && !isSame(other.value(), given.value())) {
            findings.violation(
                    given.writtenAs(),
                    ValueText.of(given.value()) + " beside another value of " + other.writtenAs(),
                    "one of the two names",
                    "leave one out");
        }
    }

    private static boolean isSame(Object one, Object other) {
        boolean numbers = one instanceof Number || other instanceof Number;
        return numbers ? Objects.equals(one.toString(), other.toString()) : one.equals(other);
    }

    private void addUnknown(@Nullable Object name) {
        if (++unknown > MAX_UNKNOWN) {
            return;
        }
        if (name instanceof String text) {
            findings.violation(SafeText.textOrUrl(text), "an unknown field", KNOWN, nearest(text));
        } else {
            findings.violation(
                    UnreadableBodyException.FIELD, "a key that is " + ValueText.of(name), "keys of text: " + KNOWN, "");
        }
    }

    private void reportFurtherUnknown() {
        if (unknown > MAX_UNKNOWN) {
            findings.violation(
                    UnreadableBodyException.FIELD, unknown - MAX_UNKNOWN + " more unknown fields", KNOWN, "");
        }
    }

    private static String nearest(String name) {
        boolean camel = !name.equals(name.toLowerCase(Locale.ROOT));
        return Nearest.of(name, JSON_NAMES)
                .map(nearest -> camel ? RequestField.toCamelCase(nearest) : nearest)
                .map(RequestRules::didYouMean)
                .orElse("");
    }

    private static Map<String, RequestField> byName() {
        Map<String, RequestField> names = new HashMap<>();
        for (RequestField field : RequestField.values()) {
            names.put(field.jsonName(), field);
            names.put(field.camelName(), field);
        }
        return names;
    }
}
