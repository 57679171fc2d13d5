package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What an account has learned before a test. */
public final class LearnedSamples {
    private LearnedSamples() {}

    /** Teaches that requests with a prompt only take between these two times. */
    public static void teach(LearnedTimes times, Duration shortest, Duration longest) {
        VideoTask like = PollSamples.submit(new InMemoryVideoTaskRepository(), "t-1");
        new Random(1)
                .longs(2L * TaskTimes.ENOUGH, shortest.toMillis(), longest.toMillis())
                .mapToObj(Duration::ofMillis)
                .forEach(time -> times.add(like, new EndedTask(time, time, List.of())));
    }
}
