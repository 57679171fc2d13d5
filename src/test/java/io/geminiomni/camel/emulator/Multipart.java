package io.geminiomni.camel.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code multipart/form-data}. */
final class Multipart {

    private static final Pattern BOUNDARY = Pattern.compile(
            "multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))(?:[;\\s].*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[;\\s]name=\"([^\"]*)\"");
    private static final Pattern FILENAME = Pattern.compile("[;\\s]filename=\"([^\"]*)\"");
    private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");
    private static final int MAX_HEAD = 8 * 1024;

    /** A form of the gateway's has one part: a second one tells that the form is another. */
    private static final int MAX_PARTS = 2;

    private Multipart() {}

    /** One part of a form. Quotes in its file name come as {@code %22}, as browsers send them. */
    record Part(@Nullable String name, @Nullable String filename, byte[] content) {}

    /** The first two parts of a body, or {@code null} when it is not well-formed up to there. */
    static @Nullable List<Part> parse(@Nullable String contentType, byte[] body) {
        Matcher type = BOUNDARY.matcher(contentType == null ? "" : contentType);
        if (!type.matches()) {
            return null;
        }
        byte[] delimiter = bytes("--" + (type.group(1) != null ? type.group(1) : type.group(2)));
        List<Part> parts = new ArrayList<>();
        int at = indexOf(body, delimiter, 0);
        while (at >= 0 && parts.size() < MAX_PARTS) {
            int start = at + delimiter.length;
            if (startsWith(body, start, bytes("--"))) {
                return parts;
            }
            int head = indexOf(body, END_OF_HEAD, start);
            int end = head < 0 || head - start > MAX_HEAD ? -1 : indexOf(body, delimiter, head);
            if (end < 0) {
                return null;
            }
            parts.add(part(body, start, head, end - 2));
            at = end;
        }
        return at < 0 ? null : parts;
    }

    private static Part part(byte[] body, int start, int head, int end) {
        String fields = new String(body, start, head - start, StandardCharsets.UTF_8);
        int content = Math.min(head + END_OF_HEAD.length, end);
        String filename = group(FILENAME, fields);
        return new Part(
                group(NAME, fields),
                filename == null ? null : filename.replace("%22", "\""),
                Arrays.copyOfRange(body, content, Math.max(content, end)));
    }

    private static @Nullable String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        for (int at = from; at <= in.length - what.length; at++) {
            if (in[at] == what[0] && startsWith(in, at, what)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] in, int at, byte[] what) {
        return at + what.length <= in.length && Arrays.equals(in, at, at + what.length, what, 0, what.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
