package io.geminiomni.camel.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened in many histories. */
final class Figures {
    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final Map<Action, Long> actions = new EnumMap<>(Action.class);
    private final Map<Integer, Long> nodes = new TreeMap<>();
    private final long began = System.nanoTime();
    private long histories;
    private long steps;
    private long events;
    private long inH2;

    void add(Result result) {
        histories++;
        steps += result.steps();
        events += result.history().size();
        inH2 += result.plan().h2() ? 1 : 0;
        nodes.merge(result.plan().options().size(), 1L, Long::sum);
        result.faults().forEach((kind, times) -> faults.merge(kind, (long) times, Long::sum));
        result.plan().steps().forEach(step -> actions.merge(step.action(), 1L, Long::sum));
    }

    long histories() {
        return histories;
    }

    @Override
    public String toString() {
        return histories + " histories (" + inH2 + " in H2; by nodes " + nodes + "), " + steps + " steps of threads, "
                + events + " events, " + (System.nanoTime() - began) / 1_000_000_000 + " s\nplanned: " + actions
                + "\nfaults: " + faults;
    }
}
