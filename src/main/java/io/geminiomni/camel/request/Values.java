package io.geminiomni.camel.request;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what somebody stated into the type of its field, or says why that cannot be. */
final class Values {
    /** Far above every count of the contract; it only keeps the list of violations readable. */
    static final int MAX_URLS = 100;

    private static final int LONGEST_NUMBER = 40;
    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([0-9]{1,4})\\s*\\p{L}*\\s*");

    private final Findings findings;

    Values(Findings findings) {
        this.findings = findings;
    }

    /** Text without surrounding white space and byte order mark, and without what no gateway could store. */
    Optional<String> text(GivenValue stated, String allowed) {
        if (!(stated.value() instanceof String text)) {
            refuse(stated, "text: " + allowed, "");
            return Optional.empty();
        }
        String problem = null;
        if (Text.hasLoneSurrogate(text)) {
            problem = "it holds half a character (a lone surrogate)";
        } else if (text.indexOf('\0') >= 0) {
            problem = "it holds a NUL character";
        }
        if (problem != null) {
            refuse(stated, allowed, problem);
            return Optional.empty();
        }
        return Optional.of(Text.withoutByteOrderMark(text).toString().strip());
    }

    /** A whole number, or text that is one, such as {@code "6"} or {@code 6.0}. */
    Optional<Integer> wholeNumber(GivenValue stated, String allowed) {
        Integer number = wholeNumber(stated.value());
        if (number == null) {
            refuse(stated, "a whole number: " + allowed, hintAtNumber(stated.value()));
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
        return number.matches() ? "did you mean " + number.group(1) + "?" : "";
    }

    /** The URLs, with every one that is wrong reported; empty when the value is no list of URLs at all. */
    Optional<List<String>> urls(GivenValue stated) {
        Optional<List<?>> entries = entries(stated);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        boolean single = stated.value() instanceof String && stated.source() == GivenValue.Source.HEADER;
        List<String> urls = new ArrayList<>();
        int index = 0;
        for (Object entry : entries.get()) {
            String name = stated.writtenAs() + (single ? "" : "[" + index + "]");
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

    private Optional<List<?>> entries(GivenValue stated) {
        if (stated.value() instanceof List<?> list) {
            if (list.size() <= MAX_URLS) {
                return Optional.of(list);
            }
            refuse(stated, "at most " + MAX_URLS + " URLs", "");
            return Optional.empty();
        }
        if (!(stated.value() instanceof String text)) {
            refuse(stated, "a list of URLs", "");
            return Optional.empty();
        }
        return switch (stated.source()) {
            case HEADER -> Optional.of(List.of(text));
            case OPTION -> Optional.of(List.of(text.strip().split("\\s+")));
            case BODY -> {
                findings.violation(
                        stated.writtenAs(),
                        '"' + SafeText.url(text) + '"',
                        "a list of URLs",
                        "put it in a list, even if it is the only one: [\"https://…\"]");
                yield Optional.empty();
            }
        };
    }

    private void refuse(GivenValue stated, String allowed, String hint) {
        findings.violation(stated.writtenAs(), ValueText.of(stated.value()), allowed, hint);
    }
}
