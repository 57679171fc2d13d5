package io.geminiomni.camel.poll;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A thread-safe map of the latest tasks. When it is full, a new entry replaces the oldest one. */
final class Remembered<V> extends LinkedHashMap<TaskName, V> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SIZE = 100_000;

    private Remembered() {}

    static <V> Map<TaskName, V> map() {
        return Collections.synchronizedMap(new Remembered<>());
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<TaskName, V> eldest) {
        return size() > MAX_SIZE;
    }
}
