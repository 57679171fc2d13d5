package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper keeper = new LeaseKeeper(tasks, MINUTE, scheduler);
    private LeaseKeeper meeting;

    @AfterEach
    void close() {
        keeper.close();
        scheduler.shutdownNow();
    }

    private Lease lease(String key) {
        Lease lease = leased(key).lease();
        keeper.hold(lease);
        return lease;
    }

    private LeasedTask leased(String key) {
        Submission submission = Samples.submission(key);
        tasks.begin(submission);
        tasks.record(submission, Samples.accepted("task-" + key), Duration.ZERO);
        return claim().get(0);
    }

    private List<LeasedTask> claim() {
        return tasks.claim(Claim.toPoll(Samples.CHANNEL, Samples.BASE_URL, 10, "owner", MINUTE));
    }

    @Test
    void aHeldLeaseIsRenewedToItsWholeLength() {
        lease("k");
        clock.advance(Duration.ofSeconds(50));

        keeper.renew();

        clock.advance(Duration.ofSeconds(50));
        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aDroppedLeaseIsRenewedNoLonger() {
        Lease lease = lease("k");
        clock.advance(Duration.ofSeconds(50));
        keeper.drop(lease);

        keeper.renew();

        assertThat(keeper.size()).isZero();
        assertThat(keeper.holds(lease)).isFalse();
        clock.advance(Duration.ofSeconds(11));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void whoHasAskedForItIsNotifiedOnceOfALossAndOfADrop() {
        List<Lease> ended = new ArrayList<>();
        Lease kept = lease("kept");
        Lease dropped = lease("dropped");
        LeasedTask taken = leased("taken");
        keeper.hold(taken.lease());
        List.of(kept, dropped, taken.lease()).forEach(lease -> keeper.whenEnded(lease, ended::add));
        assertThat(ended).isEmpty();

        tasks.update(List.of(LeaseUpdate.release(taken.lease(), taken.task(), Duration.ZERO)));
        assertThat(claim()).hasSize(1);
        keeper.renew();
        keeper.renew();
        assertThat(ended).containsExactly(taken.lease());

        keeper.drop(dropped);
        keeper.drop(dropped);
        assertThat(ended).containsExactly(taken.lease(), dropped);

        keeper.whenEnded(dropped, ended::add);
        assertThat(ended).as("at once, as it has ended").containsExactly(taken.lease(), dropped, dropped);
    }

    @Test
    void aHolderIsNotifiedOfALeaseThatItsWriteGivesBackOrFindsLost() {
        List<Lease> ended = new ArrayList<>();
        LeasedTask released = leased("released");
        LeasedTask kept = leased("kept");
        List.of(released, kept).forEach(leased -> {
            keeper.hold(leased.lease());
            keeper.whenEnded(leased.lease(), ended::add);
        });

        keeper.update(List.of(
                LeaseUpdate.release(released.lease(), released.task(), Duration.ZERO),
                LeaseUpdate.keep(kept.lease(), kept.task())));

        assertThat(ended).containsExactly(released.lease());
    }

    @Test
    void aLeaseThatWasLostIsForgottenAndTheOthersAreKept() {
        Lease lost = lease("k1");
        clock.advance(Duration.ofSeconds(61));
        assertThat(claim()).hasSize(1);
        Lease kept = lease("k2");

        keeper.renew();

        assertThat(keeper.holds(lost)).isFalse();
        assertThat(keeper.holds(kept)).isTrue();
        assertThat(keeper.size()).isEqualTo(1);
    }

    @Test
    void aStoreThatFailsForAWhileCostsNoLease() {
        AtomicBoolean gone = new AtomicBoolean(true);
        VideoTaskRepository failing = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (gone.get()) {
                        throw new TaskStoreException("the store is gone", null);
                    }
                    return method.invoke(tasks, arguments);
                });
        LeaseKeeper patient = new LeaseKeeper(failing, MINUTE, scheduler);
        Lease lease = leased("k").lease();
        patient.hold(lease);
        clock.advance(Duration.ofSeconds(50));

        patient.renew();
        assertThat(patient.holds(lease)).isTrue();

        gone.set(false);
        patient.renew();
        clock.advance(Duration.ofSeconds(50));
        assertThat(claim()).as("renewed when the store was back").isEmpty();
        patient.close();
    }

    @Test
    void aRenewalThatMeetsATaskBeingGivenBackTakesItForNoLoss() {
        List<Long> lost = new ArrayList<>();
        VideoTaskRepository renewedInBetween = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(tasks, arguments);
                    if (method.getName().equals("update")) {
                        lost.add(meeting.renew());
                    }
                    return result;
                });
        meeting = new LeaseKeeper(renewedInBetween, MINUTE, scheduler);
        LeasedTask leased = leased("k");
        meeting.hold(leased.lease());

        assertThat(meeting.update(List.of(LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO))))
                .isEmpty();

        assertThat(lost).containsExactly(0L);
        assertThat(meeting.size()).isZero();
        meeting.close();
    }

    @Test
    void aTaskThatIsKeptIsStillRenewedAfterItWasWritten() {
        LeasedTask leased = leased("k");
        keeper.hold(leased.lease());

        keeper.update(List.of(LeaseUpdate.keep(leased.lease(), leased.task())));

        assertThat(keeper.holds(leased.lease())).isTrue();
        clock.advance(Duration.ofSeconds(61));
        assertThat(claim()).hasSize(1);
        assertThat(keeper.renew()).isEqualTo(1);
    }

    @Test
    void aRenewalMayFailTwiceBeforeTheLeaseIsOver() {
        ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1);
        LeaseKeeper scheduled = new LeaseKeeper(tasks, MINUTE, own);

        assertThat(((Delayed) own.getQueue().element()).getDelay(TimeUnit.SECONDS))
                .isBetween(10L, 20L);

        scheduled.close();
        own.shutdownNow();
    }

    @Test
    void itRenewsByItselfAtAThirdOfTheTime() {
        LeaseKeeper quick = new LeaseKeeper(tasks, Duration.ofMillis(90), scheduler);
        Lease lease = lease("k");
        clock.advance(Duration.ofSeconds(61));
        assertThat(claim()).hasSize(1);

        quick.hold(lease);

        await().until(() -> quick.size() == 0);
        quick.close();
    }

    @Test
    void itForgetsEverythingWhenItIsClosed() {
        lease("k");

        keeper.close();

        assertThat(keeper.size()).isZero();
    }
}
