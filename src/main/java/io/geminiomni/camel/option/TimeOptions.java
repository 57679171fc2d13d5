package io.geminiomni.camel.option;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/**
 * Checks options that are times, and says what is allowed. Camel's own message names only the types that it could not convert.
 */
public final class TimeOptions {
    /** Options of type {@code long} that are not times, in lower case. All times have that type in the configurers. */
    private static final Set<String> NOT_TIMES = Set.of("repeatcount");

    private TimeOptions() {}

    /**
     * Checks the options of a URI.
     *
     * @throws IllegalArgumentException if a time option has text that is not a time
     */
    public static void check(CamelContext context, PropertyConfigurer types, Map<String, Object> options) {
        options.forEach((name, value) -> check(context, types, name, value));
    }

    static void check(CamelContext context, PropertyConfigurer types, String name, @Nullable Object value) {
        boolean isTime = types instanceof PropertyConfigurerGetter getter
                && getter.getOptionType(name, true) == long.class
                && !NOT_TIMES.contains(name.toLowerCase(Locale.ROOT));
        if (isTime && value instanceof String text && !isReference(text) && !isReadable(context, text)) {
            throw new IllegalArgumentException("The option " + name + " is '" + text
                    + "', but must be a time: a number of milliseconds, or numbers with d, h, m, s or ms, such as 5000, 30s, 5m"
                    + " or 1h30m");
        }
    }

    /** Whether Camel replaces the text. */
    private static boolean isReference(String text) {
        return text.startsWith("#") || text.contains("{{");
    }

    private static boolean isReadable(CamelContext context, String text) {
        try {
            return context.getTypeConverter().tryConvertTo(Duration.class, text) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
