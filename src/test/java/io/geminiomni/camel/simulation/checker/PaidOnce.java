package io.geminiomni.camel.simulation.checker;

import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of all creates with one key, at most one is sent whose outcome is not told as not accepted or rejected; one more for each time
 * that an operator has freed the key, and one when the record was finished for longer than its retention.
 */
final class PaidOnce extends Rule {
    private final Map<String, Creates> keys = new HashMap<>();

    private static final class Creates {
        final Set<Long> undecided = new HashSet<>();

        @Nullable Duration finishedAt;
        /** Of the last submission. */
        Duration retention = Duration.ZERO;

        int freed;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.IntentRecorded intent) {
            Creates creates = creates(intent.key());
            if (creates.finishedAt != null) {
                if (at.minus(creates.finishedAt).compareTo(creates.retention) <= 0) {
                    broken("key " + intent.key() + " is submitted again within the retention of its finished task");
                }
                keys.remove(intent.key());
            }
            creates(intent.key()).retention = intent.retention();
        } else if (event instanceof Event.CreateReceived create) {
            Creates creates = creates(create.key());
            if (creates.undecided.size() > creates.freed) {
                broken("key " + create.key() + " is sent again as call " + create.call() + ", although call "
                        + creates.undecided + " may have been accepted");
            }
            creates.undecided.add(create.call());
        } else if (event instanceof Event.CreateAnswered answered
                && (answered.answer() == Answer.NOT_ACCEPTED || answered.answer() == Answer.REJECTED)) {
            creates(answered.key()).undecided.remove(answered.call());
        } else if (event instanceof Event.Freed freed) {
            creates(freed.key()).freed++;
        } else if (event instanceof Event.Became became && became.state().equals("DELIVERED")) {
            Creates creates = creates(became.key());
            if (creates.finishedAt == null) {
                creates.finishedAt = at;
            }
        }
    }

    private Creates creates(String key) {
        return keys.computeIfAbsent(key, any -> new Creates());
    }
}
