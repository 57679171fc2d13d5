package io.geminiomni.camel.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a number of bytes: {@code 1048576}, {@code 512KB}, {@code 1MB}, {@code 2GB}; a kilobyte is 1024 bytes. */
public final class DataSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(|B|KB|MB|GB)");

    private DataSize() {}

    /** @throws IllegalArgumentException naming the option if the text is not a size */
    public static long parse(String option, String text) {
        Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException("The option " + option + " is " + text
                    + ", but must be a positive number of bytes, or one with KB, MB or GB, such as 1MB");
        }
        int shift = switch (matcher.group(2)) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
