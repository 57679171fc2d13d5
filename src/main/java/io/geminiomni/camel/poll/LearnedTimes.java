package io.geminiomni.camel.poll;

import io.geminiomni.camel.request.BilledValues;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.VideoTask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all that poll tasks of an account have learned of how long tasks take, for each kind of task: its model, resolution and
 * duration, and whether it has a reference video. It is kept in memory, for a bounded number of kinds. Thread-safe.
 */
public final class LearnedTimes {
    private static final int MOST_KINDS = 100;

    private final Map<BilledValues, TaskTimes> kinds = Collections.synchronizedMap(new Kinds());

    /** When it is full, a new kind replaces the one that was used least recently. */
    private static final class Kinds extends LinkedHashMap<BilledValues, TaskTimes> {
        private static final long serialVersionUID = 1L;

        Kinds() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<BilledValues, TaskTimes> eldest) {
            return size() > MOST_KINDS;
        }
    }

    /** What is known of tasks like this one. */
    TaskTimes of(VideoTask task) {
        return kinds.getOrDefault(BilledValues.of(task.request()), TaskTimes.UNKNOWN);
    }

    /** Whether it is known how long tasks of such requests take. */
    public boolean isKnown(VideoRequest request) {
        return kinds.getOrDefault(BilledValues.of(request), TaskTimes.UNKNOWN).isKnown();
    }

    void add(VideoTask task, EndedTask ended) {
        kinds.compute(
                BilledValues.of(task.request()),
                (kind, known) -> (known == null ? TaskTimes.UNKNOWN : known).with(ended));
    }
}
