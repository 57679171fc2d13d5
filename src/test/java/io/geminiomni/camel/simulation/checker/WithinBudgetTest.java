package io.geminiomni.camel.simulation.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WithinBudgetTest {
    private static final Checker.Limit TWO_CREATES =
            new Checker.Limit(new BigDecimal("0.7"), Duration.ofMinutes(2), false);

    @Test
    void aThirdCreateOfAPeriodIsFound() {
        assertThat(violations(booked("order-1"), received("order-1", 1), booked("order-2"), received("order-2", 2)))
                .isEmpty();
        assertThat(violations(
                        booked("order-1"),
                        received("order-1", 1),
                        booked("order-2"),
                        received("order-2", 2),
                        booked("order-3"),
                        received("order-3", 3)))
                .extracting(Violation::what)
                .isNotEmpty()
                .allMatch(what -> what.contains("0.9 may have been paid"));
    }

    /** A thread stood still between its intent and its call, and an operator resolved its key as not submitted. */
    @Test
    void aCreateThatIsSentAfterItsKeyWasFreedDoesNotCount() {
        assertThat(violations(
                        booked("order-3"),
                        new Event.Freed("order-3"),
                        booked("order-1"),
                        booked("order-3"),
                        received("order-3", 2),
                        received("order-1", 3),
                        received("order-3", 4)))
                .isEmpty();
    }

    /** The second intent was never sent, so the late create is that of the first one, whose key was freed. */
    @Test
    void anIntentThatHadNoConnectionIsNotTakenForOneThatIsSentLate() {
        assertThat(violations(
                        booked("order-2"),
                        new Event.Freed("order-2"),
                        booked("order-2"),
                        new Event.Became("order-2", null, "NOT_ACCEPTED", Duration.ZERO, false),
                        booked("order-2"),
                        received("order-2", 2),
                        booked("order-1"),
                        received("order-1", 3),
                        received("order-2", 4)))
                .isEmpty();
    }

    private static Event booked(String key) {
        return new Event.Booked("node 2", key, "even", new BigDecimal("0.3"), Duration.ofMinutes(1));
    }

    private static Event received(String key, long call) {
        return new Event.CreateReceived("node 2", key, call);
    }

    private static List<Violation> violations(Event... events) {
        WithinBudget rule = new WithinBudget(TWO_CREATES, true);
        Stream.of(events).forEach(event -> rule.see(Duration.ZERO, event));
        return rule.violations();
    }
}
