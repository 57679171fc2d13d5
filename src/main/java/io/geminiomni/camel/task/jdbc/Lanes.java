package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.net.BaseUrl;
import java.util.List;

/**
 * Where tasks are claimed: one lane for what is to be emitted, and one for each spelling of a base URL under which tasks are
 * stored that are to be asked for. What is stored keeps its spelling, as a node of an older version finds its tasks by that.
 */
record Lanes(List<String> names) {
    static final Lanes EMIT = new Lanes(List.of("EMIT"));

    private static final String ASK = "ASK ";

    /** All names of lanes with tasks to ask for come after it. */
    static final String BEFORE_ASK = ASK;

    static boolean isAsk(String name) {
        return name.startsWith(ASK);
    }

    static String baseUrl(String name) {
        return name.substring(ASK.length());
    }

    /** Those for tasks that were made at this base URL. */
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
