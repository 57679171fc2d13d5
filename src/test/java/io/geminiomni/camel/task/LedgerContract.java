package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.Samples.CHANNEL;
import static io.geminiomni.camel.task.Samples.accepted;
import static io.geminiomni.camel.task.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of tasks guarantees of what attempts cost, on a clock that stands still until a test moves it. */
public abstract class LedgerContract {
    protected static final Duration DAY = Duration.ofDays(1);
    private static final Outcome UNCLEAR = new Outcome.Unknown("read timed out");
    private static final Outcome REFUSED = new Outcome.Rejected("bad aspect ratio");
    private static final Outcome NOT_TAKEN = new Outcome.NotAccepted("connection refused");

    protected final MutableClock clock = new MutableClock(Instant.parse("2026-03-10T12:00:00Z"));
    protected VideoTaskRepository tasks;

    /** An empty repository on {@link #clock}. */
    protected abstract VideoTaskRepository create() throws Exception;

    @BeforeEach
    void createRepository() throws Exception {
        tasks = create();
    }

    // booking

    @Test
    void anAttemptIsReservedWithItsIntentAndSpentWhenItIsAccepted() {
        Submission submission = begun("a", charge("0.30"));
        assertBooked("0", "0.3");

        VideoTask task =
                tasks.record(submission, accepted("task-1"), Duration.ZERO).orElseThrow();

        assertBooked("0.3", "0");
        assertThat(task.cost()).isEqualTo(new BigDecimal("0.3"));
        assertThat(tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 1, "me", DAY)))
                .first()
                .satisfies(leased -> assertThat(leased.task().cost()).isEqualTo(new BigDecimal("0.3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_ACCEPTED", "REJECTED"})
    void whatTheGatewayDidNotTakeIsGivenBack(TaskState state) {
        Submission submission = begun("a", charge("0.30"));

        tasks.record(submission, state == TaskState.REJECTED ? REFUSED : NOT_TAKEN, Duration.ZERO);

        assertThat(spent()).isEmpty();
    }

    @Test
    void anUnknownOutcomeStaysReservedUntilItIsResolved() {
        tasks.record(begun("a", charge("0.30")), UNCLEAR, Duration.ZERO);
        tasks.record(begun("b", charge("0.50")), UNCLEAR, Duration.ZERO);
        assertBooked("0", "0.8");

        tasks.resolveAsTask(CHANNEL, "a", "task-a");
        assertBooked("0.3", "0.5");
        tasks.resolveAsNotSubmitted(CHANNEL, "b");
        assertBooked("0.3", "0");
    }

    @Test
    void whatIsSweptStaysReservedAndItsLateOutcomeIsBooked() {
        Submission late = begun("late", charge("0.30"));
        Submission refused = begun("refused", charge("0.50"));
        clock.advance(Duration.ofMinutes(6));
        assertThat(tasks.sweep(Duration.ofMinutes(5))).hasSize(2);
        assertBooked("0", "0.8");

        tasks.record(late, accepted("task-1"), Duration.ZERO);
        tasks.record(refused, REFUSED, Duration.ZERO);

        assertBooked("0.3", "0");
    }

    @Test
    void eachAttemptUnderAKeyIsBookedByItself() {
        tasks.record(begun("a", charge("0.30")), REFUSED, Duration.ZERO);
        Submission second = begun("a", charge("0.50"));
        assertBooked("0", "0.5");

        tasks.record(second, accepted("task-1"), Duration.ZERO);

        assertBooked("0.5", "0");
        assertThat(tasks.find(CHANNEL, "a").orElseThrow().cost()).isEqualTo(new BigDecimal("0.5"));
    }

    @Test
    void anAdditionalTaskIsBookedByItselfThoughItExceedsTheBudget() {
        Charge charge = charge("0.30", budget("0.30", DAY));
        Submission paused = begun("a", charge);
        tasks.record(paused, UNCLEAR, Duration.ZERO);
        tasks.resolveAsNotSubmitted(CHANNEL, "a");
        Submission second = begun("a", charge);
        tasks.record(second, accepted("task-2"), Duration.ZERO);

        tasks.record(paused, accepted("task-1"), Duration.ZERO);
        tasks.record(paused, accepted("task-1"), Duration.ZERO);

        assertBooked("0.6", "0");
        assertThat(refused("b", charge).booked().spent()).isEqualTo(new BigDecimal("0.6"));
    }

    @Test
    void aTaskThatAnOperatorAdoptedIsBookedOnceWhenItsSubmitterReportsIt() {
        Charge charge = charge("0.60", budget("1", DAY));
        Submission paused = begun("a", charge);
        tasks.record(paused, UNCLEAR, Duration.ZERO);
        tasks.resolveAsNotSubmitted(CHANNEL, "a");
        tasks.adopt(submission("b", null), "task-1");
        assertThat(spent()).isEmpty();

        tasks.record(paused, accepted("task-1"), Duration.ZERO);
        tasks.record(paused, accepted("task-1"), Duration.ZERO);

        assertBooked("0.6", "0");
        assertThat(tasks.find(CHANNEL, "b").orElseThrow().cost()).isEqualTo(new BigDecimal("0.6"));
        assertThat(tasks.find(CHANNEL, "b").orElseThrow().state()).isEqualTo(TaskState.WAITING);
        refused("c", charge);
    }

    @Test
    void aReportOfATaskThatHasFailedAndWasRefundedBooksNothing() {
        Charge refunding = new Charge(cost("0.10"), "team", null, true);
        Submission known = begun("known", refunding);
        tasks.record(known, accepted("task-1"), Duration.ZERO);
        Submission paused = begun("paused", refunding);
        tasks.record(paused, UNCLEAR, Duration.ZERO);
        tasks.resolveAsNotSubmitted(CHANNEL, "paused");
        tasks.adopt(submission("adopted", null), "task-2");
        for (LeasedTask each : tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 10, "me", DAY))) {
            VideoTask failed = each.task().become(TaskState.FAILED).build();
            tasks.update(List.of(LeaseUpdate.release(each.lease(), failed, Duration.ZERO)));
        }

        tasks.record(known, accepted("task-1"), Duration.ZERO);
        tasks.record(paused, accepted("task-2"), Duration.ZERO);

        assertThat(spent()).isEmpty();
    }

    @Test
    void anAdoptedTaskIsBookedOnceThoughItExceedsTheBudget() {
        Charge charge = charge("0.30", budget("0.30", DAY));
        tasks.record(begun("a", charge), accepted("task-1"), Duration.ZERO);
        tasks.record(begun("free", charge("0.01")), REFUSED, Duration.ZERO);

        tasks.adopt(submission("b", charge), "task-2");
        tasks.adopt(submission("c", charge), "task-2");
        tasks.adopt(submission("free", charge), "task-3");

        assertBooked("0.9", "0");
    }

    @Test
    void anAdoptedTaskWithoutAnAmountIsUnpricedUntilSomebodyKnowsWhatItCost() {
        Charge unknown = new Charge(new CostEstimate(null, "EUR", null), "team", null, false, "omni-10s");
        Charge charge = charge("0.60", budget("1", DAY));
        Submission paused = begun("a", charge);
        tasks.record(paused, UNCLEAR, Duration.ZERO);
        tasks.resolveAsNotSubmitted(CHANNEL, "a");
        tasks.adopt(submission("reported", unknown), "task-1");
        tasks.adopt(submission("priced", unknown), "task-2");
        tasks.adopt(submission("again", unknown), "task-2");
        assertThat(spent()).hasSize(1).first().satisfies(all -> {
            assertThat(all.model()).isEqualTo("omni-10s");
            assertThat(all.spent()).isZero();
            assertThat(all.attempts()).isEqualTo(2);
            assertThat(all.unpriced()).isEqualTo(2);
        });

        tasks.record(paused, accepted("task-1"), Duration.ZERO);
        tasks.record(paused, accepted("task-1"), Duration.ZERO);
        VideoTask priced = tasks.adopt(submission("again", charge("0.50")), "task-2");
        tasks.adopt(submission("again", charge("0.50")), "task-2");

        assertBooked("1.1", "0");
        assertThat(spent().stream().mapToLong(Spending::attempts).sum()).isEqualTo(2);
        assertThat(spent().stream().mapToLong(Spending::unpriced).sum()).isZero();
        assertThat(priced.key()).isEqualTo("priced");
        assertThat(priced.cost()).isEqualTo(new BigDecimal("0.5"));
        assertThat(refused("b", charge).booked().spent()).isEqualTo(new BigDecimal("1.1"));
    }

    @Test
    void aKnownTaskThatIsAdoptedIsNotBookedAgain() {
        waiting("a", charge("0.30"));
        tasks.record(begun("b", null), accepted("task-b"), Duration.ZERO);

        tasks.adopt(submission("c", charge("0.50")), "task-a");
        tasks.adopt(submission("d", charge("0.50")), "task-b");

        assertBooked("0.3", "0");
        assertThat(tasks.find(CHANNEL, "b").orElseThrow().cost()).isNull();
    }

    @Test
    void aFailureIsKeptUnlessTheGatewayRefundsItAndAnAbandonedTaskIsNeverRefunded() {
        Charge refunding = new Charge(cost("0.10"), "team", null, true);
        waiting("kept", charge("1"));
        waiting("refunded", refunding);
        waiting("abandoned", refunding);
        waiting("made", refunding);

        List<LeasedTask> leased = tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 10, "me", DAY));
        assertThat(tasks.update(leased.stream()
                        .map(each -> LeaseUpdate.release(each.lease(), ended(each.task()), Duration.ZERO))
                        .toList()))
                .isEmpty();

        assertBooked("1.2", "0");
    }

    private static VideoTask ended(VideoTask task) {
        return task.key().equals("made")
                ? task.become(TaskState.COMPLETED)
                        .videoUrl("https://videos.example/1")
                        .build()
                : task.become(TaskState.FAILED)
                        .errorCategory(task.key().equals("abandoned") ? VideoTask.ABANDONED : "moderation")
                        .build();
    }

    @Test
    void anUpdateByALeaseThatIsLostRefundsNothing() {
        waiting("a", new Charge(cost("0.10"), "team", null, true));
        LeasedTask former = tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 1, "me", Duration.ofSeconds(1)))
                .get(0);
        clock.advance(Duration.ofSeconds(2));
        tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 1, "other", DAY));

        assertThat(tasks.update(List.of(LeaseUpdate.release(former.lease(), ended(former.task()), Duration.ZERO))))
                .hasSize(1);

        assertBooked("0.1", "0");
    }

    @Test
    void anUnknownPriceIsCountedAndTakesNoBudget() {
        Charge unknown = new Charge(new CostEstimate(null, "EUR", null), "team", budget("1", DAY), false);
        tasks.record(begun("a", unknown), accepted("task-1"), Duration.ZERO);
        tasks.record(begun("b", charge("1", budget("1", DAY))), accepted("task-2"), Duration.ZERO);

        assertThat(spent()).first().satisfies(all -> {
            assertThat(all.spent()).isEqualTo(new BigDecimal("1"));
            assertThat(all.attempts()).isEqualTo(2);
            assertThat(all.unpriced()).isEqualTo(1);
        });
        assertThat(tasks.find(CHANNEL, "a").orElseThrow().cost()).isNull();
    }

    @Test
    void withoutAChargeNothingIsBooked() {
        tasks.record(begun("a", null), accepted("task-1"), Duration.ZERO);
        tasks.adopt(submission("b", null), "task-2");

        assertThat(spent()).isEmpty();
        assertThat(tasks.find(CHANNEL, "a").orElseThrow().cost()).isNull();
    }

    @Test
    void whatNoStoreCanKeepIsRefusedBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission("a", charge("0.0000001")))
                .withMessageContaining("1E-7")
                .withMessageContaining("6 decimals");
        assertThatIllegalArgumentException().isThrownBy(() -> submission("a", charge("1e12")));
        assertThatIllegalArgumentException().isThrownBy(() -> submission("a", charge("-1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission("a", new Charge(cost("1"), "k".repeat(256), null, false)))
                .withMessageContaining("budget key");
        begun("a", new Charge(cost("999999999999.999999"), "k".repeat(255), budget("1e12", DAY), false));
    }

    // budgets

    @Test
    void aRequestThatItsBudgetHasNoRoomForIsRefusedAndLeavesNothing() {
        Charge charge = charge("0.40", budget("1", DAY));
        tasks.record(begun("a", charge), accepted("task-1"), Duration.ZERO);
        begun("b", charge);

        BeginResult.OverBudget refused = refused("c", charge);

        assertThat(refused.booked()).isEqualTo(new Booked(new BigDecimal("0.4"), new BigDecimal("0.4")));
        assertThat(refused.charge()).isEqualTo(charge);
        assertThat(tasks.find(CHANNEL, "c")).isEmpty();
        assertBooked("0.4", "0.4");
        begun("c", charge("0.2", budget("1", DAY)));
        refused("d", charge("0.000001", budget("1", DAY)));
        begun("d", charge("0", budget("1", DAY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_ACCEPTED", "REJECTED"})
    void aRecordThatIsBegunAgainStaysAsItWasIfItsBudgetHasNoRoom(TaskState state) {
        Charge charge = charge("0.60", budget("1", DAY));
        tasks.record(begun("a", charge), state == TaskState.REJECTED ? REFUSED : NOT_TAKEN, Duration.ZERO);
        begun("b", charge);
        VideoTask before = tasks.find(CHANNEL, "a").orElseThrow();

        refused("a", charge);

        assertThat(tasks.find(CHANNEL, "a").orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(before);
        tasks.resolveAsNotSubmitted(CHANNEL, unknown("b"));
        begun("a", charge);
    }

    private String unknown(String key) {
        clock.advance(Duration.ofMinutes(6));
        tasks.sweep(Duration.ofMinutes(5));
        return key;
    }

    @Test
    void aKnownKeyPassesThoughTheBudgetIsUsedUp() {
        Charge charge = charge("1", budget("1", DAY));
        tasks.record(begun("a", charge), accepted("task-1"), Duration.ZERO);

        assertThat(tasks.begin(submission("a", charge))).isInstanceOf(BeginResult.Known.class);
    }

    @Test
    void eachBudgetKeyAndEachUnitHasItsOwnSumAndChannelsShareThem() {
        Budget budget = budget("1", DAY);
        begun("a", charge("1", budget));
        begun("b", new Charge(cost("1"), "another", budget, false));
        begun("c", new Charge(new CostEstimate(BigDecimal.ONE, "coins", "row"), "team", budget, false));
        Submission elsewhere = Samples.submission("elsewhere", "a").withCharge(charge("0.1", budget));

        assertThat(tasks.begin(elsewhere)).isInstanceOf(BeginResult.OverBudget.class);
        refused("d", new Charge(cost("0.1"), "another", budget, false));
        refused("e", new Charge(new CostEstimate(BigDecimal.ONE, "coins", "row"), "team", budget, false));
        begun("f", new Charge(cost("1"), "TEAM", budget, false));
    }

    @Test
    void whatIsBookedWithoutABudgetCountsInTheBudgetOfItsKey() {
        begun("a", charge("0.70"));

        refused("b", charge("0.40", budget("1", DAY)));
        begun("c", charge("5"));
    }

    @Test
    void aSlidingBudgetFreesAnAmountAtTheEndOfItsPeriod() {
        Charge charge = charge("0.50", budget("1", DAY));
        Instant first = clock.instant();
        begun("a", charge);
        clock.advance(Duration.ofHours(1));
        begun("b", charge);
        clock.advance(Duration.ofHours(1));

        assertThat(refused("c", charge).roomAt()).isEqualTo(first.plus(DAY));
        assertThat(refused("c", charge("0.7", budget("1", DAY))).roomAt())
                .isEqualTo(first.plus(DAY).plusSeconds(3_600));
        assertThat(refused("c", charge("1.1", budget("1", DAY))).roomAt()).isNull();

        clock.advance(Duration.between(clock.instant(), first.plus(DAY)).minusNanos(1_000));
        refused("c", charge);
        clock.advance(Duration.ofNanos(1_000));
        begun("c", charge);
        refused("d", charge);
    }

    @Test
    void aBudgetOfTheCalendarBeginsAnewInItsZone() {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        Charge monthly = charge("1", new Budget(BigDecimal.ONE, new Budget.Calendar(ChronoUnit.MONTHS, zone)));
        begun("a", monthly);
        Instant april = Instant.parse("2026-03-31T16:00:00Z");

        assertThat(refused("b", monthly).roomAt()).isEqualTo(april);
        clock.advance(Duration.between(clock.instant(), april).minusNanos(1_000));
        assertThat(refused("b", monthly).roomAt()).isEqualTo(april);
        clock.advance(Duration.ofNanos(1_000));
        begun("b", monthly);

        Charge daily = charge("1", new Budget(new BigDecimal("2"), new Budget.Calendar(ChronoUnit.DAYS, zone)));
        begun("c", daily);
        assertThat(refused("d", daily).roomAt()).isEqualTo(april.plus(DAY));
        clock.advance(DAY);
        begun("d", daily);
    }

    @Test
    void theTimeWithRoomIsFoundBehindManySmallAmounts() {
        Budget budget = budget("10", DAY);
        Instant first = clock.instant();
        for (int i = 0; i < 450; i++) {
            begun("key-" + i, charge("0.02", budget));
            clock.advance(Duration.ofSeconds(1));
        }
        begun("last", charge("1", budget));

        assertThat(refused("refused", charge("8.01", budget)).roomAt())
                .isEqualTo(first.plus(DAY).plusSeconds(400));
        assertThat(refused("refused", charge("10", budget)).roomAt())
                .isEqualTo(clock.instant().plus(DAY));
    }

    @Test
    void ofManyAtOnceAsManyBeginAsTheBudgetHasRoomFor() throws Exception {
        Charge charge = charge("0.10", budget("1", DAY));

        List<BeginResult> results = atOnce(
                24, i -> tasks.begin(submission("key-" + i, i % 3 == 0 ? charge("0.1", budget("50", DAY)) : charge)));

        BigDecimal total = spent().stream().map(Spending::reserved).reduce(BigDecimal.ZERO, BigDecimal::add);
        long started =
                results.stream().filter(BeginResult.Started.class::isInstance).count();
        assertThat(total).isEqualByComparingTo(new BigDecimal("0.1").multiply(BigDecimal.valueOf(started)));
        assertThat(started).isBetween(10L, 18L);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, started));
        assertThat(results.stream()
                        .filter(BeginResult.OverBudget.class::isInstance)
                        .map(BeginResult.OverBudget.class::cast))
                .allSatisfy(refused ->
                        assertThat(refused.roomAt()).isEqualTo(clock.instant().plus(DAY)));
    }

    private static <T> List<T> atOnce(int threads, IntFunction<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> calls = IntStream.range(0, threads)
                    .<Callable<T>>mapToObj(i -> () -> work.apply(i))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : executor.invokeAll(calls)) {
                results.add(each.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    // what was spent

    @Test
    void whatWasSpentIsListedByDayChannelBudgetKeyAndModel() {
        waiting("a", charge("0.30"));
        waiting("b", charge("0.20"));
        tasks.record(begun("c", charge("0.70")), UNCLEAR, Duration.ZERO);
        tasks.record(begun("d", charge("9")), REFUSED, Duration.ZERO);
        VideoRequest other =
                VideoRequest.builder().prompt("a dog").model("omni-10s").build();
        tasks.begin(Samples.submission("zoo", "a", other, Map.of()).withCharge(charge("3")));
        clock.advance(Duration.ofHours(11).plusSeconds(3_599));
        waiting("e", new Charge(cost("4"), "another", null, false));
        clock.advance(Duration.ofSeconds(1));
        waiting("f", charge("5"));

        LocalDate day = LocalDate.of(2026, 3, 10);
        String standard = VideoRequest.DEFAULT_MODEL;
        Spending team = spending(CHANNEL, "team", standard, day, "0.5", "0.7", 3);
        Spending zoo = spending("zoo", "team", "omni-10s", day, "0", "3", 1);
        Spending another = spending(CHANNEL, "another", standard, day, "4", "0", 1);
        Spending next = spending(CHANNEL, "team", standard, day.plusDays(1), "5", "0", 1);
        assertThat(spent()).containsExactly(another, team, zoo, next);
        Instant noon = Instant.parse("2026-03-10T12:00:00Z");
        Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
        assertThat(tasks.spent(new SpendingQuery("zoo", null, null, noon, midnight)))
                .containsExactly(zoo);
        assertThat(tasks.spent(new SpendingQuery(null, "another", null, noon, midnight)))
                .containsExactly(another);
        assertThat(tasks.spent(new SpendingQuery(null, null, "omni-10s", noon, midnight)))
                .containsExactly(zoo);
        assertThat(tasks.spent(new SpendingQuery(null, null, null, midnight, midnight.plusSeconds(1))))
                .containsExactly(next);
        assertThat(tasks.spent(new SpendingQuery(null, null, null, noon.plusNanos(1_000), midnight)))
                .containsExactly(another);
        assertThat(tasks.spent(new SpendingQuery("nobody's", null, null, noon, midnight)))
                .isEmpty();
    }

    private static Spending spending(
            String channel, String key, String model, LocalDate day, String spent, String reserved, long attempts) {
        return new Spending(
                channel, key, model, day, "EUR", new BigDecimal(spent), new BigDecimal(reserved), attempts, 0);
    }

    @Test
    void thePurgeOfTasksKeepsWhatTheyCost() {
        tasks.record(begun("refused", charge("0.10")), REFUSED, Duration.ZERO);
        tasks.record(begun("refused-later", charge("0.20")), REFUSED, Duration.ZERO);
        waiting("a", charge("0.30"));
        deliver();
        clock.advance(Duration.ofDays(8));

        assertThat(tasks.purge(Duration.ofDays(7), 10)).isEqualTo(3);

        assertBooked("0.3", "0");
        refused("b", charge("0.80", budget("1", Duration.ofDays(30))));
    }

    private void deliver() {
        for (LeasedTask each : tasks.claim(Claim.toPoll(CHANNEL, Samples.BASE_URL, 10, "me", DAY))) {
            VideoTask made = each.task()
                    .become(TaskState.COMPLETED)
                    .videoUrl("https://videos.example/1")
                    .build();
            tasks.update(List.of(LeaseUpdate.release(each.lease(), made, Duration.ZERO)));
        }
        for (LeasedTask each : tasks.claim(Claim.toEmit(CHANNEL, 10, "me", DAY))) {
            tasks.update(List.of(LeaseUpdate.release(
                    each.lease(), each.task().become(TaskState.DELIVERED).build(), Duration.ZERO)));
        }
    }

    @Test
    void whatAttemptsCostIsKept400DaysAndAsLongAsItCounts() {
        Charge counted = charge("2", budget("2.5", Duration.ofDays(500)));
        waiting("a", new Charge(cost("0.30"), "another", null, false));
        waiting("b", counted);
        waiting("c", charge("0.40"));
        clock.advance(Duration.ofDays(400));
        assertThat(tasks.purgeLedger(10)).isZero();
        clock.advance(Duration.ofSeconds(1));

        assertThat(tasks.purgeLedger(1)).isEqualTo(1);
        assertThat(tasks.purgeLedger(10)).isEqualTo(1);
        assertThat(tasks.purgeLedger(10)).isZero();
        assertThat(spentSince(Instant.EPOCH))
                .hasSize(1)
                .first()
                .satisfies(kept -> assertThat(kept.spent()).isEqualTo(new BigDecimal("2")));
        refused("d", counted);

        clock.advance(Duration.ofDays(100));
        begun("d", counted);
        assertThat(tasks.purgeLedger(10)).isEqualTo(1);
        refused("e", counted);
    }

    @Test
    void whatWasBookedWithAShorterBudgetIsKeptAsLongAsItCountsInALongerOne() {
        Charge longer = charge("0.60", budget("1", Duration.ofDays(730)));
        waiting("a", charge("0.60", budget("1", Duration.ofDays(30))));
        clock.advance(Duration.ofDays(31));
        waiting("b", charge("0.10"));
        clock.advance(Duration.ofDays(360));
        refused("c", longer);
        clock.advance(Duration.ofDays(100));

        assertThat(tasks.purgeLedger(10)).isZero();

        refused("c", longer);
        clock.advance(Duration.ofDays(730 - 491).plusSeconds(1));
        assertThat(tasks.purgeLedger(10)).isEqualTo(1);
        begun("c", longer);
    }

    // shared by the tests

    protected final void waiting(String key, Charge charge) {
        tasks.record(begun(key, charge), accepted("task-" + key), Duration.ZERO);
    }

    protected final Submission begun(String key, @Nullable Charge charge) {
        Submission submission = submission(key, charge);
        assertThat(tasks.begin(submission)).as(key).isInstanceOf(BeginResult.Started.class);
        return submission;
    }

    protected final BeginResult.OverBudget refused(String key, Charge charge) {
        BeginResult result = tasks.begin(submission(key, charge));
        assertThat(result).as(key).isInstanceOf(BeginResult.OverBudget.class);
        return (BeginResult.OverBudget) result;
    }

    protected static Submission submission(String key, @Nullable Charge charge) {
        return new Submission(
                        UUID.randomUUID().toString(),
                        CHANNEL,
                        key,
                        request("a cat on a bicycle").fingerprint(),
                        request("a cat on a bicycle"),
                        Map.of(),
                        Samples.BASE_URL,
                        "account-1")
                .withCharge(charge);
    }

    protected static CostEstimate cost(String amount) {
        return new CostEstimate(new BigDecimal(amount), "EUR", "row 1");
    }

    protected static Charge charge(String amount) {
        return charge(amount, null);
    }

    protected static Charge charge(String amount, @Nullable Budget budget) {
        return new Charge(cost(amount), "team", budget, false);
    }

    protected static Budget budget(String limit, Duration period) {
        return new Budget(new BigDecimal(limit), new Budget.Sliding(period));
    }

    protected final List<Spending> spent() {
        return spentSince(clock.instant().minus(Duration.ofDays(30)));
    }

    private List<Spending> spentSince(Instant from) {
        return tasks.spent(
                new SpendingQuery(null, null, null, from, clock.instant().plusSeconds(1)));
    }

    private void assertBooked(String spent, String reserved) {
        List<Spending> all = spent();
        assertThat(all.stream().map(Spending::spent).reduce(BigDecimal.ZERO, BigDecimal::add))
                .as("spent")
                .isEqualByComparingTo(spent);
        assertThat(all.stream().map(Spending::reserved).reduce(BigDecimal.ZERO, BigDecimal::add))
                .as("reserved")
                .isEqualByComparingTo(reserved);
    }
}
