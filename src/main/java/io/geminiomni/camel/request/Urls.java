package io.geminiomni.camel.request;

import io.geminiomni.camel.option.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks URLs for the gateway. They are not changed, as a signed URL would become invalid. */
final class Urls {
    static final String ALLOWED = "an absolute http or https URL with a host";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");
    private static final Pattern WEB = Pattern.compile("https?://([^/?#]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECOND = Pattern.compile(",https?://", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{M}\\p{N}._~%-]+)(?::([0-9]{0,5}))?");
    private static final Pattern EMPTY_LABEL = Pattern.compile("^\\.|\\.\\.");
    private static final Pattern ONLY_DOTS = Pattern.compile("\\.+");
    private static final int MAX_PORT = 65_535;
    private static final String UPLOAD = "upload it first with operation=upload, and use the URL that it gives";

    private Urls() {}

    /** What is wrong with the URL, as a hint; empty if it is valid. */
    static Optional<String> complaint(String url) {
        if (Text.hasControl(url)) {
            return Optional.of("it holds a control character");
        }
        if (Text.hasLoneSurrogate(url)) {
            return Optional.of("it holds half a character (a lone surrogate)");
        }
        if (Text.hasSpace(url)) {
            return Optional.of("it holds white space: write a space inside a URL as %20");
        }
        if (SECOND.matcher(url).find()) {
            return Optional.of(
                    "a comma and a second URL follow: give a list, or in an option separate URLs by white space;"
                            + " where it is one URL, write the comma as %2C");
        }
        Matcher web = WEB.matcher(url);
        return web.matches() ? authorityComplaint(web.group(1)) : Optional.of(otherwise(url));
    }

    private static Optional<String> authorityComplaint(String authority) {
        if (authority.isEmpty()) {
            return Optional.of("it has no host");
        }
        if (authority.indexOf('@') >= 0) {
            return Optional.of("it has user info before the host: use a URL that needs none");
        }
        Matcher hostAndPort = HOST_AND_PORT.matcher(authority);
        if (!hostAndPort.matches()) {
            return Optional.of("its host or port is malformed");
        }
        if (ONLY_DOTS.matcher(hostAndPort.group(1)).matches()) {
            return Optional.of("it has no host");
        }
        if (EMPTY_LABEL.matcher(hostAndPort.group(1)).find()) {
            return Optional.of("its host has an empty part between two dots");
        }
        String port = hostAndPort.group(2);
        boolean portIsRight = port == null || port.isEmpty() || isPort(Integer.parseInt(port));
        return portIsRight ? Optional.empty() : Optional.of("its port is not between 1 and " + MAX_PORT);
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= MAX_PORT;
    }

    private static String otherwise(String url) {
        Matcher matcher = SCHEME.matcher(url);
        if (!matcher.matches()) {
            return "it is not absolute: begin with https://. A local file: " + UPLOAD;
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file", "data" -> "the gateway cannot fetch a " + scheme + ": URL: " + UPLOAD;
            case "http", "https" -> "did you mean " + scheme + "://…?";
            default ->
                scheme.length() == 1
                        ? "it looks like a local file: " + UPLOAD
                        : Nearest.of(scheme, List.of("https", "http"))
                                .map(near -> "did you mean " + near + "://…?")
                                .orElse("the gateway fetches http and https URLs only");
        };
    }
}
