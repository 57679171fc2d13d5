package io.geminiomni.camel.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs benchmarks, and writes their figures to {@code target/benchmarks.txt}. */
final class Report {
    /** Whether the numbers are those of docs/performance.md. */
    static final boolean FULL = Boolean.getBoolean("bench");
    /** How often each benchmark runs, after one run to warm up. */
    static final int RUNS = FULL ? 5 : 1;

    private static final Path FILE = Path.of("target/benchmarks.txt");

    private Report() {}

    /** Adds a figure, and its ratio to that of a peer in the same run. */
    static void add(String what, double figure, String unit, String peer, double ofPeer, double ratio)
            throws Exception {
        String line =
                String.format(Locale.ROOT, "%-58s %9.1f %s, %s %9.1f: %.2f%n", what, figure, unit, peer, ofPeer, ratio);
        Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(ratio).as(line).isNotNegative().isFinite();
    }

    /** One run of a benchmark, in seconds. */
    interface Run {
        double seconds() throws Exception;
    }

    /** The median rate of several runs after one to warm up. */
    static double rate(int items, Run run) throws Exception {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < RUNS + 1; i++) {
            rates.add(items / run.seconds());
        }
        return Load.median(rates.subList(1, rates.size()));
    }
}
