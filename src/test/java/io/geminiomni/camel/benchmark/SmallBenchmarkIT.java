package io.geminiomni.camel.benchmark;

import static io.geminiomni.camel.benchmark.Report.FULL;
import static io.geminiomni.camel.benchmark.Report.RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.poll.ScheduleDecision;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks with JMH in docs/performance.md: time and allocated bytes of what is smaller than a call of the gateway. */
class SmallBenchmarkIT {
    private static final String PEER = "parseAsJson";

    @Test
    void smallOperationsAgainstTheParsingOfTheRequest() throws Exception {
        TimeValue time = FULL ? TimeValue.seconds(1) : TimeValue.milliseconds(50);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(SmallOperations.class.getName())
                        .include(ScheduleDecision.class.getName())
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(FULL ? 1 : 0)
                        .warmupIterations(RUNS)
                        .warmupTime(time)
                        .measurementIterations(RUNS)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();

        Map<String, List<Double>> figures = new TreeMap<>();
        for (RunResult result : results) {
            figures.put(
                    result.getPrimaryResult().getLabel(),
                    List.of(
                            result.getPrimaryResult().getScore(),
                            result.getSecondaryResults()
                                    .get("gc.alloc.rate.norm")
                                    .getScore()));
        }
        assertThat(figures).containsOnlyKeys(PEER, "readAndCheckRequest", "claimAndReleaseTask", "decideNextPoll");
        double peerTime = figures.get(PEER).get(0);
        double peerBytes = figures.get(PEER).get(1);
        for (Map.Entry<String, List<Double>> each : figures.entrySet()) {
            double own = each.getValue().get(0);
            double bytes = each.getValue().get(1);
            Report.add(each.getKey() + ": time", own, "us", PEER, peerTime, own / peerTime);
            Report.add(each.getKey() + ": allocated", bytes, "bytes", PEER, peerBytes, bytes / peerBytes);
        }
    }
}
