package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.option.Nearest;
import io.geminiomni.camel.request.RequestField;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once for each name of unknown headers with the prefix of this component: the request is paid for without them. They are
 * not an error, because a newer version may have set them.
 */
final class MisspeltHeaders {
    private static final Logger LOG = LoggerFactory.getLogger(MisspeltHeaders.class);
    private static final String PREFIX = "CamelGeminiOmni";
    private static final int MOST_NAMES = 100;
    private static final int SHOWN = 60;

    /** The names after the prefix. */
    private static final Set<String> KNOWN = Stream.concat(
                    Arrays.stream(HeaderNames.class.getFields()).map(MisspeltHeaders::name),
                    Arrays.stream(RequestField.values())
                            .filter(RequestField::hasHeader)
                            .map(RequestField::headerName))
            .map(name -> name.substring(PREFIX.length()))
            .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    void warn(Map<String, Object> headers) {
        headers.keySet().stream()
                .filter(name -> name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()))
                .filter(name -> !KNOWN.contains(name.substring(PREFIX.length())))
                .filter(name -> warned.size() < MOST_NAMES && warned.add(name))
                .forEach(name -> LOG.warn(
                        "There is no header {}, so it is ignored{}",
                        name.substring(0, Math.min(SHOWN, name.length())),
                        Nearest.of(name.substring(PREFIX.length()), KNOWN)
                                .map(nearest -> ": did you mean " + PREFIX + nearest + "?")
                                .orElse("")));
    }

    private static String name(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("The constants of an interface are public", e);
        }
    }
}
