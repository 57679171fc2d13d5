package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Moment;
import io.geminiomni.camel.simulation.checker.Violation;
import java.util.List;
import java.util.Map;

/**
 * A history and its judgement.
 *
 * @param hash the same for the same history
 * @param steps at how many steps the scheduler could choose
 * @param faults how often each kind of fault has happened
 */
record Result(
        Plan plan,
        List<Moment> history,
        List<Violation> violations,
        String hash,
        long steps,
        Map<FaultKind, Integer> faults) {
    boolean breaks(String rule) {
        return violations.stream().anyMatch(violation -> violation.rule().equals(rule));
    }
}
