package io.geminiomni.camel.emulator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stored file over HTTP: whole, or the range that was asked for. */
record FileAnswer(byte[] content, String contentType, String etag) {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    Answer to(RequestHead head, Set<Quirk> quirks) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("ETag", etag);
        if (quirks.contains(Quirk.NO_RANGES)) {
            return new Answer(200, headers, content);
        }
        headers.put("Accept-Ranges", "bytes");
        String range = head.header("Range");
        String condition = head.header("If-Range");
        Matcher bytes = RANGE.matcher(range == null || !head.method().equals("GET") ? "" : range);
        boolean partial = bytes.matches() && (condition == null || condition.equals(etag));
        return partial ? part(bytes, headers, quirks) : new Answer(200, headers, content);
    }

    private Answer part(Matcher bytes, Map<String, String> headers, Set<Quirk> quirks) {
        int length = content.length;
        boolean suffix = bytes.group(1).isEmpty();
        if (suffix && bytes.group(2).isEmpty()) {
            return new Answer(200, headers, content);
        }
        long from = suffix ? Math.max(0, length - Long.parseLong(bytes.group(2))) : Long.parseLong(bytes.group(1));
        long to =
                suffix || bytes.group(2).isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(bytes.group(2)));
        if (from >= length || from > to) {
            headers.put("Content-Range", "bytes */" + length);
            return new Answer(416, headers, new byte[0]);
        }
        int start = quirks.contains(Quirk.WRONG_RANGE) ? (int) from / 2 : (int) from;
        headers.put("Content-Range", "bytes %d-%d/%d".formatted(start, to, length));
        return new Answer(206, headers, Arrays.copyOfRange(content, start, (int) to + 1));
    }
}
