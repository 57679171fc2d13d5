package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** When the faults have ended and the longest bound has passed, each task has ended, and each thread is at rest. */
final class NothingStuck extends Rule {
    private static final Set<String> AT_REST = Set.of("DELIVERED", "PARKED", "UNKNOWN", "NOT_ACCEPTED", "REJECTED");

    /** The states of a submission without a task. Of a node that ends while it stores an intent, only the later ones are seen. */
    private static final Set<String> OF_A_SUBMISSION = Set.of("SUBMITTING", "UNKNOWN", "NOT_ACCEPTED");

    private final Set<String> keys = new HashSet<>();
    private int charged;
    private int records;

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Final record) {
            records++;
            if (!AT_REST.contains(record.state())) {
                broken("key " + record.key() + " is still " + record.state());
            }
        } else if (event instanceof Event.NotAtRest rest) {
            broken(rest.what());
        } else if (event instanceof Event.Became became && OF_A_SUBMISSION.contains(became.state())) {
            keys.add(became.key());
        } else if (event instanceof Event.Charged) {
            charged++;
        }
    }

    @Override
    void end() {
        if (records > keys.size() + charged) {
            broken("there are " + records + " records of " + keys.size() + " keys and " + charged + " tasks");
        }
    }
}
