package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A task is DELIVERED only after a route has completed for it, or its failure was reported or given up after too many attempts.
 * It is parked for its attempts only after so many were made, of which those do not count that were released before the route.
 */
final class Delivered extends Rule {
    private final int mostAttempts;
    private final Set<String> done = new HashSet<>();
    private final Map<String, String> states = new HashMap<>();
    /** By key, the leases under which it may have been emitted. */
    private final Map<String, Set<String>> attempts = new HashMap<>();

    private final Set<String> emitted = new HashSet<>();

    Delivered(int mostAttempts) {
        this.mostAttempts = mostAttempts;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.RouteCompleted route) {
            done.add(route.taskId());
        } else if (event instanceof Event.FailureReported report) {
            done.add(report.taskId());
        } else if (event instanceof Event.Emitted emission) {
            emitted.add(emission.lease());
        } else if (event instanceof Event.Leased lease && lease.toEmit()) {
            attempts(lease.key()).add(lease.lease());
        } else if (event instanceof Event.Uncertain write) {
            attempts(write.key()).add(write.lease());
        } else if (event instanceof Event.Wrote write && write.released() && !emitted.contains(write.lease())) {
            attempts(write.key()).remove(write.lease());
        } else if (event instanceof Event.Became became) {
            becomes(became);
        } else if (event instanceof Event.Final record
                && record.state().equals("DELIVERED")
                && !done.contains(record.taskId())
                && attempts(record.key()).size() < mostAttempts) {
            broken("task " + record.taskId() + " is DELIVERED at the end, but no route has completed for it");
        }
    }

    private void becomes(Event.Became became) {
        String before = states.put(became.key(), became.state());
        boolean tooOften = attempts(became.key()).size() >= mostAttempts;
        if (became.state().equals("DELIVERED") && !done.contains(became.taskId()) && !tooOften) {
            broken("task " + became.taskId() + " is DELIVERED, but no route has completed for it");
        }
        if (became.state().equals("PARKED") && "COMPLETED".equals(before) && !tooOften) {
            broken("task " + became.taskId() + " is PARKED after "
                    + attempts(became.key()).size() + " attempts, of " + mostAttempts + " that are allowed");
        }
        if ("PARKED".equals(before)) {
            attempts(became.key()).clear();
        }
    }

    private Set<String> attempts(String key) {
        return attempts.computeIfAbsent(key, any -> new HashSet<>());
    }
}
