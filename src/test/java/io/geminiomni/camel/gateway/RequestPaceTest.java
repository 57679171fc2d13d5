package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final SetTime time = new SetTime();
    /** One call each 10 ms. */
    private final RequestPace pace = paceOf(100);

    private final List<String> sent = new CopyOnWriteArrayList<>();

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
        int before = pace.waiting();
        CompletableFuture<Boolean> result = CompletableFuture.supplyAsync(
                () -> {
                    boolean turn = create ? pace.awaitCreate(atMost) : pace.await(atMost);
                    if (turn) {
                        sent.add(name);
                    }
                    return turn;
                },
                call -> new Thread(call).start());
        await().until(() -> pace.waiting() == before + 1);
        return result;
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
    void aCallThatHasWaitedForHalfAMinuteGoesBeforeCreates() {
        empty();
        pace.throttled(pace.now());
        CompletableFuture<Boolean> poll = waits("poll", false, FOREVER);
        CompletableFuture<Boolean> create = waits("create", true, FOREVER);

        time.advance(Duration.ofSeconds(31));
        pace.throttled(0); // has all look again
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
        haveAllLookAgain();
        for (int i = 1; i <= calls.size(); i++) {
            int expected = i;
            await().until(() -> sent.size() == expected);
            time.advance(interval);
        }

        assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(true);
        assertThat(sent).containsExactly("poll 1", "create 1", "poll 2", "create 2", "poll 3");
    }

    private void haveAllLookAgain() {
        Thread.currentThread().interrupt();
        assertThat(pace.await(FOREVER)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
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
