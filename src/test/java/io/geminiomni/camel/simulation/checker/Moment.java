package io.geminiomni.camel.simulation.checker;

import java.time.Duration;

/**
 * An event of a history and its time.
 *
 * @param at the time of the store since the beginning
 */
public record Moment(Duration at, Event event) {
    @Override
    public String toString() {
        return String.format(
                "%02d:%02d:%02d.%03d  %s",
                at.toHours(), at.toMinutesPart(), at.toSecondsPart(), at.toMillisPart(), event);
    }
}
