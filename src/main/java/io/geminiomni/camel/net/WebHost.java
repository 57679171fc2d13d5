package io.geminiomni.camel.net;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and port of a URL, also of one that {@link URI} does not take for a host, as it has an underscore or a hyphen at
 * an end.
 */
public final class WebHost {
    private static final String LABEL = "[A-Za-z0-9_-]+";

    /** The labels are repeated without a way back, which would take a frame of the stack for each. */
    private static final Pattern NAME_AND_PORT =
            Pattern.compile("(" + LABEL + "(?:\\." + LABEL + ")*+\\.?)(?::([0-9]{1,5}))?");

    private static final int MAX_PORT = 65_535;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private WebHost() {}

    /** Null where there is none, or one that no server has, such as one with an empty label. */
    public static @Nullable String of(URI url) {
        if (url.getHost() != null) {
            return url.getHost();
        }
        Matcher authority = authority(url);
        return authority.matches() && port(authority, url) <= MAX_PORT ? authority.group(1) : null;
    }

    /** As the URL says it, or else as its scheme does; of a URL with a host. */
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

    private static int defaultPort(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
    }
}
