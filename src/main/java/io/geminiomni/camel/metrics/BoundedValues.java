package io.geminiomni.camel.metrics;

import io.geminiomni.camel.concurrent.LockMonitor;
import io.geminiomni.camel.concurrent.Monitor;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a tag, of which there may be only so many: further ones become {@value #OTHER}, so that no input can make meters
 * without end. So do those that are no names: with white space, as a prompt has, or with {@code ://}, as a URL has.
 */
final class BoundedValues {
    /** Stands for all values beyond the limit. */
    static final String OTHER = "other";
    /** Stands for a value that is not set. */
    static final String NONE = "none";

    private static final Pattern NAME = Pattern.compile("(?!.*://)\\S{1,100}");

    private final int limit;
    private final Monitor monitor = new LockMonitor();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedValues(int limit) {
        this.limit = limit;
    }

    String of(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return NONE;
        }
        return known.contains(value) || add(value) ? value : OTHER;
    }

    private boolean add(String value) {
        return NAME.matcher(value).matches()
                && monitor.get(() -> known.contains(value) || (known.size() < limit && known.add(value)));
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
