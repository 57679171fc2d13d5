package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** When a task is polled next, by what 1,000 tasks like it have taken. */
@State(Scope.Benchmark)
public class ScheduleDecision {
    private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private final Random random = new Random(1);
    private TaskTimes times;

    @Setup
    public void learn() {
        times = TaskTimes.UNKNOWN;
        for (int task = 0; task < 1000; task++) {
            Duration duration = Duration.ofMillis(Math.round(105_000 * Math.exp(0.5 * random.nextGaussian())));
            times = times.with(new EndedTask(
                    duration.minusSeconds(2),
                    duration,
                    List.of(new ProgressReports.Report(duration.dividedBy(2), 50))));
        }
    }

    @Benchmark
    public Duration decideNextPoll() {
        return schedule.afterAnswer(new PollSchedule.Seen(Duration.ofSeconds(80), 3, 40, false, null), times, random);
    }
}
