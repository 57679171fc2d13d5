package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches a history from its beginning to its end, and finds what breaks one promise. */
abstract class Rule {
    private final List<Violation> violations = new ArrayList<>();

    /** The next event. */
    abstract void see(Duration at, Event event);

    /** There are no further events. */
    void end() {}

    final List<Violation> violations() {
        return violations;
    }

    final void broken(String what) {
        violations.add(new Violation(getClass().getSimpleName(), what));
    }
}
