package io.geminiomni.camel.simulation;

import java.util.Map;
import java.util.TreeMap;

/** Runs histories from the command line, for a developer. */
public final class Replay {
    private Replay() {}
    static long[] T = new long[2], N = new long[2], S = new long[2];

    public static void main(String[] args) throws Exception {
        long first = Long.parseLong(args[0]);
        long count = args.length > 1 ? Long.parseLong(args[1]) : 1;
        long began = System.nanoTime();
        long steps = 0;
        int failed = 0;
        Map<String, Integer> rules = new TreeMap<>();
        try (SilentLogs silent = new SilentLogs()) {
            for (long seed = first; seed < first + count; seed++) {
                long t = System.nanoTime();
                Plan pl = Plan.of(seed);
                Result result = Simulation.run(pl);
                t = System.nanoTime() - t;
                if (seed - first > count / 4) { int k = pl.h2() ? 1 : 0; T[k] += t; N[k]++; S[k] += result.steps(); }
                steps += result.steps();
                if (count == 1) {
                    result.history().forEach(System.out::println);
                    System.out.println(result.hash() + " " + result.steps());
                }
                if (!result.violations().isEmpty()) {
                    failed++;
                    result.violations().forEach(v -> rules.merge(v.rule(), 1, Integer::sum));
                    if (failed <= 15) {
                        System.out.println(seed + ": " + result.violations());
                    }
                }
            }
        }
        System.out.println("mem " + T[0] / 1000 / Math.max(1, N[0]) + " us " + S[0] / Math.max(1, N[0]) + " steps, h2 " + T[1] / 1000 / Math.max(1, N[1]) + " us " + S[1] / Math.max(1, N[1]) + " steps" + N[1]);
        System.out.println(count + " histories, " + failed + " failed " + rules + ", " + steps + " steps, "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
    }
}
