package io.geminiomni.camel.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Evidence.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The verdict on a request, from two readings of the balance and all that may have moved it in between. */
class BalanceRuleTest {
    private static final BalanceRule.Asked LATER = asked("0.30", false, false);

    private static BalanceRule.Asked asked(@Nullable String price, boolean mayBeChargedLater, boolean mayBeRefunded) {
        return new BalanceRule.Asked(price == null ? null : new BigDecimal(price), mayBeChargedLater, mayBeRefunded);
    }

    private static Movement charged(String amount) {
        return new Movement(new BigDecimal(amount), Movement.Kind.CHARGED);
    }

    private static Movement maybeCharged(String amount) {
        return new Movement(new BigDecimal(amount), Movement.Kind.MAYBE_CHARGED);
    }

    private static Movement maybeRefunded(String amount) {
        return new Movement(new BigDecimal(amount), Movement.Kind.MAYBE_REFUNDED);
    }

    private static BalanceReading reading(String account, String key) {
        return new BalanceReading(Instant.EPOCH, new BigDecimal(account), new BigDecimal(key), true);
    }

    private static String judge(String spent, BalanceRule.Asked asked, Movement... others) {
        BigDecimal after = new BigDecimal("100").add(new BigDecimal(spent));
        BalanceRule.Finding finding = BalanceRule.judge(
                reading("100", "100"), reading(after.toPlainString(), after.toPlainString()), asked, List.of(others));
        return finding.reason() == null ? finding.verdict().toString() : finding.verdict() + ", as " + finding.reason();
    }

    @Test
    void thePriceAloneWasCharged() {
        assertThat(judge("0.3", LATER)).isEqualTo("charged");
        assertThat(judge("0.300", asked("0.30", true, true))).isEqualTo("charged");
    }

    @Test
    void nothingWasNotCharged() {
        assertThat(judge("0", LATER)).isEqualTo("not charged");
        assertThat(judge("0", asked("0.30", true, false))).isEqualTo("cannot tell, as it may be charged later");
        assertThat(judge("0", asked("0.30", false, true)))
                .isEqualTo("cannot tell, as the gateway refunds failed tasks, which hides a charge");
    }

    @Test
    void anotherAmountThanAllPricesTellsNothing() {
        assertThat(judge("0.31", LATER)).isEqualTo("cannot tell, as the known prices do not give this amount");
        assertThat(judge("-0.30", LATER)).isEqualTo("cannot tell, as the known prices do not give this amount");
        assertThat(judge("0.30", LATER, charged("0.30"), charged("0.30")))
                .isEqualTo("cannot tell, as the known prices do not give this amount");
    }

    @Test
    void whatWasChargedForCertainIsAccountedFor() {
        assertThat(judge("0.60", LATER, charged("0.30"))).isEqualTo("charged");
        assertThat(judge("0.30", LATER, charged("0.30"))).isEqualTo("not charged");
        assertThat(judge("1.50", LATER, charged("1.20"))).isEqualTo("charged");
    }

    @Test
    void whatMayBeChargedExplainsItsOwnPriceOnly() {
        String doubt = "cannot tell, as other requests may have cost the same amount, or may be charged late";
        assertThat(judge("0.30", LATER, maybeCharged("0.30"))).isEqualTo(doubt);
        assertThat(judge("0.60", LATER, maybeCharged("0.30"))).isEqualTo("charged");
        assertThat(judge("0", LATER, maybeCharged("0.30"))).isEqualTo("not charged");
        assertThat(judge("1.20", LATER, maybeCharged("1.20"))).isEqualTo("not charged");
        assertThat(judge("0.30", LATER, maybeCharged("1.20"))).isEqualTo("charged");
        assertThat(judge("0.30", LATER, maybeCharged("0.10"), maybeCharged("0.20")))
                .isEqualTo(doubt);
    }

    @Test
    void aRefundThatIsPossibleHidesACharge() {
        String doubt = "cannot tell, as another task may have been refunded meanwhile, which hides a charge";
        assertThat(judge("0", LATER, maybeRefunded("0.30"))).isEqualTo(doubt);
        assertThat(judge("0.30", LATER, charged("0.30"), maybeRefunded("0.30"))).isEqualTo(doubt);
        assertThat(judge("0.30", LATER, maybeRefunded("0.30"))).isEqualTo("charged");
        assertThat(judge("0", LATER, maybeRefunded("0.50"))).isEqualTo("not charged");
        assertThat(judge("-0.50", LATER, maybeRefunded("0.50"))).isEqualTo("not charged");
        assertThat(judge("-0.20", LATER, maybeRefunded("0.50"))).isEqualTo("charged");
    }

    @Test
    void aRefundOfUnknownAmountHidesEachChargeButMakesNone() {
        Movement unknown = new Movement(null, Movement.Kind.MAYBE_REFUNDED);
        assertThat(judge("0", LATER, unknown)).startsWith("cannot tell, as another task may have");
        assertThat(judge("0.30", LATER, unknown)).isEqualTo("charged");
        assertThat(judge("0.60", LATER, maybeCharged("0.30"), unknown)).isEqualTo("charged");
        assertThat(judge("0.40", LATER, maybeCharged("0.30"), unknown))
                .isEqualTo("cannot tell, as the amount of a possible refund is not known");
    }

    @Test
    void withoutThePricesNobodyCanTell() {
        assertThat(judge("0.30", asked(null, false, false)))
                .isEqualTo("cannot tell, as the price of the request is not known");
        assertThat(judge("0", asked("0", false, false))).isEqualTo("cannot tell, as the request costs nothing");
        for (Movement.Kind kind : List.of(Movement.Kind.CHARGED, Movement.Kind.MAYBE_CHARGED)) {
            assertThat(judge("0.30", LATER, new Movement(null, kind)))
                    .isEqualTo("cannot tell, as the price of another request is not known");
        }
    }

    @Test
    void whatTheKeyHasNotSpentWasSpentByAnotherOne() {
        BalanceRule.Finding finding = BalanceRule.judge(reading("100", "7"), reading("100.30", "7"), LATER, List.of());
        assertThat(finding).isEqualTo(BalanceRule.Finding.cannotTell("the API key has not spent what the account has"));
        BalanceReading uncounted =
                new BalanceReading(Instant.EPOCH, new BigDecimal("100.3"), new BigDecimal("7"), false);
        assertThat(BalanceRule.judge(reading("100", "7"), uncounted, LATER, List.of())
                        .verdict())
                .isEqualTo(Verdict.CHARGED);
    }

    @Test
    void manyRequestsOfOnePriceAreNotTooMany() {
        Movement[] many =
                IntStream.range(0, 2000).mapToObj(i -> maybeCharged("0.30")).toArray(Movement[]::new);
        assertThat(judge("600.30", LATER, many)).isEqualTo("charged");
        Movement[] different = IntStream.range(0, 40)
                .mapToObj(i -> maybeCharged(BigDecimal.ONE
                        .add(BigDecimal.valueOf(1L << Math.min(i, 30), 6))
                        .toPlainString()))
                .toArray(Movement[]::new);
        assertThat(judge("0.30", LATER, different))
                .isEqualTo("cannot tell, as too many other requests may have moved the balance");
    }

    @Provide
    Arbitrary<List<Movement>> movements() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4).map(BigDecimal::valueOf),
                        Arbitraries.of(Movement.Kind.class))
                .as(Movement::new)
                .list()
                .ofMaxSize(5);
    }

    /** Whatever the others did, and whether the request was charged or not: no verdict is wrong. */
    @Property(tries = 300)
    void noVerdictIsWrong(@ForAll("movements") List<Movement> others) {
        BigDecimal price = BigDecimal.valueOf(2);
        for (boolean isCharged : new boolean[] {true, false}) {
            for (BigDecimal moved : everything(others)) {
                BigDecimal spent = isCharged ? moved.add(price) : moved;
                String verdict =
                        judge(spent.toPlainString(), asked("2", false, false), others.toArray(Movement[]::new));
                assertThat(verdict)
                        .as("%s spent of %s", spent, others)
                        .matches(found -> found.equals(isCharged ? "charged" : "not charged")
                                || found.startsWith("cannot tell, as "));
            }
        }
    }

    private static Set<BigDecimal> everything(List<Movement> others) {
        List<BigDecimal> sums = new ArrayList<>(List.of(BigDecimal.ZERO));
        for (Movement each : others) {
            BigDecimal amount = Objects.requireNonNull(each.amount());
            List<BigDecimal> next = new ArrayList<>();
            for (BigDecimal sum : sums) {
                switch (each.kind()) {
                    case CHARGED -> next.add(sum.add(amount));
                    case MAYBE_CHARGED -> next.addAll(List.of(sum, sum.add(amount)));
                    case MAYBE_REFUNDED -> next.addAll(List.of(sum, sum.subtract(amount)));
                }
            }
            sums = next;
        }
        return new HashSet<>(sums);
    }
}
