package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.completed;
import static io.geminiomni.camel.poll.PollSamples.failure;
import static io.geminiomni.camel.poll.PollSamples.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.TaskQueries;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.poll.TaskWatcher.Ending;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watcher does where the gateway throttles or refuses the key, and where a part breaks. Its questions are asked at once. */
class WatcherFaultsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofDays(1);

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final AtomicInteger brokenWrites = new AtomicInteger();
    private final AtomicReference<Runnable> afterWrite = new AtomicReference<>(() -> {});
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, LEASE, scheduler);
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, TaskWatcher.End> ends = new ConcurrentHashMap<>();
    private final Standing standing = PollSamples.standing(clock);
    private final PollPolicy policy = new PollPolicy(
            new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)),
            Duration.ofMinutes(30),
            Duration.ofDays(3));
    private final Inline threads = new Inline();
    private volatile TaskQueries poll = id -> completed(null);
    private final TaskWatcher watcher = new TaskWatcher(
            new PollCore(
                    breaking(),
                    leases,
                    new PollExecutor(this::ask, threads, new TestThreads()),
                    policy,
                    new PolledAccount(PollSamples.others(clock), standing, new LearnedTimes(), task -> {}),
                    Elapsed.of(clock),
                    new Random(1),
                    ChannelListener.NONE),
            Elapsed.of(clock),
            new TestThreads());

    @AfterEach
    void close() {
        leases.close();
        scheduler.shutdownNow();
    }

    private TaskAnswer ask(String taskId) {
        asked.incrementAndGet();
        return poll.query(taskId);
    }

    /** The same tasks, of which so many updates break. */
    private VideoTaskRepository breaking() {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("update") && brokenWrites.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new StackOverflowError("in the store");
                    }
                    try {
                        Object result = method.invoke(tasks, arguments);
                        if (method.getName().equals("update")) {
                            afterWrite.getAndSet(() -> {}).run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void watch(String taskId, Duration atMost) {
        watcher.watch(lease(taskId), atMost, null, end -> ends.put(taskId, end));
    }

    private LeasedTask lease(String taskId) {
        submit(tasks, taskId);
        LeasedTask leased =
                tasks.claim(PollSamples.CHANNEL, "key-" + taskId, "me", LEASE).orElseThrow();
        leases.hold(leased.lease());
        return leased;
    }

    private void tick(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            watcher.tick();
        }
    }

    @Test
    void ofAThousandTasksOneIsAskedForWhileTheGatewayThrottles() throws Exception {
        poll = id -> {
            throw new GatewayThrottledException(failure("slow down", Duration.ofSeconds(60)));
        };
        IntStream.range(0, 1000).forEach(i -> watch("t-" + i, LONG));

        clock.advance(Duration.ofSeconds(6));
        for (int second = 0; second < 59; second++) {
            tick(3);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(asked).hasValue(1);

        poll = id -> completed(null);
        clock.advance(Duration.ofSeconds(1));
        tick(2);
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void whatAnotherWasToldOfTheAccountCountsForItToo() throws Exception {
        watch("t-1", LONG);
        standing.of(policy.schedule(), new Random(1))
                .note(
                        new PollResult.Failed(
                                lease("t-2"),
                                new GatewayThrottledException(failure("slow down", Duration.ofSeconds(60)))),
                        0);

        clock.advance(Duration.ofSeconds(59));
        tick(2);
        assertThat(asked).hasValue(0);

        clock.advance(Duration.ofSeconds(1));
        tick(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aWaitThatEndsSaysWhyItsLastQuestionWasNotAnswered() throws Exception {
        GatewayAuthenticationException refused =
                new GatewayAuthenticationException(failure("the API key is not accepted", null));
        poll = id -> {
            throw refused;
        };
        watch("t-1", Duration.ofSeconds(10));
        watch("t-2", Duration.ofSeconds(3));

        clock.advance(Duration.ofSeconds(3));
        tick(1);
        clock.advance(Duration.ofSeconds(3));
        tick(2);
        clock.advance(Duration.ofSeconds(4));
        tick(1);

        assertThat(ends.get("t-1").ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(ends.get("t-1").lastFailure()).isSameAs(refused);
        assertThat(ends.get("t-1").leased().task().errorMessage()).contains("not accepted");
        assertThat(ends.get("t-2").ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(ends.get("t-2").lastFailure()).isNull();
        assertThat(standing.rejection()).isSameAs(refused);
    }

    @Test
    void aTaskWhoseAnswerCouldNotBeStoredBecauseOfAnErrorIsAskedForAgain() throws Exception {
        watch("t-1", LONG);
        brokenWrites.set(1);
        clock.advance(Duration.ofSeconds(6));
        tick(2);
        assertThat(ends).isEmpty();

        clock.advance(Duration.ofSeconds(31));
        tick(2);

        assertThat(ends.get("t-1").ending()).isEqualTo(Ending.DONE);
    }

    @Test
    void aStopWhileTheEndOfATaskIsWrittenGivesAllTasksBack() throws Exception {
        watch("t-1", LONG);
        clock.advance(Duration.ofSeconds(6));
        watch("t-2", LONG);
        afterWrite.set(watcher::close);
        tick(1);

        assertThat(ends.get("t-1").ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(ends.get("t-2").ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(tasks.claim(PollSamples.CHANNEL, "key-t-2", "another", LEASE))
                .isPresent();
        assertThat(tasks.claim(PollSamples.CHANNEL, "key-t-1", "another", LEASE))
                .hasValueSatisfying(given -> {
                    assertThat(given.task().state()).isEqualTo(TaskState.COMPLETED);
                    assertThat(given.task().attempts()).as("the first attempt").isEqualTo(1);
                });
        assertThat(leases.size()).isZero();
    }

    @Test
    void aTaskThatNoThreadCouldAskForIsAskedForAgain() throws Exception {
        threads.broken.set(1);
        watch("t-1", LONG);
        clock.advance(Duration.ofSeconds(6));
        tick(2);
        assertThat(asked).hasValue(0);

        clock.advance(Duration.ofSeconds(31));
        tick(2);

        assertThat(ends.get("t-1").ending()).isEqualTo(Ending.DONE);
    }

    @Test
    void anErrorOfOneWhoIsToldDoesNotKeepTheOthersWaiting() throws Exception {
        watcher.watch(lease("t-1"), Duration.ofSeconds(1), null, end -> {
            throw new StackOverflowError("in what follows");
        });
        watch("t-2", Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(2));
        tick(1);

        assertThat(ends.get("t-2").ending()).isEqualTo(Ending.TIMED_OUT);
    }

    /** On the thread of who asks. */
    private static final class Inline extends AbstractExecutorService {
        final AtomicInteger broken = new AtomicInteger();

        @Override
        public void execute(Runnable command) {
            if (broken.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            command.run();
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
