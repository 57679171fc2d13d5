package io.geminiomni.camel.emit;

import io.geminiomni.camel.task.VideoTask;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer's route was told of tasks that go on: a gateway that takes back what it said, and says it again, is told of
 * once. It is remembered here and not recorded, so another node may tell it again. For one thread.
 */
public final class EmittedProgress {
    private static final int REMEMBERED = 10_000;

    private final Map<String, Set<State>> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<State>> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record State(@Nullable String status, int progress) {}

    /** @return whether the route was not told yet that the task is like this */
    public boolean add(VideoTask task) {
        return told.computeIfAbsent(task.key(), key -> new HashSet<>()).add(new State(task.status(), task.progress()));
    }

    /** It has come to its end. */
    public void forget(VideoTask task) {
        told.remove(task.key());
    }
}
