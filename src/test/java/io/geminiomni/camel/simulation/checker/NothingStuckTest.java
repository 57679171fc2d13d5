package io.geminiomni.camel.simulation.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NothingStuckTest {
    @Test
    void aRecordWhoseIntentWasStoredByANodeThatEndedMeanwhileIsOneOfItsKey() {
        assertThat(violations(
                        new Event.Became("order-1", null, "UNKNOWN", Duration.ZERO, false),
                        new Event.Final("order-1", null, "UNKNOWN")))
                .isEmpty();
    }

    @Test
    void aSecondRecordOfATaskIsFound() {
        assertThat(violations(
                        new Event.Became("order-1", null, "SUBMITTING", Duration.ZERO, false),
                        new Event.Final("order-1", null, "UNKNOWN"),
                        new Event.Final("order-2", null, "UNKNOWN")))
                .extracting(Violation::what)
                .containsExactly("there are 2 records of 1 keys and 0 tasks");
    }

    private static List<Violation> violations(Event... events) {
        NothingStuck rule = new NothingStuck();
        Stream.of(events).forEach(event -> rule.see(Duration.ZERO, event));
        rule.end();
        return rule.violations();
    }
}
