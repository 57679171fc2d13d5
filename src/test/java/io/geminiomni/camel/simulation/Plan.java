package io.geminiomni.camel.simulation;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What happens to the nodes of a history, as determined by its seed. What the threads make of it is up to the scheduler, whose
 * randomness is the seed's, too.
 *
 * @param seed determines everything
 * @param switching the probability that another thread goes on at a step
 * @param h2 whether the tasks are in H2; else in memory
 * @param options of each node, and those with which it is restarted
 * @param faults the probability of each kind of fault; absent if it does not happen
 * @param faultsEnd when the faults end
 */
record Plan(
        long seed,
        double switching,
        boolean h2,
        List<List<NodeOptions>> options,
        Map<FaultKind, Double> faults,
        List<PlannedStep> steps,
        Duration faultsEnd) {
    static final URI FIRST_GATEWAY = URI.create("https://gateway.example");
    static final URI SECOND_GATEWAY = URI.create("https://other.example");
    static final String FIRST_KEY = "sk-first";
    /** Another key of the same account. */
    static final String ROTATED_KEY = "sk-first-rotated";
    /** The key of another account. */
    static final String SECOND_KEY = "sk-second";

    private static final double[] SWITCHING = {0.02, 0.1, 0.3, 0.6};
    private static final int MOST_NODES = 5;
    private static final double H2_SHARE = 0.004;

    static Plan of(long seed) {
        return new Drawing(new SplittableRandom(seed)).plan(seed);
    }

    /** Whether a node is restarted with another key of its account. */
    boolean rotatesKey() {
        return options.stream()
                .flatMap(List::stream)
                .anyMatch(each -> each.apiKey().equals(ROTATED_KEY));
    }

    /** Draws a plan. */
    private static final class Drawing {
        private final SplittableRandom random;

        Drawing(SplittableRandom random) {
            this.random = random;
        }

        Plan plan(long seed) {
            boolean h2 = random.nextDouble() < H2_SHARE;
            double switching = SWITCHING[random.nextInt(SWITCHING.length)];
            int nodes = 1 + (int) (MOST_NODES * Math.pow(random.nextDouble(), 2));
            Duration faultsEnd = Duration.ofSeconds(45 + random.nextInt(135));
            return new Plan(seed, switching, h2, options(nodes), faults(), steps(nodes, faultsEnd), faultsEnd);
        }

        private Map<FaultKind, Double> faults() {
            Map<FaultKind, Double> faults = new EnumMap<>(FaultKind.class);
            double share = random.nextDouble();
            for (FaultKind kind : FaultKind.values()) {
                double probability = kind.most * random.nextDouble();
                if (random.nextDouble() < share) {
                    faults.put(kind, probability);
                }
            }
            return faults;
        }

        private List<List<NodeOptions>> options(int nodes) {
            int kind = random.nextInt(10);
            List<List<NodeOptions>> options = new ArrayList<>();
            NodeOptions shared = options(FIRST_GATEWAY, FIRST_KEY);
            for (int node = 0; node < nodes; node++) {
                boolean odd = node % 2 == 1;
                NodeOptions first = shared;
                if (kind == 0 && odd) {
                    first = options(SECOND_GATEWAY, FIRST_KEY);
                } else if (kind == 1 && odd) {
                    first = options(FIRST_GATEWAY, SECOND_KEY);
                } else if (kind >= 7 && odd) {
                    first = options(FIRST_GATEWAY, FIRST_KEY);
                }
                NodeOptions restarted = first;
                if (kind == 2) {
                    restarted = options(FIRST_GATEWAY, ROTATED_KEY);
                } else if (kind == 3) {
                    restarted = options(first.baseUrl(), first.apiKey());
                }
                options.add(List.of(first, restarted));
            }
            return options;
        }

        private NodeOptions options(URI baseUrl, String apiKey) {
            Duration pollInterval = Duration.ofSeconds(2 + random.nextInt(8));
            return new NodeOptions(
                    baseUrl,
                    apiKey,
                    Duration.ofSeconds(6 + random.nextInt(54)),
                    Duration.ofSeconds(25 + random.nextInt(60)),
                    random.nextInt(4) == 0 ? Duration.ofSeconds(30 + random.nextInt(60)) : Duration.ofDays(7),
                    pollInterval,
                    pollInterval.multipliedBy(1 + random.nextInt(4)),
                    Duration.ofSeconds(3 + random.nextInt(13)),
                    1 + random.nextInt(3));
        }

        private List<PlannedStep> steps(int nodes, Duration until) {
            int keys = 1 + random.nextInt(random.nextInt(10) == 0 ? 15 : 4);
            int count = 2 + random.nextInt(18);
            List<PlannedStep> steps = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                steps.add(step(Action.CREATE, nodes, until.dividedBy(2), key));
            }
            for (int i = 0; i < count; i++) {
                Action action = action();
                boolean submits = action == Action.CREATE || action == Action.GENERATE;
                steps.add(step(action, nodes, until, submits ? random.nextInt(keys) : random.nextInt(60)));
            }
            steps.sort(Comparator.comparing(PlannedStep::at));
            return steps;
        }

        private PlannedStep step(Action action, int nodes, Duration until, int number) {
            Duration at = Duration.ofMillis(random.nextLong(until.toMillis()));
            double length = Math.pow(random.nextDouble(), 2);
            return new PlannedStep(
                    at, action, random.nextInt(nodes), number, Duration.ofMillis((long) (120_000 * length) + 1));
        }

        private Action action() {
            int total = 0;
            for (Action action : Action.values()) {
                total += action.weight;
            }
            int drawn = random.nextInt(total);
            for (Action action : Action.values()) {
                drawn -= action.weight;
                if (drawn < 0) {
                    return action;
                }
            }
            throw new IllegalStateException("The weights changed");
        }
    }
}
