package io.geminiomni.camel.net;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and port of a URL, also of hosts that {@link URI} does not accept: with an underscore, or with a hyphen at an end.
 */
public final class WebHost {
    private static final String LABEL = "[A-Za-z0-9_-]+";

    /** The labels are repeated possessively: backtracking would take a stack frame for each. */
    private static final Pattern NAME_AND_PORT =
            Pattern.compile("(" + LABEL + "(?:\\." + LABEL + ")*+\\.?)(?::([0-9]{1,5}))?");

    private static final int MAX_PORT = 65_535;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private WebHost() {}

    /** Null if there is no host, or an invalid one, such as one with an empty label. */
    public static @Nullable String of(URI url) {
        if (url.getHost() != null) {
            return url.getHost();
        }
        Matcher authority = authority(url);
        return authority.matches() && port(authority, url) <= MAX_PORT ? authority.group(1) : null;
    }

    /** The port of a URL with a host; the default of its scheme if it has none. */
    public static int portOf(URI url) {
        if (url.getHost() != null) {
            return url.getPort() < 0 ? defaultPort(url) : url.getPort();
        }
        Matcher authority = authority(url);
        return authority.matches() ? port(authority, url) : defaultPort(url);
    }

    private static Matcher authority(URI url) {
        return NAME_AND_PORT.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
    }

    private static int port(Matcher authority, URI url) {
        return authority.group(2) == null ? defaultPort(url) : Integer.parseInt(authority.group(2));
    }

    static int defaultPort(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
    }
}
