package io.geminiomni.camel.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name of a history, by which it can be repeated: its seed and, if it was shortened, what is left of its plan. It is written
 * as {@code 42} or {@code 42,nodes=1,switching=0.0,end=60,steps=0+3,faults=STORE_SLOW}.
 *
 * @param nodes how many of its nodes are left
 * @param steps the indices of the steps that are left
 * @param end when the faults end, in seconds
 */
record HistoryName(long seed, int nodes, double switching, List<Integer> steps, List<FaultKind> faults, long end) {
    private static final String SEPARATOR = ",";
    private static final String LIST_SEPARATOR = "\\+";

    /** The whole history of a seed. */
    static HistoryName of(long seed) {
        Plan plan = Plan.of(seed);
        List<Integer> all = new ArrayList<>();
        for (int step = 0; step < plan.steps().size(); step++) {
            all.add(step);
        }
        return new HistoryName(
                seed,
                plan.options().size(),
                plan.switching(),
                all,
                List.copyOf(plan.faults().keySet()),
                plan.faultsEnd().toSeconds());
    }

    /** @throws IllegalArgumentException if it is no name of a history */
    static HistoryName parse(String text) {
        String[] parts = text.split(SEPARATOR);
        HistoryName whole = of(Long.parseLong(parts[0].strip()));
        Map<String, String> values = new TreeMap<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            String[] pair = part.split("=", 2);
            values.put(pair[0].strip(), pair[1].strip());
        }
        return new HistoryName(
                whole.seed(),
                Integer.parseInt(values.getOrDefault("nodes", Integer.toString(whole.nodes()))),
                Double.parseDouble(values.getOrDefault("switching", Double.toString(whole.switching()))),
                values.containsKey("steps")
                        ? list(values.get("steps")).map(Integer::valueOf).toList()
                        : whole.steps(),
                values.containsKey("faults")
                        ? list(values.get("faults")).map(FaultKind::valueOf).toList()
                        : whole.faults(),
                Long.parseLong(values.getOrDefault("end", Long.toString(whole.end()))));
    }

    private static Stream<String> list(String text) {
        return Arrays.stream(text.split(LIST_SEPARATOR)).filter(each -> !each.isBlank());
    }

    /** What is left of the plan. */
    Plan plan() {
        Plan whole = Plan.of(seed);
        Map<FaultKind, Double> left = new EnumMap<>(FaultKind.class);
        faults.forEach(kind -> left.put(kind, whole.faults().get(kind)));
        return new Plan(
                seed,
                switching,
                whole.h2(),
                whole.options().subList(0, nodes),
                left,
                steps.stream()
                        .map(whole.steps()::get)
                        .filter(step -> step.node() < nodes && step.at().toSeconds() < end)
                        .toList(),
                Duration.ofSeconds(end));
    }

    HistoryName withSteps(List<Integer> fewer) {
        return new HistoryName(seed, nodes, switching, fewer, faults, end);
    }

    HistoryName withFaults(List<FaultKind> fewer) {
        return new HistoryName(seed, nodes, switching, steps, fewer, end);
    }

    HistoryName withNodes(int fewer) {
        return new HistoryName(seed, fewer, switching, steps, faults, end);
    }

    HistoryName withSwitching(double probability) {
        return new HistoryName(seed, nodes, probability, steps, faults, end);
    }

    HistoryName withEnd(long earlier) {
        return new HistoryName(seed, nodes, switching, steps, faults, earlier);
    }

    @Override
    public String toString() {
        return equals(of(seed))
                ? Long.toString(seed)
                : seed + SEPARATOR + "nodes=" + nodes + SEPARATOR + "switching=" + switching + SEPARATOR + "end="
                        + end + SEPARATOR + "steps="
                        + joined(steps) + SEPARATOR + "faults=" + joined(faults);
    }

    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining("+"));
    }
}
