package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Nothing is polled while the gateway throttles the account. The next round of polls collects the answer, so polls that are sent
 * before it are no fault.
 */
final class RespectsThrottling extends Rule {
    /** The longest Retry-After that is respected. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Duration untilCollected;
    private final Map<String, Pause> pauses = new HashMap<>();

    private record Pause(Duration from, Duration until) {}

    /** @param untilCollected the longest time until a round collects the answer */
    RespectsThrottling(Duration untilCollected) {
        this.untilCollected = untilCollected;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Throttled throttled) {
            Duration time = throttled.retryAfter().compareTo(LONGEST) < 0 ? throttled.retryAfter() : LONGEST;
            pauses.put(throttled.node(), new Pause(at.plus(untilCollected), at.plus(time)));
        } else if (event instanceof Event.Polled poll) {
            Pause pause = pauses.get(poll.node());
            if (pause != null && at.compareTo(pause.from()) > 0 && at.compareTo(pause.until()) < 0) {
                broken(poll.node() + " polls task " + poll.taskId() + " "
                        + pause.until().minus(at).toSeconds() + " s before the end of the throttling");
            }
        }
    }
}
