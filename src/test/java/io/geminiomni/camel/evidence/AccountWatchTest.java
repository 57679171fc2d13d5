package io.geminiomni.camel.evidence;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.task.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the balance says about a create of unknown outcome. */
class AccountWatchTest {
    private static final CostEstimate PRICE = price("0.30");
    private static final String REFUNDED =
            "Evidence: cannot tell, as another task may have been refunded meanwhile, which hides a charge; ";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:01Z"));
    private final AtomicInteger readings = new AtomicInteger();
    private final List<String> later = new ArrayList<>();
    private final List<OpenTask> open = new ArrayList<>();
    private BigDecimal account = new BigDecimal("100");
    private BigDecimal key = new BigDecimal("7");
    private boolean unlimited;
    private boolean failing;
    private boolean exclusive = true;
    private boolean refunds;
    private int keys;
    private final AccountWatch watch = watch(Runnable::run);

    /** Of a program that has run for long enough. */
    private AccountWatch watch(Executor reader) {
        return watch(reader, AccountWatch.RECENT);
    }

    private AccountWatch watch(Executor reader, Duration running) {
        return new AccountWatch(
                new AccountWatch.Sources(this::balance, () -> List.copyOf(open), reader),
                clock,
                this::elapsed,
                elapsed().minus(running),
                new AccountWatch.Terms(
                        () -> exclusive ? Optional.empty() : Optional.of("others may spend from the account"),
                        () -> refunds),
                new TestThreads());
    }

    private Duration elapsed() {
        return Duration.between(Instant.EPOCH, clock.instant());
    }

    private Balance balance() {
        readings.incrementAndGet();
        if (failing) {
            throw new IllegalStateException("the gateway is down");
        }
        BigDecimal none = BigDecimal.ZERO;
        return new Balance(new Balance.Account(none, account, none), new Balance.Key("k", none, key, none, unlimited));
    }

    private static CostEstimate price(@Nullable String amount) {
        return new CostEstimate(amount == null ? null : new BigDecimal(amount), "credits", "1");
    }

    private CreateWatch.Create begin(@Nullable CostEstimate price) {
        return begin(watch, price);
    }

    private CreateWatch.Create begin(AccountWatch by, @Nullable CostEstimate price) {
        return by.begin("adverts", "key-" + ++keys, price);
    }

    /** The key of the latest create. */
    private String key() {
        return "key-" + keys;
    }

    private void spend(String amount) {
        account = account.add(new BigDecimal(amount));
        key = key.add(new BigDecimal(amount));
    }

    private String unclear(CreateWatch.Create create) {
        create.unclear();
        clock.advance(Duration.ofSeconds(4));
        String now = create.evidence().orElseThrow().toString();
        create.later(found -> later.add(found.toString()));
        create.close();
        return now;
    }

    private String later() {
        clock.advance(AccountWatch.LATER);
        watch.tick();
        assertThat(later).hasSize(1);
        watch.tick();
        assertThat(later).hasSize(1);
        return later.get(0);
    }

    @Test
    void aCreateWhosePriceWasSpentWasCharged() {
        CreateWatch.Create create = begin(PRICE);
        spend("0.3");

        assertThat(unclear(create))
                .isEqualTo(
                        "Evidence: charged; spent by the account between 10:00:01 and 10:00:05: 0.30; accounted for by"
                                + " known tasks: 0.00; in flight: this one only; its price: 0.30; spent by the key: 0.30");
        assertThat(later()).startsWith("Evidence: charged; spent by the account between 10:00:01 and 10:05:05: 0.30;");
    }

    @Test
    void aCreateWasNotChargedIfNothingMoreWasSpentMinutesLater() {
        CreateWatch.Create create = begin(PRICE);

        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ").contains(": 0.00; accounted for");
        clock.advance(AccountWatch.LATER.minusSeconds(1));
        watch.tick();
        assertThat(later).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        watch.tick();
        assertThat(later).singleElement().asString().startsWith("Evidence: not charged; ");
    }

    @Test
    void anEvidenceThatCannotBeGivenKeepsNoOtherFromBeingGiven() {
        CreateWatch.Create first = begin(PRICE);
        CreateWatch.Create second = begin(PRICE);
        first.unclear();
        first.later(found -> {
            throw new IllegalStateException("The store is gone");
        });
        first.close();

        unclear(second);

        assertThat(later()).startsWith("Evidence: ");
    }

    @Test
    void aChargeThatComesLateIsSeenLater() {
        CreateWatch.Create create = begin(PRICE);
        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ");
        spend("0.30");

        assertThat(later()).startsWith("Evidence: charged; ");
    }

    @Test
    void whatWasAcceptedSinceIsAccountedFor() {
        CreateWatch.Create create = begin(PRICE);
        accept("1.2");
        unclear(create);

        assertThat(later())
                .startsWith("Evidence: not charged; ")
                .contains(": 1.20; accounted for by known tasks: 1.20; in flight: this one only;");
        assertThat(readings).hasValue(3);
    }

    @Test
    void whatCostsTheSameIsAccountedForWhenItIsCompleted() {
        CreateWatch.Create create = begin(PRICE);
        accept("0.30");
        String other = key();
        unclear(create);
        assertThat(laterOf(() -> {}))
                .startsWith(
                        "Evidence: cannot tell, as other requests may have cost the same amount, or may be charged late; ");

        clock.advance(AccountWatch.RECENT.multipliedBy(2));
        CreateWatch.Create next = begin(PRICE);
        accept("0.30");
        String completed = key();
        unclear(next);
        assertThat(laterOf(() -> {
                    watch.completed("adverts", other);
                    watch.completed("adverts", completed);
                }))
                .startsWith("Evidence: not charged; ")
                .contains(": 0.30; accounted for by known tasks: 0.30; in flight: this one only;");
    }

    @Test
    void whatWasAcceptedJustNowMayBeChargedLate() {
        CreateWatch.Create create = begin(PRICE);
        spend("0.30");
        unclear(create);
        clock.advance(AccountWatch.LATER.minusSeconds(1));
        begin(PRICE).accepted();
        watch.completed("adverts", key());
        clock.advance(Duration.ofSeconds(1));
        watch.tick();

        assertThat(later)
                .singleElement()
                .asString()
                .startsWith(
                        "Evidence: cannot tell, as other requests may have cost the same amount, or may be charged late; ");
    }

    @Test
    void aTaskThatFailedOrIsOpenNeedNotHaveBeenCharged() {
        CreateWatch.Create create = begin(PRICE);
        spend("0.30");
        begin(PRICE).accepted();
        watch.failed("adverts", key(), PRICE.amount());
        unclear(create);

        assertThat(later()).startsWith("Evidence: cannot tell, as other requests may have cost the same amount");
    }

    private void accept(String amount) {
        CreateWatch.Create create = begin(price(amount));
        create.accepted();
        create.close();
        spend(amount);
    }

    private String laterOf(Runnable before) {
        later.clear();
        before.run();
        return later();
    }

    @Test
    void aRejectedCreateCostsNothing() {
        CreateWatch.Create create = begin(PRICE);
        begin(PRICE).notPaid();
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: charged; ");
    }

    @Test
    void withOthersInFlightOrOfUnknownOutcomeNobodyCanTell() {
        CreateWatch.Create create = begin(PRICE);
        CreateWatch.Create other = begin(PRICE);
        spend("0.30");
        assertThat(unclear(create))
                .startsWith("Evidence: cannot tell, as ")
                .contains("in flight: this one and another;");
        other.unclear();
        other.close();

        assertThat(later()).startsWith("Evidence: cannot tell, as ").contains("in flight: this one and another;");
    }

    @Test
    void createsThatBeginWhileOneIsInFlightShareItsReading() {
        CreateWatch.Create first = begin(PRICE);
        CreateWatch.Create second = begin(PRICE);
        first.accepted();
        CreateWatch.Create third = begin(PRICE);
        assertThat(readings).hasValue(1);
        second.accepted();
        third.close();

        begin(PRICE).close();
        assertThat(readings).hasValue(2);
    }

    @Test
    void whatIsDueIsFoundByOneReading() {
        CreateWatch.Create first = begin(PRICE);
        CreateWatch.Create second = begin(PRICE);
        unclear(first);
        unclear(second);
        assertThat(readings).hasValue(3);

        clock.advance(AccountWatch.LATER);
        watch.tick();

        assertThat(later).hasSize(2).allMatch(found -> found.contains("in flight: this one and another;"));
        assertThat(readings).hasValue(4);
        watch.tick();
        assertThat(readings).hasValue(4);
    }

    @Test
    void aReadingIsNotSharedForever() {
        CreateWatch.Create first = begin(PRICE);
        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create second = begin(PRICE);
        assertThat(readings).hasValue(2);
        first.close();
        spend("0.30");

        assertThat(unclear(second)).as("the first was in flight").startsWith("Evidence: cannot tell, as ");
    }

    @Test
    void afterAnAcceptedCreateItsLateChargeIsNotTakenForAnother() {
        begin(PRICE).accepted();
        clock.advance(AccountWatch.RECENT.minusSeconds(1));
        CreateWatch.Create create = begin(PRICE);
        spend("0.30");
        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ");
        assertThat(later()).startsWith("Evidence: cannot tell, as ");

        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create next = begin(PRICE);
        spend("0.30");
        assertThat(unclear(next)).startsWith("Evidence: charged; ");
    }

    @Test
    void aChargeThatTheRefundOfAnOpenTaskHidesIsNotDenied() {
        open.add(new OpenTask("adverts", "of-long-ago", PRICE.amount()));
        CreateWatch.Create create = begin(PRICE);
        unclear(create);
        spend("0.30");
        spend("-0.30");

        assertThat(later()).startsWith(REFUNDED);
    }

    @Test
    void anOpenTaskOfUnknownCostMayHideEachCharge() {
        open.add(new OpenTask("adverts", "adopted", null));
        CreateWatch.Create create = begin(PRICE);
        unclear(create);

        assertThat(later()).startsWith(REFUNDED);
    }

    @Test
    void anOpenTaskOfAnotherPriceHidesNothing() {
        open.add(new OpenTask("adverts", "of-long-ago", new BigDecimal("0.50")));
        CreateWatch.Create create = begin(PRICE);
        unclear(create);

        assertThat(later()).startsWith("Evidence: not charged; ");
    }

    @Test
    void anEarlierTaskThatWasCompletedHidesNothing() {
        accept("0.30");
        watch.completed("adverts", key());
        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create create = begin(PRICE);
        unclear(create);

        assertThat(later()).startsWith("Evidence: not charged; ");
    }

    @Test
    void aTaskThatHasFailedMayBeRefundedForSomeMinutes() {
        accept("0.30");
        String failed = key();
        clock.advance(AccountWatch.RECENT);
        watch.failed("adverts", failed, PRICE.amount());
        clock.advance(AccountWatch.RECENT.minusSeconds(1));
        CreateWatch.Create create = begin(PRICE);
        unclear(create);
        assertThat(laterOf(() -> {})).startsWith(REFUNDED);

        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create next = begin(PRICE);
        unclear(next);
        assertThat(laterOf(() -> {})).startsWith("Evidence: not charged; ");
    }

    @Test
    void aTaskThatFailsBetweenTheReadingsMayBeRefunded() {
        CreateWatch.Create create = begin(PRICE);
        unclear(create);

        assertThat(laterOf(() -> watch.failed("other", "of-long-ago", PRICE.amount())))
                .startsWith(REFUNDED);
    }

    @Test
    void aTaskThatWasAbandonedMayBeRefundedForDays() {
        watch.abandoned("adverts", "of-long-ago", PRICE.amount());
        clock.advance(AccountWatch.ABANDONED.minusSeconds(1));
        CreateWatch.Create create = begin(PRICE);
        unclear(create);
        assertThat(laterOf(() -> {})).startsWith(REFUNDED);

        CreateWatch.Create next = begin(PRICE);
        unclear(next);
        assertThat(laterOf(() -> {})).startsWith("Evidence: not charged; ");
    }

    @Test
    void ofVeryManyFailedTasksEachMayHideACharge() {
        for (int i = 0; i <= Movements.MOST_FAILED; i++) {
            watch.failed("adverts", "failed-" + i, new BigDecimal("0.07"));
        }
        CreateWatch.Create create = begin(price("0.05"));
        unclear(create);
        assertThat(laterOf(() -> {})).startsWith("Evidence: cannot tell, as ");

        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create next = begin(PRICE);
        unclear(next);
        assertThat(laterOf(() -> {})).startsWith("Evidence: not charged; ");
    }

    @Test
    void aCreateThatEndsWithoutAnOutcomeMayHaveBeenPaidFor() {
        begin(PRICE).close();
        CreateWatch.Create create = begin(PRICE);
        spend("0.30");

        assertThat(unclear(create))
                .startsWith("Evidence: cannot tell, as other requests may have cost the same amount");
    }

    @Test
    void twoThatWereBothChargedWereCharged() {
        CreateWatch.Create create = begin(PRICE);
        CreateWatch.Create other = begin(PRICE);
        spend("0.60");

        assertThat(unclear(create)).startsWith("Evidence: charged; ").contains("in flight: this one and another;");
        assertThat(unclear(other)).startsWith("Evidence: charged; ");
    }

    @Test
    void ifTheBalanceCannotBeReadLaterItIsReadLaterStill() {
        CreateWatch.Create create = begin(PRICE);
        unclear(create);
        failing = true;
        clock.advance(AccountWatch.LATER);
        watch.tick();
        assertThat(readings).hasValue(3);
        watch.tick();
        assertThat(readings).hasValue(3);
        assertThat(later).isEmpty();
        failing = false;
        clock.advance(BalanceReader.REST);
        watch.tick();

        assertThat(later).singleElement().asString().startsWith("Evidence: not charged; ");
    }

    @Test
    void aBalanceThatCannotBeReadAtAllIsGivenUp() {
        CreateWatch.Create create = begin(PRICE);
        unclear(create);
        failing = true;
        clock.advance(AccountWatch.LATER);
        watch.tick();
        clock.advance(AccountWatch.RECENT);
        watch.tick();
        int read = readings.get();
        clock.advance(AccountWatch.RECENT);
        watch.tick();

        assertThat(readings).hasValue(read);
        assertThat(later).isEmpty();
    }

    @Test
    void whereFailedTasksAreRefundedNoChargeIsDenied() {
        refunds = true;
        CreateWatch.Create create = begin(PRICE);
        unclear(create);

        assertThat(later())
                .startsWith("Evidence: cannot tell, as the gateway refunds failed tasks, which hides a charge; ");
        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create charged = begin(PRICE);
        spend("0.30");
        assertThat(unclear(charged)).startsWith("Evidence: charged; ");
    }

    @Test
    void aLateChargeOfAProgramThatHasEndedIsNotTakenForThatOfARequestAfterTheRestart() {
        AccountWatch started = watch(Runnable::run, Duration.ofSeconds(20));
        CreateWatch.Create create = begin(started, PRICE);
        spend("0.30");

        assertThat(unclear(create))
                .startsWith(
                        "Evidence: cannot tell, as the program had run for less than 10 minutes, and an earlier request may be"
                                + " charged late; spent by");
    }

    @Test
    void afterAStartNothingIsSaidForRequestsOfTheFirstMinutesOnly() {
        AccountWatch started = watch(Runnable::run, AccountWatch.RECENT.minusSeconds(1));
        CreateWatch.Create early = begin(started, PRICE);
        assertThat(unclear(early)).startsWith("Evidence: cannot tell, as ");
        clock.advance(AccountWatch.LATER);
        started.tick();
        assertThat(later)
                .singleElement()
                .asString()
                .startsWith("Evidence: cannot tell, as the program had run for less than");

        assertThat(unclear(begin(watch(Runnable::run, AccountWatch.RECENT), PRICE)))
                .startsWith("Evidence: cannot tell, as ");
        CreateWatch.Create late = begin(PRICE);
        spend("0.30");
        assertThat(unclear(late)).startsWith("Evidence: charged; ");
    }

    @Test
    void aCreateThatIsClosedBeforeItsEvidenceIsForgotten() {
        for (int i = 0; i < 3; i++) {
            try (CreateWatch.Create create = begin(PRICE)) {
                create.unclear();
            }
        }
        CreateWatch.Create awaited = begin(PRICE);
        unclear(awaited);
        assertThat(watch)
                .extracting("movements.groups", as(InstanceOfAssertFactories.LIST))
                .hasSize(1);

        assertThat(later()).startsWith("Evidence: not charged; ");
        assertThat(watch)
                .extracting("movements.groups", as(InstanceOfAssertFactories.LIST))
                .isEmpty();
    }

    @Test
    void ofAnAccountThatOthersUseTooNobodyCanTell() {
        exclusive = false;
        CreateWatch.Create create = begin(PRICE);
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ").contains(": 0.30; accounted for");
    }

    @Test
    void anotherAmountThanThePriceTellsNothing() {
        CreateWatch.Create create = begin(PRICE);
        spend("0.31");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ");
        assertThat(later()).startsWith("Evidence: cannot tell, as ");
    }

    @Test
    void withoutAPriceNobodyCanTellAndNoneIsNamed() {
        CreateWatch.Create create = begin(null);
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ").doesNotContain("its price");
        CreateWatch.Create unknown = begin(price(null));
        unknown.accepted();
        assertThat(later()).startsWith("Evidence: cannot tell, as ").contains("known tasks: not known;");
    }

    @Test
    void whatAnotherKeyHasSpentIsNotTakenForThis() {
        CreateWatch.Create create = begin(PRICE);
        account = account.add(new BigDecimal("0.30"));
        assertThat(unclear(create)).startsWith("Evidence: cannot tell, as ").endsWith("spent by the key: 0.00");

        unlimited = true;
        assertThat(later()).as("of a key without a limit nothing is counted").startsWith("Evidence: charged; ");
    }

    @Test
    void aReadingThatFailsIsNotRepeatedAtOnceAndNoCreateFails() {
        failing = true;
        CreateWatch.Create create = begin(PRICE);
        failing = false;
        assertThat(unclear(create))
                .isEqualTo("Evidence: cannot tell, as the balance could not be read before the request");
        begin(PRICE).close();
        assertThat(readings).hasValue(1);

        clock.advance(BalanceReader.REST);
        CreateWatch.Create next = begin(PRICE);
        assertThat(readings).hasValue(2);
        failing = true;
        assertThat(unclear(next))
                .isEqualTo("Evidence: cannot tell, as the balance could not be read after the request");
    }

    @Test
    void aReadingThatTakesTooLongDelaysNoCreateForLong() {
        CountDownLatch answer = new CountDownLatch(1);
        ExecutorService slow = Executors.newSingleThreadExecutor();
        try {
            AccountWatch waiting = watch(reading -> slow.execute(() -> {
                awaitUninterruptibly(answer);
                reading.run();
            }));
            long began = System.nanoTime();
            CreateWatch.Create create = begin(waiting, PRICE);
            begin(waiting, PRICE).close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BalanceReader.PATIENCE.multipliedBy(4));
            answer.countDown();
            create.unclear();
            assertThat(create.evidence().orElseThrow().toString()).contains("could not be read before");
        } finally {
            answer.countDown();
            slow.shutdownNow();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void afterTheStopOfTheReaderThereIsNoEvidence() {
        ExecutorService stopped = Executors.newSingleThreadExecutor();
        stopped.shutdownNow();
        CreateWatch.Create create = begin(watch(stopped), PRICE);
        create.unclear();

        assertThat(create.evidence().orElseThrow().toString()).contains("could not be read before");
    }

    @Test
    void aWatchThatIsOffFindsNothing() {
        CreateWatch.Create create = CreateWatch.NONE.begin("adverts", "order-1", PRICE);
        create.accepted();
        create.unclear();
        create.later(found -> later.add(found.toString()));
        create.close();

        assertThat(create.evidence()).isEmpty();
        assertThat(later).isEmpty();
    }
}
