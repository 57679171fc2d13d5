package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A request is not sent so late that its record may have become UNKNOWN, unless its process was paused between the check and the
 * send, which nothing can prevent.
 */
final class SentInTime extends Rule {
    private final Map<String, Intent> intents = new HashMap<>();
    private final Map<String, Duration> paused = new HashMap<>();

    private record Intent(Duration at, Duration sendWithin) {}

    /** The time between the check and the arrival at the gateway. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.IntentRecorded intent) {
            intents.put(intent.node() + ' ' + intent.key(), new Intent(at, intent.sendWithin()));
        } else if (event instanceof Event.Paused pause) {
            paused.merge(pause.node(), at.plus(pause.time()), (one, other) -> one.compareTo(other) > 0 ? one : other);
        } else if (event instanceof Event.CreateReceived create) {
            Intent intent = intents.get(create.node() + ' ' + create.key());
            if (intent == null) {
                broken("key " + create.key() + " is sent by " + create.node() + ", which has not recorded the intent");
            } else if (at.minus(intent.at()).compareTo(intent.sendWithin().plus(ON_THE_WAY)) > 0
                    && paused.getOrDefault(create.node(), Duration.ZERO).compareTo(intent.at()) < 0) {
                broken("key " + create.key() + " is sent "
                        + at.minus(intent.at()).toSeconds()
                        + " s after its intent was recorded, when its record may be UNKNOWN");
            }
        }
    }
}
