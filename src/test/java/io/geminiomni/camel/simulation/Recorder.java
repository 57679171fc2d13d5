package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes the history of a simulation. */
final class Recorder {
    private final Scheduler scheduler;
    private final List<Moment> history = new ArrayList<>();

    Recorder(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Nothing is recorded of a history that is over. */
    void add(Event event) {
        if (!scheduler.isOver()) {
            history.add(new Moment(Duration.ofNanos(scheduler.now()), event));
        }
    }

    void note(String text) {
        add(new Event.Note(text));
    }

    List<Moment> history() {
        return history;
    }
}
