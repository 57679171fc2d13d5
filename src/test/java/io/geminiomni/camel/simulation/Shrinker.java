package io.geminiomni.camel.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Shortens a history that breaks a promise, as long as it still breaks it: it leaves out faults, steps, nodes, time, and
 * choices of the scheduler.
 */
final class Shrinker {
    private static final int MOST_RUNS = 600;

    private final PlantedFault planted;
    private final String rule;
    private HistoryName shortest;
    private int runs;

    private Shrinker(HistoryName name, PlantedFault planted, String rule) {
        this.shortest = name;
        this.planted = planted;
        this.rule = rule;
    }

    /**
     * The shortest history that is found.
     *
     * @param rule the rule that it breaks
     */
    static HistoryName shrink(HistoryName name, PlantedFault planted, String rule) {
        return new Shrinker(name, planted, rule).shrink();
    }

    private HistoryName shrink() {
        HistoryName before;
        do {
            before = shortest;
            leaveOutSteps();
            leaveOutFaults();
            leaveOutNodes();
            endEarlier();
            tryOut(shortest.withSwitching(0));
        } while (!before.equals(shortest) && runs < MOST_RUNS);
        return shortest;
    }

    /** Large parts first, then smaller ones, then each alone. */
    private void leaveOutSteps() {
        for (int part = Math.max(1, shortest.steps().size() / 2); part > 0; part /= 2) {
            int from = 0;
            while (from < shortest.steps().size()) {
                List<Integer> fewer = new ArrayList<>(shortest.steps());
                fewer.subList(from, Math.min(fewer.size(), from + part)).clear();
                if (!tryOut(shortest.withSteps(fewer))) {
                    from += part;
                }
            }
        }
    }

    private void leaveOutFaults() {
        for (FaultKind kind : shortest.faults()) {
            List<FaultKind> fewer = new ArrayList<>(shortest.faults());
            fewer.remove(kind);
            tryOut(shortest.withFaults(fewer));
        }
    }

    private void leaveOutNodes() {
        while (shortest.nodes() > 1 && tryOut(shortest.withNodes(shortest.nodes() - 1))) {
            // One fewer each time.
        }
    }

    private void endEarlier() {
        for (long less = shortest.end() / 2; less > 0; less /= 2) {
            if (shortest.end() > less) {
                tryOut(shortest.withEnd(shortest.end() - less));
            }
        }
    }

    /** @return whether it breaks the rule, too, and is the shortest now */
    private boolean tryOut(HistoryName shorter) {
        if (shorter.equals(shortest) || runs >= MOST_RUNS) {
            return false;
        }
        runs++;
        boolean breaks = Simulation.run(shorter.plan(), planted).breaks(rule);
        if (breaks) {
            shortest = shorter;
        }
        return breaks;
    }
}
