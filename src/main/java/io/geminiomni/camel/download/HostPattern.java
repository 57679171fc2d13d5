package io.geminiomni.camel.download;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An entry of {@code downloadHosts}: a name, an address, or {@code *.} and a name for all names below it. */
final class HostPattern {
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    /** Without leading zeros, which some programs read as octal. */
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private final String host;
    private final boolean below;

    private HostPattern(String host, boolean below) {
        this.host = host;
        this.below = below;
    }

    /** @throws IllegalArgumentException if the entry is neither a name, nor an address, nor a pattern */
    static HostPattern of(String entry) {
        String host = normal(entry);
        if (literal(host) == null && !NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("downloadHosts has the entry \"" + entry
                    + "\", which is not a host: set names, IP addresses, or patterns such as *.example.com,"
                    + " without scheme, port or path");
        }
        return host.startsWith("*.") ? new HostPattern(host.substring(1), true) : new HostPattern(host, false);
    }

    /** @param candidate a host in its {@link #normal} form */
    boolean matches(String candidate) {
        return below ? candidate.endsWith(host) && literal(candidate) == null : candidate.equals(host);
    }

    /** The normal form of a host: lower case, no brackets, no final dot, addresses in canonical form. */
    static String normal(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        InetAddress address = literal(name);
        return address == null ? name : address.getHostAddress();
    }

    /** The address that a text is; {@code null} for a name. Nothing is resolved. */
    static @Nullable InetAddress literal(String host) {
        if (!V4.matcher(host).matches() && !host.contains(":")) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
