package io.geminiomni.camel.request;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The contract's rules of single fields: what each may hold, and what it looks like when it is sent. */
final class RequestRules {
    static final List<Integer> DURATIONS = List.of(4, 6, 8, 10);

    private static final String ALLOWED_DURATIONS = "4, 6, 8 or 10 (seconds)";
    private static final String ALLOWED_RATIO = "W:H in positive whole numbers, such as 16:9 or 9:16";
    private static final Pattern RATIO = Pattern.compile("[1-9][0-9]{0,8}:[1-9][0-9]{0,8}");
    private static final Pattern NEARLY_RATIO = Pattern.compile("0*([1-9][0-9]{0,8})[^0-9]{1,5}0*([1-9][0-9]{0,8})");
    private static final Map<String, String> RATIO_OF_ORIENTATION = Map.of("landscape", "16:9", "portrait", "9:16");
    private static final int SAFE_PROMPT_LENGTH = 2_000;

    private final Findings findings;
    private final Values values;

    RequestRules(Findings findings) {
        this.findings = findings;
        this.values = new Values(findings);
    }

    /** The canonical name; of one that the contract does not have, the text itself. */
    Optional<String> model(GivenValue stated) {
        return choice(stated, AllowedValues.MODEL);
    }

    Optional<String> resolution(GivenValue stated) {
        return choice(stated, AllowedValues.RESOLUTION);
    }

    Optional<String> orientation(GivenValue stated) {
        return choice(stated, AllowedValues.ORIENTATION);
    }

    Optional<String> generationType(GivenValue stated) {
        return choice(stated, AllowedValues.GENERATION_TYPE);
    }

    private Optional<String> choice(GivenValue stated, AllowedValues choice) {
        Optional<String> text = values.text(stated, choice.allowed());
        return text.map(given -> choice.canonical(given).orElseGet(() -> {
            findings.offContract(
                    stated.writtenAs(),
                    ValueText.of(given),
                    choice.allowed(),
                    choice.nearest(given).map(RequestRules::didYouMean).orElse(""));
            return given;
        }));
    }

    Optional<String> prompt(@Nullable GivenValue stated) {
        if (stated == null) {
            findings.violation(
                    RequestField.PROMPT.jsonName(),
                    "nothing",
                    "text that is not blank",
                    "give it in the body, the header " + RequestField.PROMPT.headerName() + " or the option prompt");
            return Optional.empty();
        }
        Optional<String> prompt = values.text(stated, "text that is not blank");
        prompt.map(text -> text.codePointCount(0, text.length()))
                .filter(length -> length > SAFE_PROMPT_LENGTH)
                .ifPresent(length -> findings.warning(stated.writtenAs() + ": the prompt has " + length
                        + " characters, and some services of this model stop at " + SAFE_PROMPT_LENGTH));
        return prompt;
    }

    /** In seconds. */
    Optional<Integer> duration(GivenValue stated) {
        Optional<Integer> seconds = values.wholeNumber(stated, ALLOWED_DURATIONS);
        seconds.filter(number -> !DURATIONS.contains(number))
                .ifPresent(number -> findings.offContract(
                        stated.writtenAs(),
                        ValueText.of(stated.value()),
                        ALLOWED_DURATIONS,
                        didYouMean(nearestDuration(number))));
        return seconds;
    }

    /** The longer one, where two are as near. */
    private static String nearestDuration(int seconds) {
        return DURATIONS.stream()
                .min(Comparator.<Integer>comparingLong(allowed -> Math.abs((long) allowed - seconds))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow()
                .toString();
    }

    Optional<String> aspectRatio(GivenValue stated) {
        Optional<String> ratio = values.text(stated, ALLOWED_RATIO);
        ratio.filter(text -> !RATIO.matcher(text).matches())
                .ifPresent(text -> findings.violation(
                        stated.writtenAs(),
                        ValueText.of(text),
                        ALLOWED_RATIO,
                        nearestRatio(text).map(RequestRules::didYouMean).orElse("")));
        return ratio;
    }

    private static Optional<String> nearestRatio(String text) {
        Matcher nearly = NEARLY_RATIO.matcher(text);
        if (nearly.matches()) {
            return Optional.of(nearly.group(1) + ":" + nearly.group(2));
        }
        return AllowedValues.ORIENTATION.canonical(text).map(RATIO_OF_ORIENTATION::get);
    }

    /** Every entry, right or wrong, so that they can be counted; empty when it is no list of URLs. */
    Optional<List<String>> urls(GivenValue stated) {
        return values.urls(stated);
    }

    static String didYouMean(String nearest) {
        return "did you mean " + nearest + "?";
    }
}
