package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Set;

/**
 * Of which accounts a claim takes tasks.
 *
 * @param account the account of who claims
 * @param own whether its tasks are claimed, or those of all others
 * @param dueFor only tasks that have been due for so long, as nobody with their own key has asked for them meanwhile
 * @param except not the tasks with these keys
 */
public record Whose(String account, boolean own, Duration dueFor, Set<String> except) {
    public Whose {
        except = Set.copyOf(except);
    }

    /** Tasks of one's own account. */
    public static Whose own(String account) {
        return new Whose(account, true, Duration.ZERO, Set.of());
    }

    /** Tasks of other accounts that have been due for so long, except those with these keys. */
    public static Whose others(String account, Duration dueFor, Set<String> except) {
        return new Whose(account, false, dueFor, except);
    }
}
