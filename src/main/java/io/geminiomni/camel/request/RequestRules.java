package io.geminiomni.camel.request;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The contract's rules of single fields: which values are valid, and how each is sent. */
final class RequestRules {
    /** In seconds. */
    static final List<Integer> DURATIONS = List.of(4, 6, 8, 10);

    private static final String ALLOWED_DURATIONS = "4, 6, 8 or 10 (seconds)";
    private static final String ALLOWED_RATIO = "W:H in positive whole numbers, such as 16:9 or 9:16";
    private static final Pattern RATIO = Pattern.compile("[1-9][0-9]{0,8}:[1-9][0-9]{0,8}");
    private static final Pattern NEARLY_RATIO = Pattern.compile("0*([1-9][0-9]{0,8})[^0-9]{1,5}0*([1-9][0-9]{0,8})");
    static final Map<String, String> RATIO_OF_ORIENTATION = Map.of("landscape", "16:9", "portrait", "9:16");
    private static final int SAFE_PROMPT_LENGTH = 2_000;

    /** More than every limit of the contract: it limits the list of violations. */
    static final int MAX_URLS = 100;

    private static final int LONGEST_NUMBER = 40;
    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([0-9]{1,4})\\s*\\p{L}*\\s*");

    private final Findings findings;

    RequestRules(Findings findings) {
        this.findings = findings;
    }

    /** The canonical name of a listed value; of another one, the text itself. */
    Optional<String> listed(GivenValue given, AllowedValues allowed) {
        Optional<String> text = text(given, allowed.allowed());
        return text.map(value -> allowed.canonical(value).orElseGet(() -> {
            findings.offContract(
                    given.writtenAs(),
                    ValueText.of(value),
                    allowed.allowed(),
                    allowed.nearest(value).map(RequestRules::didYouMean).orElse(""));
            return value;
        }));
    }

    void missingPrompt() {
        findings.violation(
                RequestField.PROMPT.jsonName(),
                "nothing",
                "text that is not blank",
                "give it in the body, the header " + RequestField.PROMPT.headerName() + " or the option prompt");
    }

    Optional<String> prompt(GivenValue given) {
        Optional<String> prompt = text(given, "text that is not blank");
        prompt.map(text -> text.codePointCount(0, text.length()))
                .filter(length -> length > SAFE_PROMPT_LENGTH)
                .ifPresent(length -> findings.warning(given.writtenAs() + ": the prompt has " + length
                        + " characters, and some services of this model stop at " + SAFE_PROMPT_LENGTH));
        return prompt;
    }

    /** In seconds. */
    Optional<Integer> duration(GivenValue given) {
        Optional<Integer> seconds = wholeNumber(given, ALLOWED_DURATIONS);
        seconds.filter(number -> !DURATIONS.contains(number))
                .ifPresent(number -> findings.offContract(
                        given.writtenAs(),
                        ValueText.of(given.value()),
                        ALLOWED_DURATIONS,
                        didYouMean(nearestDuration(number))));
        return seconds;
    }

    /** Of two that are as near, the longer one. */
    private static String nearestDuration(int seconds) {
        return DURATIONS.stream()
                .min(Comparator.<Integer>comparingLong(allowed -> Math.abs((long) allowed - seconds))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow()
                .toString();
    }

    Optional<String> aspectRatio(GivenValue given) {
        Optional<String> ratio = text(given, ALLOWED_RATIO);
        ratio.filter(text -> !RATIO.matcher(text).matches())
                .ifPresent(text -> findings.violation(
                        given.writtenAs(),
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

    static String didYouMean(String nearest) {
        return "did you mean " + nearest + "?";
    }

    /** Text without surrounding white space and byte order mark. Text that cannot be encoded or stored is a violation. */
    private Optional<String> text(GivenValue given, String allowed) {
        if (!(given.value() instanceof String text)) {
            reject(given, "text: " + allowed, "");
            return Optional.empty();
        }
        String problem = null;
        if (Text.hasLoneSurrogate(text)) {
            problem = "it holds half a character (a lone surrogate)";
        } else if (text.indexOf('\0') >= 0) {
            problem = "it holds a NUL character";
        }
        if (problem != null) {
            reject(given, allowed, problem);
            return Optional.empty();
        }
        return Optional.of(Text.withoutByteOrderMark(text).toString().strip());
    }

    /** A whole number, or text with one, such as {@code "6"} or {@code 6.0}. */
    private Optional<Integer> wholeNumber(GivenValue given, String allowed) {
        Integer number = wholeNumber(given.value());
        if (number == null) {
            reject(given, "a whole number: " + allowed, hintAtNumber(given.value()));
        }
        return Optional.ofNullable(number);
    }

    private static @Nullable Integer wholeNumber(Object value) {
        if (value instanceof BigInteger big && big.bitLength() >= Integer.SIZE) {
            return null;
        }
        if (!(value instanceof Number || value instanceof String)) {
            return null;
        }
        String digits = value.toString().strip();
        if (digits.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return new BigDecimal(digits).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static String hintAtNumber(Object value) {
        Matcher number = LEADING_NUMBER.matcher(value instanceof String text ? SafeText.text(text) : "");
        return number.matches() ? didYouMean(number.group(1)) : "";
    }

    /** All URLs, also those that are violations, so that they can be counted. Empty if the value is not a list of URLs. */
    Optional<List<String>> urls(GivenValue given) {
        Optional<List<?>> entries = entries(given);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        boolean single = given.value() instanceof String && given.source() == GivenValue.Source.HEADER;
        List<String> urls = new ArrayList<>();
        int index = 0;
        for (Object entry : entries.get()) {
            String name = given.writtenAs() + (single ? "" : "[" + index + "]");
            if (entry instanceof String url) {
                Urls.complaint(url)
                        .ifPresent(hint -> findings.violation(name, '"' + SafeText.url(url) + '"', Urls.ALLOWED, hint));
                urls.add(url);
            } else {
                findings.violation(name, ValueText.of(entry), Urls.ALLOWED, "each entry is the text of one URL");
                urls.add("");
            }
            index++;
        }
        return Optional.of(urls);
    }

    private Optional<List<?>> entries(GivenValue given) {
        if (given.value() instanceof List<?> list) {
            if (list.size() <= MAX_URLS) {
                return Optional.of(list);
            }
            reject(given, "at most " + MAX_URLS + " URLs", "");
            return Optional.empty();
        }
        if (!(given.value() instanceof String text)) {
            reject(given, "a list of URLs", "");
            return Optional.empty();
        }
        return switch (given.source()) {
            case HEADER -> Optional.of(List.of(text));
            case OPTION -> Optional.of(List.of(text.strip().split("\\s+")));
            case BODY -> {
                findings.violation(
                        given.writtenAs(),
                        '"' + SafeText.url(text) + '"',
                        "a list of URLs",
                        "put it in a list, even if it is the only one: [\"https://…\"]");
                yield Optional.empty();
            }
        };
    }

    private void reject(GivenValue given, String allowed, String hint) {
        findings.violation(given.writtenAs(), ValueText.of(given.value()), allowed, hint);
    }
}
