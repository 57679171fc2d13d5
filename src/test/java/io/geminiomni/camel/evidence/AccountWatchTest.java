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

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:01Z"));
    private final AtomicInteger readings = new AtomicInteger();
    private final List<String> later = new ArrayList<>();
    private BigDecimal account = new BigDecimal("100");
    private BigDecimal key = new BigDecimal("7");
    private boolean unlimited;
    private boolean failing;
    private boolean exclusive = true;
    private boolean refunds;
    private final AccountWatch watch = watch(Runnable::run);

    /** Of a program that has run for long enough. */
    private AccountWatch watch(Executor reader) {
        return watch(reader, AccountWatch.RECENT);
    }

    private AccountWatch watch(Executor reader, Duration running) {
        return new AccountWatch(
                this::balance,
                reader,
                clock,
                this::elapsed,
                elapsed().minus(running),
                new AccountWatch.Terms(() -> exclusive, () -> refunds),
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

    private void spend(String amount) {
        account = account.add(new BigDecimal(amount));
        key = key.add(new BigDecimal(amount));
    }

    private String unclear(CreateWatch.Create create) {
        create.unclear();
        clock.advance(Duration.ofSeconds(4));
        String now = create.evidence().orElseThrow().text();
        create.later(found -> later.add(found.text()));
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
        CreateWatch.Create create = watch.begin(PRICE);
        spend("0.3");

        assertThat(unclear(create))
                .isEqualTo(
                        "Evidence: charged; spent by the account between 10:00:01 and 10:00:05: 0.30; accounted for by"
                                + " known tasks: 0.00; in flight: this one only; its price: 0.30; spent by the key: 0.30");
        assertThat(later()).startsWith("Evidence: charged; spent by the account between 10:00:01 and 10:05:05: 0.30;");
    }

    @Test
    void aCreateWasNotChargedIfNothingMoreWasSpentMinutesLater() {
        CreateWatch.Create create = watch.begin(PRICE);

        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ").contains(": 0.00; accounted for");
        clock.advance(AccountWatch.LATER.minusSeconds(1));
        watch.tick();
        assertThat(later).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        watch.tick();
        assertThat(later).singleElement().asString().startsWith("Evidence: not charged; ");
    }

    @Test
    void aChargeThatComesLateIsSeenLater() {
        CreateWatch.Create create = watch.begin(PRICE);
        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ");
        spend("0.30");

        assertThat(later()).startsWith("Evidence: charged; ");
    }

    @Test
    void whatWasAcceptedSinceIsAccountedFor() {
        CreateWatch.Create create = watch.begin(PRICE);
        CreateWatch.Create other = watch.begin(price("1.2"));
        other.accepted();
        other.close();
        spend("1.2");
        unclear(create);
        CreateWatch.Create after = watch.begin(price("0.30"));
        after.accepted();
        spend("0.3");

        assertThat(later())
                .startsWith(
                        "Evidence: cannot tell, as another task of this program may have been refunded meanwhile, which"
                                + " hides a charge; ")
                .contains(": 1.50; accounted for by known tasks: 1.50; in flight: this one only;");
        assertThat(readings).hasValue(4);
    }

    @Test
    void aRejectedCreateCostsNothing() {
        CreateWatch.Create create = watch.begin(PRICE);
        watch.begin(PRICE).close();
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: charged; ");
    }

    @Test
    void withOthersInFlightOrOfUnknownOutcomeNobodyCanTell() {
        CreateWatch.Create create = watch.begin(PRICE);
        CreateWatch.Create other = watch.begin(PRICE);
        spend("0.30");
        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ").contains("in flight: this one and another;");
        other.unclear();
        other.close();

        assertThat(later()).startsWith("Evidence: cannot tell; ").contains("in flight: this one and another;");
    }

    @Test
    void createsThatBeginWhileOneIsInFlightShareItsReading() {
        CreateWatch.Create first = watch.begin(PRICE);
        CreateWatch.Create second = watch.begin(PRICE);
        first.accepted();
        CreateWatch.Create third = watch.begin(PRICE);
        assertThat(readings).hasValue(1);
        second.accepted();
        third.close();

        watch.begin(PRICE).close();
        assertThat(readings).hasValue(2);
    }

    @Test
    void whatIsDueIsFoundByOneReading() {
        CreateWatch.Create first = watch.begin(PRICE);
        CreateWatch.Create second = watch.begin(PRICE);
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
        CreateWatch.Create first = watch.begin(PRICE);
        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create second = watch.begin(PRICE);
        assertThat(readings).hasValue(2);
        first.close();
        spend("0.30");

        assertThat(unclear(second)).as("the first was in flight").startsWith("Evidence: cannot tell; ");
    }

    @Test
    void afterAnAcceptedCreateItsLateChargeIsNotTakenForAnother() {
        watch.begin(PRICE).accepted();
        clock.advance(AccountWatch.RECENT.minusSeconds(1));
        CreateWatch.Create create = watch.begin(PRICE);
        spend("0.30");
        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ");
        assertThat(later()).startsWith("Evidence: cannot tell; ");

        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create next = watch.begin(PRICE);
        spend("0.30");
        assertThat(unclear(next)).startsWith("Evidence: charged; ");
    }

    @Test
    void aChargeThatTheRefundOfAnEarlierTaskHidesIsNotDenied() {
        watch.begin(PRICE).accepted();
        spend("0.30");
        clock.advance(AccountWatch.RECENT.multipliedBy(10));
        CreateWatch.Create create = watch.begin(PRICE);
        unclear(create);
        spend("0.30");
        spend("-0.30");

        assertThat(later()).startsWith("Evidence: cannot tell, as another task of this program may have been refunded");
    }

    @Test
    void anEarlierCreateOfUnknownOutcomeMayBeRefundedToo() {
        watch.begin(PRICE).unclear();
        clock.advance(AccountWatch.RECENT.multipliedBy(10));
        CreateWatch.Create create = watch.begin(PRICE);
        unclear(create);

        assertThat(later()).startsWith("Evidence: cannot tell, as another task of this program may have been refunded");
    }

    @Test
    void whereFailedTasksAreRefundedNoChargeIsDenied() {
        refunds = true;
        CreateWatch.Create create = watch.begin(PRICE);
        unclear(create);

        assertThat(later())
                .startsWith("Evidence: cannot tell, as the gateway refunds failed tasks, which hides a charge; ");
        clock.advance(AccountWatch.RECENT);
        CreateWatch.Create charged = watch.begin(PRICE);
        spend("0.30");
        assertThat(unclear(charged)).startsWith("Evidence: charged; ");
    }

    @Test
    void aLateChargeOfAProgramThatHasEndedIsNotTakenForThatOfARequestAfterTheRestart() {
        AccountWatch started = watch(Runnable::run, Duration.ofSeconds(20));
        CreateWatch.Create create = started.begin(PRICE);
        spend("0.30");

        assertThat(unclear(create))
                .startsWith(
                        "Evidence: cannot tell, as the program started less than 10 minutes before the request, and an"
                                + " earlier request may have been charged late; spent by");
    }

    @Test
    void afterAStartNothingIsSaidForRequestsOfTheFirstMinutesOnly() {
        AccountWatch started = watch(Runnable::run, AccountWatch.RECENT.minusSeconds(1));
        CreateWatch.Create early = started.begin(PRICE);
        assertThat(unclear(early)).startsWith("Evidence: cannot tell; ");
        clock.advance(AccountWatch.LATER);
        started.tick();
        assertThat(later)
                .singleElement()
                .asString()
                .startsWith("Evidence: cannot tell, as the program started less than");

        assertThat(unclear(watch(Runnable::run, AccountWatch.RECENT).begin(PRICE)))
                .startsWith("Evidence: cannot tell; ");
        CreateWatch.Create late = watch.begin(PRICE);
        spend("0.30");
        assertThat(unclear(late)).startsWith("Evidence: charged; ");
    }

    @Test
    void aCreateThatIsClosedBeforeItsEvidenceIsForgotten() {
        for (int i = 0; i < 3; i++) {
            try (CreateWatch.Create create = watch.begin(PRICE)) {
                create.unclear();
            }
        }
        CreateWatch.Create awaited = watch.begin(PRICE);
        unclear(awaited);
        assertThat(watch)
                .extracting("groups", as(InstanceOfAssertFactories.LIST))
                .hasSize(1);

        assertThat(later()).startsWith("Evidence: cannot tell; ");
        assertThat(watch)
                .extracting("groups", as(InstanceOfAssertFactories.LIST))
                .isEmpty();
    }

    @Test
    void ofAnAccountThatOthersUseTooNobodyCanTell() {
        exclusive = false;
        CreateWatch.Create create = watch.begin(PRICE);
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ").contains(": 0.30; accounted for");
    }

    @Test
    void anotherAmountThanThePriceTellsNothing() {
        CreateWatch.Create create = watch.begin(PRICE);
        spend("0.31");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ");
        assertThat(later()).startsWith("Evidence: cannot tell; ");
    }

    @Test
    void withoutAPriceNobodyCanTellAndNoneIsNamed() {
        CreateWatch.Create create = watch.begin(null);
        spend("0.30");

        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ").doesNotContain("price");
        CreateWatch.Create unknown = watch.begin(price(null));
        unknown.accepted();
        assertThat(later()).startsWith("Evidence: cannot tell; ").contains("known tasks: not known;");
    }

    @Test
    void whatAnotherKeyHasSpentIsNotTakenForThis() {
        CreateWatch.Create create = watch.begin(PRICE);
        account = account.add(new BigDecimal("0.30"));
        assertThat(unclear(create)).startsWith("Evidence: cannot tell; ").endsWith("spent by the key: 0.00");

        unlimited = true;
        assertThat(later()).as("of a key without a limit nothing is counted").startsWith("Evidence: charged; ");
    }

    @Test
    void aReadingThatFailsIsNotRepeatedAtOnceAndNoCreateFails() {
        failing = true;
        CreateWatch.Create create = watch.begin(PRICE);
        failing = false;
        assertThat(unclear(create))
                .isEqualTo("Evidence: cannot tell, as the balance could not be read before the request");
        watch.begin(PRICE).close();
        assertThat(readings).hasValue(1);

        clock.advance(AccountWatch.REST);
        CreateWatch.Create next = watch.begin(PRICE);
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
            CreateWatch.Create create = waiting.begin(PRICE);
            waiting.begin(PRICE).close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AccountWatch.PATIENCE.multipliedBy(4));
            answer.countDown();
            create.unclear();
            assertThat(create.evidence().orElseThrow().text()).contains("could not be read before");
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
        CreateWatch.Create create = watch(stopped).begin(PRICE);
        create.unclear();

        assertThat(create.evidence().orElseThrow().text()).contains("could not be read before");
    }

    @Test
    void aWatchThatIsOffFindsNothing() {
        CreateWatch.Create create = CreateWatch.NONE.begin(PRICE);
        create.accepted();
        create.unclear();
        create.later(found -> later.add(found.text()));
        create.close();

        assertThat(create.evidence()).isEmpty();
        assertThat(later).isEmpty();
    }
}
