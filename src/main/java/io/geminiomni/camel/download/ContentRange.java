package io.geminiomni.camel.download;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Content-Range}.
 *
 * @param end after the last byte
 * @param size of the whole, or {@link VideoVersion#UNKNOWN}
 */
record ContentRange(long start, long end, long size) {
    private static final Pattern FORM =
            Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    /** {@code null} if there is none, or an invalid one. */
    static @Nullable ContentRange parse(@Nullable String value) {
        Matcher matcher = FORM.matcher(value == null ? "" : value.strip());
        if (!matcher.matches()) {
            return null;
        }
        long start = Long.parseLong(matcher.group(1));
        long end = Long.parseLong(matcher.group(2)) + 1;
        long size = matcher.group(3).equals("*") ? VideoVersion.UNKNOWN : Long.parseLong(matcher.group(3));
        boolean possible = start < end && (size == VideoVersion.UNKNOWN || end <= size);
        return possible ? new ContentRange(start, end, size) : null;
    }
}
