package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes with different API keys share a channel and a store: neither makes the other's videos late. The hours of this
 * test pass on a clock that it sets.
 */
class NeighbourTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration TAKES = Duration.ofSeconds(180);
    private static final int TASKS = 200;

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, Duration.ofHours(1), scheduler);
    private final Map<String, Instant> made = new HashMap<>();
    private final Map<String, String> accounts = new HashMap<>();
    private final Map<String, Integer> questionsOfOthers = new HashMap<>();

    @AfterEach
    void close() {
        leases.close();
        scheduler.shutdownNow();
    }

    @Test
    void theVideosOfANodeComeAsSoonWithANeighbourOfAnotherKeyAsWithout() throws Exception {
        Duration alone = ninetiethPercentile(List.of(node("ours")));
        made.clear();
        accounts.clear();

        Duration withNeighbour = ninetiethPercentile(List.of(node("theirs"), node("ours"), node("a third")));

        assertThat(alone).isLessThan(TAKES.plus(Duration.ofSeconds(40)));
        assertThat(withNeighbour).isLessThan(alone.plus(Duration.ofSeconds(20)));
        assertThat(questionsOfOthers)
                .as("a node that asks for its own is not disturbed")
                .isEmpty();
    }

    @Test
    void theVideosOfANodeComeAsSoonWithHundredsOfTasksThatNobodyHasAKeyFor() throws Exception {
        Duration alone = ninetiethPercentile(List.of(node("ours")));
        made.clear();
        accounts.clear();
        for (int i = 0; i < 300; i++) {
            submit("orphan", "orphan-" + i);
        }
        clock.advance(Duration.ofMinutes(10));

        Duration withOrphans = ninetiethPercentile(List.of(node("ours")));

        assertThat(withOrphans).isLessThan(alone.plus(Duration.ofSeconds(20)));
        assertThat(questionsOfOthers).hasSizeGreaterThan(100);
        assertThat(questionsOfOthers.values()).as("each is asked for once").containsOnly(1);
    }

    private record Node(String account, TaskPoller poller) {}

    private Node node(String account) {
        Elapsed elapsed = Elapsed.of(clock);
        PollSchedule schedule = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));
        Threads threads = new TestThreads();
        PollCore core = new PollCore(
                tasks,
                leases,
                new PollExecutor(taskId -> answerTo(account, taskId), new OnTheSpot(), threads),
                new PollPolicy(schedule, Duration.ofMinutes(30), Duration.ofDays(3)),
                new PolledAccount(
                        new OtherAccounts(account, schedule, elapsed),
                        new Standing(account, PollSamples.pace(), Elapsed.of(clock), threads, ChannelListener.NONE),
                        new LearnedTimes(),
                        task -> {}),
                elapsed,
                new Random(1),
                ChannelListener.NONE);
        return new Node(
                account,
                new TaskPoller(
                        core, new PollScope(PollSamples.CHANNEL, PollSamples.BASE_URL, account, LEASE, Duration.ZERO)));
    }

    private TaskAnswer answerTo(String account, String taskId) {
        if (!account.equals(accounts.get(taskId))) {
            questionsOfOthers.merge(taskId, 1, Integer::sum);
            throw new UnknownTaskException(PollSamples.failure("no such task", null));
        }
        boolean isDone = !clock.instant().isBefore(made.get(taskId).plus(TAKES));
        return isDone ? PollSamples.completed(clock.instant()) : answer(RemoteStatus.PROCESSING, "processing");
    }

    private void submit(String account, String taskId) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token-" + taskId,
                PollSamples.CHANNEL,
                "key-" + taskId,
                request.fingerprint(),
                request,
                Map.of(),
                PollSamples.BASE_URL,
                account);
        tasks.begin(submission);
        tasks.record(submission, new Outcome.Accepted(taskId, "queued", null, NOON), Duration.ofSeconds(5));
        made.put(taskId, clock.instant());
        accounts.put(taskId, account);
    }

    /** How long nine of ten videos of the account "ours" take at most, each node having as many tasks of its own. */
    private Duration ninetiethPercentile(List<Node> nodes) throws Exception {
        List<Duration> taken = new ArrayList<>();
        String run = nodes.size() + "-" + clock.instant().getEpochSecond() + "-";
        int submitted = 0;
        while (taken.size() < TASKS) {
            if (submitted < TASKS) {
                for (Node node : nodes) {
                    submit(node.account(), run + node.account() + submitted);
                }
                submitted++;
            }
            for (Node node : nodes) {
                for (LeasedTask ended : node.poller().round(50).ended()) {
                    VideoTask task = ended.task();
                    if (task.account().equals("ours")) {
                        taken.add(Duration.between(made.get(task.taskId()), clock.instant()));
                    }
                    leases.update(List.of(LeaseUpdate.end(
                            ended.lease(), task.become(TaskState.DELIVERED).build())));
                }
            }
            clock.advance(Duration.ofSeconds(1));
            assertThat(Duration.between(NOON, clock.instant())).isLessThan(Duration.ofDays(1));
        }
        return taken.stream().sorted().toList().get(TASKS * 9 / 10);
    }

    /** Does each piece of work at once, on the thread that hands it over. */
    private static final class OnTheSpot extends AbstractExecutorService {
        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
