package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A task is late only after {@code taskTimeout}. One that the gateway does not know is parked only after {@code taskTimeout}, and a task without an end is abandoned only
 * after {@code abandonAfter}, by the time of the store. This time begins when the store writes the intent; the node may learn
 * later that it has.
 */
final class EndedInTime extends Rule {
    private final Duration taskTimeout;
    private final Duration abandonAfter;
    private final Map<String, Duration> submitted = new HashMap<>();
    private final Map<String, String> states = new HashMap<>();
    private final Set<String> ended = new HashSet<>();

    EndedInTime(Duration taskTimeout, Duration abandonAfter) {
        this.taskTimeout = taskTimeout;
        this.abandonAfter = abandonAfter;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.TaskEnded end) {
            ended.add(end.taskId());
        } else if (event instanceof Event.Became became) {
            String before = states.put(became.key(), became.state());
            if (before == null || (became.state().equals("SUBMITTING") && !before.equals("SUBMITTING"))) {
                submitted.put(became.key(), became.submittedAt());
            }
            Duration age = at.minus(submitted.get(became.key()));
            if (became.late() && age.compareTo(taskTimeout) < 0) {
                broken("task " + became.taskId() + " is late " + age.toSeconds() + " s after its submission");
            }
            boolean waited = "WAITING".equals(before);
            if (waited && became.state().equals("PARKED") && age.compareTo(taskTimeout) < 0) {
                broken("task " + became.taskId() + " is parked " + age.toSeconds() + " s after its submission");
            }
            if (waited
                    && became.state().equals("FAILED")
                    && !ended.contains(String.valueOf(became.taskId()))
                    && age.compareTo(abandonAfter) < 0) {
                broken("task " + became.taskId() + " is abandoned " + age.toSeconds() + " s after its submission");
            }
        }
    }
}
