package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static io.geminiomni.camel.poll.PollSamples.completed;
import static io.geminiomni.camel.poll.PollSamples.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskQueries;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.poll.TaskWatcher.Ending;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskWatcherTest {
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofMinutes(20);

    private final MutableClock clock = new MutableClock(NOON);
    private final Map<String, Long> askedFor = new ConcurrentHashMap<>();
    private final VideoTaskRepository tasks =
            RecordedTasks.asked(new InMemoryVideoTaskRepository(clock), clock, id -> askedFor.getOrDefault(id, 0L));
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, LEASE, scheduler);
    private final AtomicInteger asked = new AtomicInteger();
    private final Standing standing = PollSamples.standing(clock);
    private final Map<String, Ending> endings = new ConcurrentHashMap<>();
    private volatile TaskQueries poll = id -> answer(RemoteStatus.PROCESSING, "processing");
    private final TaskWatcher watcher = new TaskWatcher(
            new PollCore(
                    tasks,
                    leases,
                    new PollExecutor(
                            id -> {
                                askedFor.merge(id, 1L, Long::sum);
                                asked.incrementAndGet();
                                return poll.query(id);
                            },
                            executor,
                            new TestThreads()),
                    new PollPolicy(
                            new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                            Duration.ofMinutes(30),
                            Duration.ofDays(3)),
                    new PolledAccount(PollSamples.others(clock), standing, new LearnedTimes(), task -> {}),
                    Elapsed.of(clock),
                    new Random(1),
                    ChannelListener.NONE),
            Elapsed.of(clock),
            new TestThreads());

    @AfterEach
    void close() {
        leases.close();
        executor.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void aTaskThatCompletesEndsItsWaitAndItsLeaseGoesToWhoWaited() throws Exception {
        LeasedTask leased = watch("t-1", LONG);
        poll = id -> completed(null);

        tickAfter(Duration.ofSeconds(6), 1);

        assertThat(endings).containsEntry("t-1", Ending.DONE);
        assertThat(now(leased).state()).isEqualTo(TaskState.COMPLETED);
        assertThat(now(leased).attempts()).isEqualTo(1);
        assertThat(leases.holds(leased.lease())).isTrue();
        assertThat(watcher.size()).isZero();
    }

    @Test
    void itAsksAgainAndAgainAsTheScheduleSays() throws Exception {
        watch("t-1", LONG);

        watcher.tick();
        assertThat(asked).hasValue(0);
        tickAfter(Duration.ofSeconds(6), 1);
        watcher.tick();
        tickAfter(Duration.ofSeconds(8), 2);
        tickAfter(Duration.ofSeconds(30), 3);

        assertThat(endings).isEmpty();
        assertThat(watcher.size()).isEqualTo(1);
    }

    @Test
    void aQuestionWithoutAnAnswerIsAskedAgain() throws Exception {
        watch("t-1", LONG);
        poll = id -> {
            throw new GatewayUnavailableException(new GatewayFailure("away", null, 503, false, null, null));
        };
        tickAfter(Duration.ofSeconds(6), 1);
        poll = id -> completed(null);
        tickAfter(Duration.ofSeconds(31), 2);

        assertThat(endings).containsEntry("t-1", Ending.DONE);
    }

    @Test
    void pollsThatWaitForAThreadAreTakenBackWhenTheGatewayThrottlesAndSentLater() throws Exception {
        CountDownLatch sent = new CountDownLatch(2);
        for (int i = 1; i <= 10; i++) {
            watch("t-" + i, LONG);
        }
        poll = id -> {
            sent.countDown();
            await().until(() -> sent.getCount() == 0);
            throw new GatewayThrottledException(new GatewayFailure("too many requests", null, 429, false, null, null));
        };

        clock.advance(Duration.ofSeconds(6));
        watcher.tick();
        await().until(() -> {
            watcher.tick();
            return clock.isAtRest();
        });
        assertThat(asked).as("one for each thread").hasValue(2);
        assertThat(standing.isThrottled()).isTrue();

        poll = id -> completed(null);
        for (int second = 0; second < 60 && endings.size() < 10; second++) {
            clock.leap(Duration.ofSeconds(1));
            await().pollDelay(Duration.ZERO).until(() -> {
                watcher.tick();
                return clock.isAtRest() || !endings.isEmpty();
            });
        }
        assertThat(endings).hasSize(10);
        assertThat(endings.values()).containsOnly(Ending.DONE);
    }

    @Test
    void aWaitThatIsOverGivesTheTaskBackToItsChannel() throws Exception {
        LeasedTask leased = watch("t-1", Duration.ofSeconds(3));

        clock.advance(Duration.ofSeconds(3));
        watcher.tick();

        assertThat(endings).containsEntry("t-1", Ending.TIMED_OUT);
        assertThat(leases.holds(leased.lease())).isFalse();
        assertThat(tasks.claim(PollSamples.CHANNEL, "key-t-1", "another", LEASE))
                .isPresent();
    }

    @Test
    void aLostLeaseEndsTheWaitAndChangesNothing() throws Exception {
        LeasedTask leased = watch("t-1", LONG);
        tasks.update(List.of(LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO)));
        Lease other = tasks.claim(PollSamples.CHANNEL, "key-t-1", "another", LEASE)
                .orElseThrow()
                .lease();
        poll = id -> completed(null);

        tickAfter(Duration.ofSeconds(6), 1);

        assertThat(endings).containsEntry("t-1", Ending.LEASE_LOST);
        assertThat(now(leased).state()).isEqualTo(TaskState.WAITING);
        assertThat(tasks.renew(List.of(other), LEASE)).isEmpty();
    }

    @Test
    void aRenewalThatFindsTheLeaseLostEndsTheWaitWithoutAQuestion() throws Exception {
        LeasedTask leased = watch("t-1", LONG);
        leases.drop(leased.lease());

        watcher.tick();

        assertThat(endings).containsEntry("t-1", Ending.LEASE_LOST);
        assertThat(asked).hasValue(0);
    }

    @Test
    void aLeaseThatWasLostBeforeItsTaskWasWatchedEndsTheWait() throws Exception {
        LeasedTask leased = lease("t-1");
        leases.drop(leased.lease());
        watcher.watch(leased, LONG, null, end -> endings.put("t-1", end.ending()));

        watcher.tick();

        assertThat(endings).containsEntry("t-1", Ending.LEASE_LOST);
    }

    /** A look at each of the waits would be thirty thousand million looks, which takes minutes. */
    @Test
    @Timeout(120)
    void aLookCostsWhatItFindsAndNotWhatThereIs() throws Exception {
        LeasedTask one = lease("t-1");
        for (int i = 0; i < 100_000; i++) {
            Lease lease = new Lease("record-" + i, "token");
            leases.hold(lease);
            watcher.watch(new LeasedTask(one.task(), lease, one.storeTime()), LONG, null, end -> {});
        }

        for (int i = 0; i < 300_000; i++) {
            watcher.tick();
        }

        assertThat(watcher.size()).isEqualTo(100_000);
        assertThat(asked).hasValue(0);
    }

    @Test
    void closingEndsAllWaitsAndGivesTheirTasksBack() {
        watch("t-1", LONG);
        watch("t-2", LONG);

        watcher.close();

        assertThat(endings).containsEntry("t-1", Ending.INTERRUPTED).containsEntry("t-2", Ending.INTERRUPTED);
        assertThat(leases.size()).isZero();
        LeasedTask late = watch("t-3", LONG);
        assertThat(endings).containsEntry("t-3", Ending.INTERRUPTED);
        assertThat(leases.holds(late.lease())).isFalse();
    }

    @Test
    void oneWhoThrowsWhenToldDoesNotKeepTheOthersWaiting() throws Exception {
        LeasedTask first = lease("t-1");
        watcher.watch(first, Duration.ofSeconds(1), null, end -> {
            throw new IllegalStateException("cannot go on");
        });
        watch("t-2", Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(2));
        watcher.tick();

        assertThat(endings).containsEntry("t-2", Ending.TIMED_OUT);
    }

    private LeasedTask watch(String taskId, Duration atMost) {
        LeasedTask leased = lease(taskId);
        watcher.watch(leased, atMost, null, end -> endings.put(taskId, end.ending()));
        return leased;
    }

    private LeasedTask lease(String taskId) {
        submit(tasks, taskId);
        LeasedTask leased =
                tasks.claim(PollSamples.CHANNEL, "key-" + taskId, "me", LEASE).orElseThrow();
        leases.hold(leased.lease());
        return leased;
    }

    /** Moves the clock, asks what is due, and collects the answers until they are recorded. */
    private void tickAfter(Duration time, int questions) throws InterruptedException {
        clock.advance(time);
        watcher.tick();
        await().untilAsserted(() -> assertThat(asked).hasValue(questions));
        await().pollDelay(Duration.ZERO).until(() -> {
            watcher.tick();
            return clock.isAtRest() || !endings.isEmpty();
        });
    }

    private VideoTask now(LeasedTask leased) {
        return tasks.find(leased.task().channel(), leased.task().key()).orElseThrow();
    }
}
