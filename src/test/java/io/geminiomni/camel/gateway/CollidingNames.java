package io.geminiomni.camel.gateway;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Field names that Jackson's table of names puts into one place, whatever its seed: its hash takes each character times 33
 * plus the next, so that one less of the first and 33 more of the second make no difference.
 */
public final class CollidingNames {
    private static final int FACTOR = 33;

    /** Few enough for no name to hold a backslash. */
    private static final int SHIFTS = 22;

    private CollidingNames() {}

    /** So many members of a JSON object, without its braces, whose names collide with a name of at least four characters. */
    public static String members(String name, int count) {
        return IntStream.range(1, count + 1)
                .mapToObj(i -> '"' + shifted(name, i % SHIFTS, i / SHIFTS) + "\":1")
                .collect(Collectors.joining(","));
    }

    private static String shifted(String name, int first, int second) {
        char[] chars = name.toCharArray();
        chars[0] -= first;
        chars[1] += FACTOR * first;
        chars[2] -= second;
        chars[3] += FACTOR * second;
        return new String(chars);
    }
}
