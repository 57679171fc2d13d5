package io.geminiomni.camel.emit;

import io.geminiomni.camel.task.VideoTask;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The progress of tasks that a consumer has emitted: a status or progress that a gateway takes back and repeats is emitted once.
 * It is kept in memory only, so another node may emit it again. For one thread.
 */
public final class EmittedProgress {
    private static final int MAX_SIZE = 10_000;

    private final Map<String, Set<State>> emitted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<State>> eldest) {
            return size() > MAX_SIZE;
        }
    };

    private record State(@Nullable String status, int progress) {}

    /** @return false if the present status and progress of the task were emitted already */
    public boolean add(VideoTask task) {
        return emitted.computeIfAbsent(task.key(), key -> new HashSet<>())
                .add(new State(task.status(), task.progress()));
    }

    /** The task has ended. */
    public void forget(VideoTask task) {
        emitted.remove(task.key());
    }
}
