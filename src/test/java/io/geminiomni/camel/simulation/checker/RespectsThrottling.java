package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Nothing is polled while the gateway throttles the account. Polls that were sent before the answer came may end after it, which is no
 * fault. A thread that was stopped may note the answer later, or send later a poll that had its turn before.
 */
final class RespectsThrottling extends Rule {
    /** The longest Retry-After that is respected. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Duration longestPoll;
    private final Map<String, Pause> pauses = new HashMap<>();

    /** Until when each node takes no step. */
    private final Map<String, Duration> stopped = new HashMap<>();

    private record Pause(Duration from, Duration until) {}

    /** @param longestPoll until a poll that was sent has ended */
    RespectsThrottling(Duration longestPoll) {
        this.longestPoll = longestPoll;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Throttled throttled) {
            Duration time = throttled.retryAfter().compareTo(LONGEST) < 0 ? throttled.retryAfter() : LONGEST;
            Duration goesOn = latest(at, stopped.getOrDefault(throttled.node(), at));
            pauses.put(throttled.node(), new Pause(goesOn.plus(longestPoll), at.plus(time)));
        } else if (event instanceof Event.Paused paused) {
            Duration goesOn = at.plus(paused.time());
            stopped.merge(paused.node(), goesOn, RespectsThrottling::latest);
            pauses.computeIfPresent(
                    paused.node(),
                    (node, pause) -> new Pause(latest(pause.from(), goesOn.plus(longestPoll)), pause.until()));
        } else if (event instanceof Event.Polled poll) {
            Pause pause = pauses.get(poll.node());
            if (pause != null && at.compareTo(pause.from()) > 0 && at.compareTo(pause.until()) < 0) {
                broken(poll.node() + " polls task " + poll.taskId() + " "
                        + pause.until().minus(at).toSeconds() + " s before the end of the throttling");
            }
        }
    }

    private static Duration latest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
