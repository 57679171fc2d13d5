package io.geminiomni.examples.studio;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the URLs of pictures and videos from the page, because a URL of the gateway gives access to a file. The page has a
 * reference instead, and uses it in a further request.
 */
final class UrlReferences {
    private static final String REFERENCE = "studio:";

    private final Map<String, String> urls = new ConcurrentHashMap<>();

    /** A reference and a label to show, for a URL. */
    Map<String, String> refer(String url) {
        String reference = REFERENCE + Reply.hash(url);
        urls.put(reference, url);
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("reference", reference);
        shown.put("label", label(url));
        return shown;
    }

    /** The values with the URL in place of each reference. A reference of an earlier run stays, and is not a valid URL. */
    List<Object> resolve(List<?> values) {
        List<Object> resolved = new ArrayList<>();
        values.forEach(value -> resolved.add(value instanceof String text ? urls.getOrDefault(text, text) : value));
        return resolved;
    }

    /** The name of the file, or of the host if there is none. */
    private static String label(String url) {
        try {
            URI uri = URI.create(url);
            String path = uri.getPath() == null ? "" : uri.getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            return name.isEmpty() ? String.valueOf(uri.getHost()) : name;
        } catch (IllegalArgumentException e) {
            return "a URL";
        }
    }
}
