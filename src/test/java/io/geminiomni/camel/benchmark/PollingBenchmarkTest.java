package io.geminiomni.camel.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.poll.Elapsed;
import io.geminiomni.camel.poll.LearnedTimes;
import io.geminiomni.camel.poll.OtherAccounts;
import io.geminiomni.camel.poll.PollCore;
import io.geminiomni.camel.poll.PollExecutor;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.poll.PollScope;
import io.geminiomni.camel.poll.PolledAccount;
import io.geminiomni.camel.poll.Standing;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Polls for each finished video, and the mean time from the end of a task to the poll that shows it, against polls at a fixed
 * interval of 10 s, as the vendor's client polls. Nothing is learned at the start. Time is simulated: a round of polls each
 * second, as with the default options, and a new task every 10 s.
 */
class PollingBenchmarkTest {
    private static final int RUNS = 3;
    private static final int TASKS = 1_000;
    private static final double MEDIAN = 105;
    private static final double SIGMA = 0.5;
    private static final double FIXED_INTERVAL = 10;
    private static final Duration BETWEEN_TASKS = Duration.ofSeconds(10);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration FIRST_POLL = Duration.ofSeconds(5);
    private static final Duration LEASE = Duration.ofDays(1);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String BASE_URL = "https://gateway.example";
    private static final VideoRequest REQUEST =
            VideoRequest.builder().prompt("a cat").build();

    /** What the gateway reports of the progress. */
    enum Progress {
        NONE,
        LINEAR,
        STEPS_OF_TEN;

        int at(double share) {
            return switch (this) {
                case NONE -> 0;
                case LINEAR -> (int) (share * 100);
                case STEPS_OF_TEN -> (int) (share * 10) * 10;
            };
        }
    }

    private record RemoteTask(Instant from, double seconds) {
        double age(Instant now) {
            return Duration.between(from, now).toMillis() / 1e3;
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, 0.8", "LINEAR, 0.5", "STEPS_OF_TEN, 0.5"})
    void fewerPollsThanAtAFixedIntervalAndNoMoreDelay(Progress progress, double most) throws Exception {
        double polls = 0;
        double delays = 0;
        double fixedPolls = 0;
        double fixedDelays = 0;
        for (int seed = 1; seed <= RUNS; seed++) {
            Random random = new Random(seed);
            double[] seconds = DoubleStream.generate(() -> MEDIAN * Math.exp(SIGMA * random.nextGaussian()))
                    .limit(TASKS)
                    .toArray();
            for (double each : seconds) {
                double number = Math.ceil(each / FIXED_INTERVAL);
                fixedPolls += number;
                fixedDelays += number * FIXED_INTERVAL - each;
            }
            try (Run run = new Run(progress, random)) {
                run.seeAll(seconds);
                polls += run.polls;
                delays += run.delays;
            }
        }

        report("polls for each finished video, progress " + progress, polls, "", fixedPolls);
        report("seconds from done to seen, progress " + progress, delays, "s", fixedDelays);
        assertThat(polls / fixedPolls).isLessThanOrEqualTo(most);
        assertThat(delays / fixedDelays).isLessThanOrEqualTo(1);
    }

    /** A consumer that has learned nothing yet. */
    private static final class Run implements AutoCloseable {
        private final MutableClock clock = new MutableClock(START);
        private final VideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
        private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        private final LeaseKeeper leases = new LeaseKeeper(tasks, LEASE, scheduler);
        private final Map<String, RemoteTask> remote = new HashMap<>();
        private long polls;
        private double delays;
        private int ended;
        private final Progress progress;
        private final TaskPoller poller;

        Run(Progress progress, Random random) {
            this.progress = progress;
            this.poller = poller(random);
        }

        @Override
        public void close() {
            leases.close();
            scheduler.shutdownNow();
        }

        void seeAll(double[] seconds) throws InterruptedException {
            Instant nextTask = START;
            for (int submitted = 0; ended < TASKS; clock.leap(DELAY)) {
                if (submitted < TASKS && !clock.instant().isBefore(nextTask)) {
                    submit("t-" + submitted, seconds[submitted]);
                    nextTask = nextTask.plus(BETWEEN_TASKS);
                    submitted++;
                }
                poller.round(TASKS).ended().forEach(leased -> {
                    leases.drop(leased.lease());
                    ended++;
                });
            }
        }

        private TaskPoller poller(Random random) {
            PollSchedule schedule = new PollSchedule(FIRST_POLL, Duration.ofSeconds(30));
            Elapsed elapsed = Elapsed.of(clock);
            TestThreads threads = new TestThreads();
            PollCore core = new PollCore(
                    tasks,
                    leases,
                    new PollExecutor(this::poll, Runnable::run, threads),
                    new PollPolicy(schedule, Duration.ofMinutes(30), Duration.ofDays(3)),
                    new PolledAccount(
                            new OtherAccounts("account", schedule, elapsed),
                            new Standing(
                                    "the account",
                                    new RequestPace(RequestPace.UNLIMITED, threads),
                                    elapsed,
                                    threads,
                                    ChannelListener.NONE),
                            new LearnedTimes(),
                            task -> {}),
                    elapsed,
                    random,
                    ChannelListener.NONE);
            return new TaskPoller(core, new PollScope("adverts", BASE_URL, "me", LEASE, Duration.ZERO));
        }

        private void submit(String taskId, double seconds) {
            Submission submission = new Submission(
                    "token-" + taskId,
                    "adverts",
                    taskId,
                    REQUEST.fingerprint(),
                    REQUEST,
                    Map.of(),
                    BASE_URL,
                    "account");
            tasks.begin(submission);
            tasks.record(submission, new Outcome.Accepted(taskId, "queued", null, null), FIRST_POLL);
            remote.put(taskId, new RemoteTask(clock.instant(), seconds));
        }

        /** The gateway says nothing of when a task began and ended. */
        private TaskAnswer poll(String taskId) {
            polls++;
            RemoteTask task = remote.get(taskId);
            double age = task.age(clock.instant());
            if (age < task.seconds()) {
                return new TaskAnswer(
                        taskId,
                        RemoteStatus.PROCESSING,
                        "processing",
                        progress.at(age / task.seconds()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
            }
            delays += age - task.seconds();
            return new TaskAnswer(
                    taskId,
                    RemoteStatus.COMPLETED,
                    "completed",
                    100,
                    null,
                    null,
                    null,
                    "https://videos.example/v.mp4",
                    null,
                    null);
        }
    }

    private static void report(String what, double sum, String unit, double ofPeer) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%-58s %9.2f %s, every 10 s %9.2f: %.2f%n",
                what,
                sum / RUNS / TASKS,
                unit,
                ofPeer / RUNS / TASKS,
                sum / ofPeer);
        Files.writeString(Path.of("target/benchmarks.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
