package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.net.BaseUrl;
import java.util.List;

/**
 * The lanes in which tasks are claimed: one for tasks to emit, and one for each stored spelling of a base URL for tasks to poll. The
 * stored spelling does not change, as nodes of an older version find their tasks by it.
 */
record Lanes(List<String> names) {
    static final Lanes EMIT = new Lanes(List.of("EMIT"));

    private static final String ASK = "ASK ";

    /** Sorts before the names of all lanes with tasks to poll. */
    static final String BEFORE_ASK = ASK;

    static boolean isAsk(String name) {
        return name.startsWith(ASK);
    }

    static String baseUrl(String name) {
        return name.substring(ASK.length());
    }

    /** The lanes of tasks that were created at this base URL. */
    Lanes of(String baseUrl) {
        return new Lanes(names.stream()
                .filter(name -> BaseUrl.isSame(baseUrl(name), baseUrl))
                .toList());
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    boolean isOne() {
        return names.size() == 1;
    }

    String[] toArray() {
        return names.toArray(new String[0]);
    }
}
