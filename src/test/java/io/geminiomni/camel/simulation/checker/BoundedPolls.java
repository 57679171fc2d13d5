package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A task is polled at most once in the shortest interval, and once more for each lease of it. */
final class BoundedPolls extends Rule {
    private static final int SLACK = 3;

    private final Duration shortest;
    private final Map<String, Duration> charged = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, Integer> polls = new HashMap<>();

    BoundedPolls(Duration shortest) {
        this.shortest = shortest;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Charged task) {
            charged.put(task.taskId(), at);
            keys.put(task.taskId(), task.key());
        } else if (event instanceof Event.Polled poll && charged.containsKey(poll.taskId())) {
            int count = polls.merge(poll.taskId(), 1, Integer::sum);
            long most = 2 * at.minus(charged.get(poll.taskId())).dividedBy(shortest) + SLACK;
            if (count > most) {
                broken("task " + poll.taskId() + " was polled " + count + " times, of " + most + " that are allowed");
            }
        }
    }
}
