package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The request line and the header fields.
 *
 * @param target path and query as they were sent, still encoded; an absolute target, as a proxy gets it, is cut down to these
 * @param headers by name, whatever its case
 */
record RequestHead(String method, String target, Map<String, List<String>> headers) {

    /** Reads the lines of a request's head. */
    static RequestHead parse(List<String> lines) throws BadRequestException {
        String[] words = lines.get(0).split(" ");
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new BadRequestException("not an HTTP/1.1 request line");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new BadRequestException("not a header field: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon).strip(), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new RequestHead(words[0], withoutAuthority(words[1]), Collections.unmodifiableMap(headers));
    }

    private static String withoutAuthority(String target) throws BadRequestException {
        if (!target.startsWith("http://") && !target.startsWith("https://")) {
            return target;
        }
        try {
            URI uri = URI.create(target);
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("not a request target: " + target);
        }
    }

    /** The path, still encoded. */
    String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query, still encoded; empty when there is none. */
    String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** The first value of a header field. */
    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    boolean headerHas(String name, String word) {
        return headers.getOrDefault(name, List.of()).stream().anyMatch(value -> value.equalsIgnoreCase(word));
    }

    /** A request that is no HTTP: answered with 400, and the connection closed. */
    static final class BadRequestException extends IOException {
        BadRequestException(String message) {
            super(message);
        }
    }
}
