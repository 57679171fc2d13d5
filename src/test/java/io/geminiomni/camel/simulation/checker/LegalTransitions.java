package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The states of a record follow each other as in the diagram of docs/guarantees.md. */
final class LegalTransitions extends Rule {
    private static final Map<String, Set<String>> NEXT = Map.of(
            "SUBMITTING", Set.of("NOT_ACCEPTED", "REJECTED", "UNKNOWN", "WAITING"),
            "NOT_ACCEPTED", Set.of("SUBMITTING", "WAITING"),
            "REJECTED", Set.of("SUBMITTING", "WAITING"),
            "UNKNOWN", Set.of("WAITING", "NOT_ACCEPTED", "REJECTED"),
            "WAITING", Set.of("COMPLETED", "FAILED", "PARKED"),
            "COMPLETED", Set.of("DELIVERED", "PARKED"),
            "FAILED", Set.of("DELIVERED"),
            "PARKED", Set.of("WAITING", "COMPLETED"),
            // After its retention a record is purged, and its key begins again.
            "DELIVERED", Set.of("SUBMITTING"));

    private final boolean seesEachState;
    private final Map<String, String> states = new HashMap<>();

    LegalTransitions(boolean seesEachState) {
        this.seesEachState = seesEachState;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Became became) {
            String before = states.put(became.key(), became.state());
            if (seesEachState
                    && before != null
                    && !before.equals(became.state())
                    && !NEXT.get(before).contains(became.state())) {
                broken("key " + became.key() + " was " + before + " and is " + became.state());
            }
        }
    }
}
