package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Moment;
import io.geminiomni.camel.simulation.checker.Violation;
import java.util.stream.Collectors;

/** Tells a developer how a history breaks a promise. */
final class Report {
    private Report() {}

    /** The shortened history in numbered steps, and how to repeat it. */
    static String of(HistoryName name, PlantedFault planted, Violation violation) {
        HistoryName shortest = Shrinker.shrink(name, planted, violation.rule());
        return "The history " + name + " breaks a promise: " + violation + ".\nThis is what is left of it:\n\n"
                + of(Simulation.run(shortest.plan(), planted))
                + "\nTo repeat it: mvn -q test-compile exec:exec@replay -Dhistory='" + shortest + "'"
                + (planted == PlantedFault.NONE ? "" : " -Dplanted=" + planted) + "\n";
    }

    /** A history in numbered steps, with what it breaks. */
    static String of(Result result) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Moment moment : result.history()) {
            if (!(moment.event() instanceof Event.Renewed)) {
                text.append(String.format("%4d. %s%n", number++, moment));
            }
        }
        return text.append('\n')
                .append(
                        result.violations().isEmpty()
                                ? "It breaks no promise.\n"
                                : result.violations().stream()
                                        .map(violation -> "It breaks " + violation + "\n")
                                        .collect(Collectors.joining()))
                .toString();
    }
}
