package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.LockMonitor;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final SetTime time = new SetTime();
    /** One call each 10 ms. */
    private final RequestPace pace = paceOf(100);

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile boolean arePollsWanted = true;

    private RequestPace paceOf(int perSecond) {
        RequestPace made = new RequestPace(RequestPace.UNLIMITED, time);
        made.atMost(perSecond);
        return made;
    }

    /** Takes the tokens that are there. */
    private void empty() {
        while (pace.await(Duration.ZERO)) {
            assertThat(pace.isRested()).isFalse();
        }
    }

    private CompletableFuture<Boolean> waits(String name, boolean create, Duration atMost) {
        return waits(name, () -> create ? pace.awaitCreate(atMost) : pace.await(atMost));
    }

    private CompletableFuture<Boolean> poll(String name, Duration age) {
        return waits(name, () -> pace.awaitPoll(age, () -> arePollsWanted));
    }

    private CompletableFuture<Boolean> waits(String name, BooleanSupplier call) {
        int before = pace.waiting();
        CompletableFuture<Boolean> result = CompletableFuture.supplyAsync(
                () -> {
                    boolean turn = call.getAsBoolean();
                    if (turn) {
                        sent.add(name);
                    }
                    return turn;
                },
                job -> new Thread(job).start());
        await().until(() -> pace.waiting() == before + 1);
        return result;
    }

    /** After more time two calls may be sent, in any order. */
    private void advanceByOneCall() {
        time.advance(Duration.ofNanos((long) (1e9 / pace.perSecond()) + 1));
    }

    private void letAllGo(List<CompletableFuture<Boolean>> calls) {
        for (int i = 1; i <= calls.size(); i++) {
            time.advance(INTERVAL);
            int expected = i;
            await().until(() -> sent.size() == expected);
        }
        assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(true);
    }

    @Test
    void aTurnThatWouldComeTooLateIsNotTaken() {
        empty();

        assertThat(pace.await(INTERVAL.dividedBy(2))).isFalse();
        assertThat(pace.awaitCreate(Duration.ofSeconds(-1))).isFalse();
        time.advance(INTERVAL);
        assertThat(pace.await(Duration.ZERO)).isTrue();
    }

    @Test
    void aCallThatDoesNotWaitDelaysThoseAfterIt() {
        empty();
        pace.count();

        assertThat(pace.await(INTERVAL)).isFalse();
        time.advance(INTERVAL.multipliedBy(2));
        assertThat(pace.await(Duration.ZERO)).isTrue();
        RequestPace unlimited = new RequestPace(RequestPace.UNLIMITED, time);
        unlimited.count();
        assertThat(unlimited.await(Duration.ZERO)).isTrue();
    }

    @Test
    void createsGoBeforeOtherCallsAndTheOneFirstWhoseTimeEndsFirst() {
        empty();

        letAllGo(List.of(
                waits("poll 1", false, FOREVER),
                waits("poll 2", false, FOREVER),
                waits("create until later", true, Duration.ofMinutes(4)),
                waits("create until soon", true, Duration.ofMinutes(2))));

        assertThat(sent).containsExactly("create until soon", "create until later", "poll 1", "poll 2");
    }

    @Test
    void whatCreatesWaitForGoesFirstAndPollsGoLastThoseOfOldTasksFirst() {
        empty();

        letAllGo(List.of(
                poll("poll of a young task", Duration.ofSeconds(10)),
                poll("poll of an old task", Duration.ofDays(2)),
                poll("poll of a task", Duration.ofMinutes(1)),
                waits("query", false, FOREVER),
                waits("create", true, Duration.ofMinutes(2)),
                waits("upload", () -> pace.awaitForCreate(FOREVER))));

        assertThat(sent)
                .containsExactly(
                        "upload", "create", "query", "poll of an old task", "poll of a task", "poll of a young task");
    }

    @Test
    void pollsThatWaitAreTakenBackWhenTheGatewayThrottlesAndOtherCallsWait() {
        empty();
        List<CompletableFuture<Boolean>> polls = List.of(
                poll("poll 1", Duration.ofSeconds(1)),
                poll("poll 2", Duration.ofSeconds(2)),
                poll("poll 3", Duration.ofSeconds(3)));
        CompletableFuture<Boolean> create = waits("create", true, FOREVER);
        CompletableFuture<Boolean> query = waits("query", false, FOREVER);
        assertThat(pace.waitingPolls()).isEqualTo(3);

        assertThat(pace.throttled(pace.now())).isTrue();

        assertThat(polls.stream().map(CompletableFuture::join)).containsOnly(false);
        assertThat(pace.waiting()).isEqualTo(2);
        advanceByOneCall();
        assertThat(create.join()).isTrue();
        advanceByOneCall();
        assertThat(query.join()).isTrue();
        assertThat(sent).containsExactly("create", "query");
    }

    @Test
    void aThrottlingOfACallThatWasSentBeforeTheLastOneTakesNothingBack() {
        long sentAt = pace.now();
        empty();
        time.advance(Duration.ofSeconds(1));
        pace.throttled(pace.now());
        empty();
        CompletableFuture<Boolean> poll = poll("poll", Duration.ofSeconds(1));

        assertThat(pace.throttled(sentAt)).isFalse();

        assertThat(pace.waitingPolls()).isEqualTo(1);
        time.advance(Duration.ofSeconds(10));
        assertThat(poll.join()).isTrue();
    }

    @Test
    void aPollThatIsNoLongerWantedWhenItsTurnComesIsNotSentAndTheNextCallGoes() {
        empty();
        CompletableFuture<Boolean> poll = poll("poll", Duration.ofSeconds(1));
        arePollsWanted = false;

        time.advance(INTERVAL);

        assertThat(poll.join()).isFalse();
        assertThat(pace.awaitPoll(Duration.ZERO, () -> false)).isFalse();
        assertThat(pace.await(Duration.ZERO)).isTrue();
    }

    @Test
    void aTurnWakesOnlyTheCallThatIsNext() {
        AtomicInteger looks = new AtomicInteger();
        RequestPace counted = new RequestPace(1000, new CountedLooks(looks));
        ExecutorService threads = Executors.newFixedThreadPool(200);
        for (int i = 0; i < 1_000; i++) {
            threads.execute(() -> counted.await(FOREVER));
        }
        threads.shutdown();

        await().until(threads::isTerminated);

        assertThat(looks.get()).as("with 200 calls that wait").isLessThan(10 * 1_000);
    }

    /** The machine's time and locks, which count how often a thread that waits looks whether it may go on. */
    private record CountedLooks(AtomicInteger looks) implements Threads {
        @Override
        public ExecutorService pool(Object owner, String name, int threads) {
            throw new UnsupportedOperationException("A pace needs no pool");
        }

        @Override
        public ScheduledExecutorService timer(Object owner, String name) {
            throw new UnsupportedOperationException("A pace needs no timer");
        }

        @Override
        public Monitor monitor() {
            LockMonitor monitor = new LockMonitor();
            return new Monitor() {
                @Override
                public <T> T get(Supplier<T> action) {
                    return monitor.get(action);
                }

                @Override
                public <T> T await(BooleanSupplier condition, Duration atMost, Supplier<T> action)
                        throws InterruptedException {
                    return monitor.await(
                            () -> {
                                looks.incrementAndGet();
                                return condition.getAsBoolean();
                            },
                            atMost,
                            action);
                }

                @Override
                public void signalAll() {
                    monitor.signalAll();
                }
            };
        }
    }

    @Test
    void aCallThatHasWaitedForHalfAMinuteGoesBeforeCreates() {
        empty();
        pace.throttled(pace.now());
        CompletableFuture<Boolean> poll = waits("poll", false, FOREVER);
        CompletableFuture<Boolean> create = waits("create", true, FOREVER);

        time.advance(Duration.ofSeconds(31));
        await().until(poll::isDone);
        time.advance(Duration.ofSeconds(31));

        assertThat(poll.join()).isTrue();
        assertThat(create.join()).isTrue();
        assertThat(sent).startsWith("poll");
    }

    @Test
    void callsThatHaveWaitedForHalfAMinuteLeaveEverySecondTurnToCreates() {
        Duration interval = Duration.ofMillis(100);
        pace.atMost(10);
        empty();
        List<CompletableFuture<Boolean>> calls = List.of(
                waits("poll 1", false, FOREVER),
                waits("poll 2", false, FOREVER),
                waits("poll 3", false, FOREVER),
                waits("create 1", true, FOREVER),
                waits("create 2", true, FOREVER));

        time.advance(Duration.ofSeconds(31).minus(interval));
        for (int i = 1; i <= calls.size(); i++) {
            int expected = i;
            await().until(() -> sent.size() == expected);
            time.advance(interval);
        }

        assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(true);
        assertThat(sent).containsExactly("poll 1", "create 1", "poll 2", "create 2", "poll 3");
    }

    @Test
    void aCallThatGivesUpLetsTheNextOneGo() {
        empty();
        CompletableFuture<Boolean> hasty = waits("hasty", true, Duration.ofMillis(15));
        pace.throttled(pace.now());
        CompletableFuture<Boolean> patient = waits("patient", false, FOREVER);

        time.advance(Duration.ofMillis(16));
        assertThat(hasty.join()).isFalse();
        time.advance(Duration.ofSeconds(10));

        assertThat(patient.join()).isTrue();
    }

    @Test
    void withoutThrottlingItIsNotReduced() {
        empty();

        assertThat(pace.isReduced()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(pace.isRested()).isTrue();
        assertThat(pace.throttled(pace.now())).isTrue();
        assertThat(pace.isReduced()).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        empty();

        Thread.currentThread().interrupt();

        assertThat(pace.await(FOREVER)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pace.waiting()).isZero();
    }
}
