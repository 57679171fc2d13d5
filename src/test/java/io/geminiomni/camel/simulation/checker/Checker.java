package io.geminiomni.camel.simulation.checker;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history by the promises of docs/guarantees.md. A history without events of the store is judged by what the gateway and
 * the routes saw alone.
 *
 * @param shortestPoll the shortest interval between two polls of a task
 * @param longestPoll the longest time until a poll that was sent has ended, and its answer is noted
 * @param mostAttempts how often a video is emitted before it is parked
 * @param taskTimeout the age after which a task that the gateway does not know is parked
 * @param abandonAfter the age after which a task without an end is abandoned
 * @param limit of what may be spent; {@code null} for any amount
 * @param seesEachState whether the history has each state of a record at the moment of its change. It has not if others went on
 *     before the call returned that changed it
 */
public record Checker(
        Duration shortestPoll,
        Duration longestPoll,
        int mostAttempts,
        Duration taskTimeout,
        Duration abandonAfter,
        @Nullable Limit limit,
        boolean seesEachState) {
    /**
     * What may be spent under each budget key.
     *
     * @param amount the most in the period
     * @param period up to any time
     * @param refunded whether the gateway gives back what a failed task cost
     */
    public record Limit(BigDecimal amount, Duration period, boolean refunded) {}

    /** What is wrong with a history; empty if it is as promised. */
    public List<Violation> judge(List<Moment> history) {
        return judge(
                history,
                new PaidOnce(),
                new SentInTime(),
                new NothingLost(),
                new RecordedBeforeStop(),
                new Delivered(mostAttempts),
                new OneOwner(),
                new LegalTransitions(seesEachState),
                new EndedInTime(taskTimeout, abandonAfter),
                new NothingStuck(),
                new RespectsThrottling(longestPoll),
                new BoundedPolls(shortestPoll),
                new WithinBudget(limit, seesEachState),
                new DeclaredExceptions());
    }

    /**
     * What is wrong with a history of real processes. It has what the gateway and the routes saw, what was submitted, and the
     * records at the end; not what happened in the store meanwhile.
     */
    public static List<Violation> judgeFromOutside(List<Moment> history, int mostAttempts) {
        return judge(history, new PaidOnce(), new NothingLost(), new Delivered(mostAttempts), new NothingStuck());
    }

    private static List<Violation> judge(List<Moment> history, Rule... rules) {
        for (Moment moment : history) {
            for (Rule rule : rules) {
                rule.see(moment.at(), moment.event());
            }
        }
        for (Rule rule : rules) {
            rule.end();
        }
        return Arrays.stream(rules).flatMap(rule -> rule.violations().stream()).toList();
    }
}
