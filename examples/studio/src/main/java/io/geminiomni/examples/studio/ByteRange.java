package io.geminiomni.examples.studio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, as a {@code Range} header asks for it.
 *
 * @param first the position of its first byte
 * @param length the number of its bytes, at least 1
 */
record ByteRange(long first, long length) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Whether a header asks for one range of bytes. Others are ignored, as HTTP says: invalid ones, and here several ranges, too. */
    static boolean isOneRange(String header) {
        Matcher range = ONE_RANGE.matcher(header);
        return range.matches()
                && !header.equals("bytes=-")
                && (range.group(1).isEmpty()
                        || range.group(2).isEmpty()
                        || Long.parseLong(range.group(1)) <= Long.parseLong(range.group(2)));
    }

    /**
     * The range that a header asks for, in a file of {@code size} bytes. Empty if the file has no byte of it.
     *
     * @param header one range
     * @param most the most bytes; a client asks for what follows with another request
     */
    static Optional<ByteRange> of(String header, long size, int most) {
        Matcher range = ONE_RANGE.matcher(header);
        if (!range.matches()) {
            throw new IllegalArgumentException("Not a range of bytes: " + header);
        }
        long first;
        long last = size - 1;
        if (range.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(range.group(2)));
        } else {
            first = Long.parseLong(range.group(1));
            if (!range.group(2).isEmpty()) {
                last = Math.min(last, Long.parseLong(range.group(2)));
            }
        }
        return first > last ? Optional.empty() : Optional.of(new ByteRange(first, Math.min(most, last - first + 1)));
    }

    /** The value of the {@code Content-Range} header. */
    String of(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
