package io.geminiomni.camel.cost;

import io.geminiomni.camel.option.Nearest;
import io.geminiomni.camel.request.BilledValues;
import io.geminiomni.camel.request.RequestField;
import io.geminiomni.camel.request.Violation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks one row of a price list, and reports all that is wrong with it. */
final class PriceRowCheck {
    private static final List<String> FIELDS = List.of(
            PriceRow.MODEL,
            PriceRow.RESOLUTION,
            PriceRow.DURATION,
            PriceRow.REFERENCE_VIDEO,
            PriceRow.AMOUNT,
            PriceRow.PER_SECOND,
            PriceRow.UNIT);
    private static final Map<String, String> SNAKE_CASE =
            Map.of("reference_video", PriceRow.REFERENCE_VIDEO, "per_second", PriceRow.PER_SECOND);

    private final int number;
    private final Map<String, Object> values;
    private final List<Violation> violations;

    /**
     * @param number of the row, from 1
     * @param violations to which those of the row are added
     */
    PriceRowCheck(int number, PriceRow row, List<Violation> violations) {
        this.number = number;
        this.values = row.values();
        this.violations = violations;
    }

    /** The name of a field that is written in snake case or in camel case. */
    static String canonical(String name) {
        return SNAKE_CASE.getOrDefault(name, name);
    }

    /** The checked row; empty if it has violations. */
    Optional<PriceRule> rule() {
        int before = violations.size();
        new TreeSet<>(values.keySet()).forEach(name -> checkName("row " + number, name, FIELDS, violations));
        String model = (String) value(RequestField.MODEL, PriceRow.MODEL);
        String resolution = (String) value(RequestField.RESOLUTION, PriceRow.RESOLUTION);
        Integer duration = (Integer) value(RequestField.DURATION, PriceRow.DURATION);
        Boolean referenceVideo = referenceVideo();
        boolean perSecond = values.containsKey(PriceRow.PER_SECOND);
        Optional<BigDecimal> price = price(perSecond);
        if (perSecond && values.containsKey(PriceRow.DURATION)) {
            report(
                    PriceRow.DURATION,
                    "it beside " + PriceRow.PER_SECOND,
                    "one of them",
                    "a price per second is for each duration; give one duration an " + PriceRow.AMOUNT);
        }
        if (violations.size() > before || price.isEmpty()) {
            return Optional.empty();
        }
        PriceRule rule = new PriceRule(number, model, resolution, duration, referenceVideo, price.get(), perSecond);
        checkThatItFitsARequest(rule);
        return violations.size() > before ? Optional.empty() : Optional.of(rule);
    }

    /** Reports a name that is none of the fields. */
    static void checkName(String at, String name, List<String> fields, List<Violation> violations) {
        if (!fields.contains(name)) {
            String hint = Nearest.of(name, fields)
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse("there is no such field");
            violations.add(Violation.of(at, name, String.join(", ", fields), hint));
        }
    }

    private @Nullable Object value(RequestField field, String name) {
        Object value = values.get(name);
        return value == null ? null : field.checked(at(name), value, violations).orElse(null);
    }

    private @Nullable Boolean referenceVideo() {
        Object value = values.get(PriceRow.REFERENCE_VIDEO);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        violations.add(Violation.of(at(PriceRow.REFERENCE_VIDEO), value, "true or false", ""));
        return null;
    }

    private Optional<BigDecimal> price(boolean perSecond) {
        if (perSecond && values.containsKey(PriceRow.AMOUNT)) {
            report(
                    PriceRow.AMOUNT,
                    "it beside " + PriceRow.PER_SECOND,
                    "one of them",
                    PriceRow.AMOUNT + " is the price of a video, " + PriceRow.PER_SECOND + " of a second of it");
            return Optional.empty();
        }
        String name = perSecond ? PriceRow.PER_SECOND : PriceRow.AMOUNT;
        Optional<BigDecimal> price = Amounts.of(values.get(name));
        if (price.isEmpty()) {
            violations.add(Violation.of(
                    at(name),
                    values.get(name),
                    Amounts.ALLOWED,
                    values.containsKey(name) ? "" : "a row has an amount, or perSecond"));
        }
        return price;
    }

    private void checkThatItFitsARequest(PriceRule rule) {
        if (BilledValues.possible().stream().noneMatch(rule::fits)) {
            violations.add(new Violation(
                    "row " + number,
                    rule.conditions(),
                    "conditions that a request can meet",
                    "omni-10s is always 10 s at 720p and has no reference video; with a reference video the duration is not"
                            + " known, so that no row for a duration or per second fits"));
        }
    }

    private void report(String field, String found, String allowed, String hint) {
        violations.add(new Violation(at(field), found, allowed, hint));
    }

    private String at(String field) {
        return "row " + number + ", " + field;
    }
}
