package io.geminiomni.camel.gateway;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host of a URL, also of one that {@link URI} does not take for a host, as it has an underscore or a hyphen at an end. */
public final class WebHost {
    private static final Pattern NAME_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65_535;

    private WebHost() {}

    /** Null where there is none, or one that no server has. */
    public static @Nullable String of(URI url) {
        if (url.getHost() != null || url.getRawAuthority() == null) {
            return url.getHost();
        }
        Matcher authority = NAME_AND_PORT.matcher(url.getRawAuthority());
        boolean found =
                authority.matches() && (authority.group(2) == null || Integer.parseInt(authority.group(2)) <= MAX_PORT);
        return found ? authority.group(1) : null;
    }
}
