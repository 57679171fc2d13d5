package io.geminiomni.camel.option;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks values of options. */
public final class OptionChecks {
    private OptionChecks() {}

    /** @throws IllegalArgumentException if an option of a URI is text and not one of its values */
    public static void oneOf(String option, @Nullable Object value, Enum<?>[] allowed) {
        if (!(value instanceof String text) || text.startsWith("#")) {
            return;
        }
        List<String> names = Arrays.stream(allowed).map(Enum::name).toList();
        if (names.stream().noneMatch(name -> name.equalsIgnoreCase(text.strip()))) {
            throw new IllegalArgumentException("The option " + option + " is '" + text + "', but must be one of "
                    + String.join(", ", names)
                    + Nearest.of(text, names)
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse(""));
        }
    }

    /** A message about unknown options, without their values: one may be a mistyped secret. */
    public static String unknown(Set<String> names, Set<String> known) {
        return names.stream()
                .sorted()
                .map(name -> "There is no option " + name
                        + Nearest.of(name, known)
                                .map(nearest -> ", did you mean " + nearest + "?")
                                .orElse("."))
                .collect(Collectors.joining(" "));
    }

    /** @throws IllegalArgumentException if the value is lower */
    public static void atLeast(String option, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "The option " + option + " is " + value + ", but must be at least " + least);
        }
    }
}
