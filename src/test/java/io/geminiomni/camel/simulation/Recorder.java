package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Moment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
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

    /** Distinguishes this history from all others. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Moment moment : history) {
                digest.update(Long.toString(moment.at().toNanos()).getBytes(StandardCharsets.UTF_8));
                digest.update(moment.event().toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
