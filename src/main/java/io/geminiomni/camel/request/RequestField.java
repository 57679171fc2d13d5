package io.geminiomni.camel.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a create request: their names, types, values when unset, and rules. Requests are read, checked, sent, stored,
 * hashed, compared and shown by this table. A new field comes last.
 */
@SuppressWarnings("ImmutableEnumChecker") // the rules have no state, and the values are lists that cannot be changed
public enum RequestField {
    PROMPT("prompt", FieldType.TEXT, "", RequestRules::prompt),
    MODEL("model", FieldType.TEXT, VideoRequest.DEFAULT_MODEL, AllowedValues.MODEL),
    DURATION("duration", FieldType.WHOLE_NUMBER, null, RequestRules::duration),
    RESOLUTION("resolution", FieldType.TEXT, null, AllowedValues.RESOLUTION),
    ASPECT_RATIO("aspect_ratio", FieldType.TEXT, null, RequestRules::aspectRatio),
    ORIENTATION("orientation", FieldType.TEXT, null, AllowedValues.ORIENTATION),
    IMAGE_URLS("image_urls", 7),
    /** The contract's compatibility name for {@link #IMAGE_URLS}: in JSON and maps only, never a header or an option. */
    IMAGES("images", 7),
    VIDEO_URLS("video_urls", 1),
    GENERATION_TYPE("generation_type", FieldType.TEXT, null, AllowedValues.GENERATION_TYPE);

    /** The fields of the create call, in the order of the JSON and the hash. */
    static final List<RequestField> SENT = Stream.concat(
                    Stream.of(MODEL), Arrays.stream(values()).filter(field -> field != MODEL && field != IMAGES))
            .toList();

    private static final String HEADER_PREFIX = "CamelGeminiOmni";

    private final String jsonName;
    private final String camelName;
    private final FieldType type;
    private final @Nullable String textWhenUnset;
    private final int most;

    private final Rule rule;

    /** Returns a given value as it is sent, or reports violations. */
    interface Rule {
        Optional<?> check(RequestRules rules, GivenValue given);
    }

    RequestField(String jsonName, FieldType type, @Nullable String textWhenUnset, int most, Rule rule) {
        this.jsonName = jsonName;
        this.camelName = toCamelCase(jsonName);
        this.type = type;
        this.textWhenUnset = textWhenUnset;
        this.most = most;
        this.rule = rule;
    }

    RequestField(String jsonName, FieldType type, @Nullable String textWhenUnset, Rule rule) {
        this(jsonName, type, textWhenUnset, 1, rule);
    }

    RequestField(String jsonName, FieldType type, @Nullable String textWhenUnset, AllowedValues allowed) {
        this(jsonName, type, textWhenUnset, (rules, given) -> rules.listed(given, allowed));
    }

    RequestField(String jsonName, int most) {
        this(jsonName, FieldType.URLS, null, most, RequestRules::urls);
    }

    /** The contract's spelling, such as {@code aspect_ratio}. */
    public String jsonName() {
        return jsonName;
    }

    /** The spelling of endpoint options, such as {@code aspectRatio}. */
    public String camelName() {
        return camelName;
    }

    /** The message header, such as {@code CamelGeminiOmniAspectRatio}. */
    public String headerName() {
        return HEADER_PREFIX + camelName.substring(0, 1).toUpperCase(Locale.ROOT) + camelName.substring(1);
    }

    /** Whether the field may also come from a header or an endpoint option. */
    public boolean hasHeader() {
        return this != IMAGES;
    }

    FieldType type() {
        return type;
    }

    @Nullable Object whenUnset() {
        return type == FieldType.URLS ? List.of() : textWhenUnset;
    }

    /** The most values on any model. */
    int most() {
        return most;
    }

    Optional<?> check(RequestRules rules, GivenValue given) {
        return rule.check(rules, given);
    }

    /**
     * A value as it is sent: the model of an alias, the spelling of the contract.
     *
     * @param writtenAs the name of the value in messages
     * @param violations to which those of the value are added
     * @return empty if there is any violation
     */
    public Optional<?> checked(String writtenAs, Object value, List<Violation> violations) {
        Findings findings = new Findings(true);
        GivenValue given = GivenValue.of(this, writtenAs, value, GivenValue.Source.BODY);
        if (given == null) {
            violations.add(Violation.of(writtenAs, value, "a value that is not blank", ""));
            return Optional.empty();
        }
        Optional<?> sent = check(new RequestRules(findings), given);
        violations.addAll(findings.violations());
        return findings.violations().isEmpty() ? sent : Optional.empty();
    }

    /** Whether requests have had the field from the first version on: then it is part of their hash even if it is not set. */
    boolean isOfFirstVersion() {
        return compareTo(GENERATION_TYPE) <= 0;
    }

    static String toCamelCase(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
