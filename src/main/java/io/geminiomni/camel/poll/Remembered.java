package io.geminiomni.camel.poll;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is remembered of the last tasks, for any number of threads. The oldest entry gives way to a new one. */
final class Remembered<V> extends LinkedHashMap<TaskName, V> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 100_000;

    private Remembered() {}

    static <V> Map<TaskName, V> map() {
        return Collections.synchronizedMap(new Remembered<>());
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<TaskName, V> eldest) {
        return size() > MOST;
    }
}
