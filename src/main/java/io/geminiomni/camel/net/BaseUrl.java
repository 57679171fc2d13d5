package io.geminiomni.camel.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Normalises base URLs: scheme and host in lower case, no default port, no slash at the end. Two spellings of a base URL are of
 * the same gateway, so a task that was created with one of them is polled with the other.
 */
public final class BaseUrl {
    /** A program has few base URLs, and each claim and each write of a task asks for the same ones. */
    private static final int MOST_REMEMBERED = 1000;

    private static final Map<String, String> REMEMBERED = new ConcurrentHashMap<>();

    private BaseUrl() {}

    /** The normalised base URL; empty if the text is not http or https with a host and without user, query and fragment. */
    public static Optional<String> of(String text) {
        try {
            URI url = normalized(Uris.parse(text));
            boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return isWeb && isNormalizable(url) ? Optional.of(url.toString()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The normalised URL. A URL that cannot be a base URL stays as it is. */
    public static URI normalized(URI url) {
        if (!isNormalizable(url)) {
            return url;
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost().toLowerCase(Locale.ROOT);
        int port = WebHost.portOf(url);
        String shown = port == WebHost.defaultPort(url) ? "" : ":" + port;
        return URI.create(scheme + "://" + host + shown + withoutLastSlashes(url.getRawPath()));
    }

    /** The normalised text. A text that cannot be a base URL stays as it is. */
    public static String normalized(String text) {
        String remembered = REMEMBERED.get(text);
        if (remembered != null) {
            return remembered;
        }
        String normalized = parsed(text);
        if (REMEMBERED.size() < MOST_REMEMBERED) {
            REMEMBERED.put(text, normalized);
        }
        return normalized;
    }

    private static String parsed(String text) {
        try {
            return normalized(Uris.parse(text)).toString();
        } catch (URISyntaxException e) {
            return text;
        }
    }

    public static boolean isSame(String one, String other) {
        return one.equals(other) || normalized(one).equals(normalized(other));
    }

    private static boolean isNormalizable(URI url) {
        return url.getScheme() != null
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    private static String withoutLastSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
