package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Set;

/**
 * The accounts whose tasks are claimed.
 *
 * @param account the account of the node that claims
 * @param own whether tasks of this account are claimed, or those of all others
 * @param dueFor only tasks that have been due for so long, so that no node with their account has polled them
 * @param except the keys of tasks that are not claimed
 */
public record ClaimedAccounts(String account, boolean own, Duration dueFor, Set<String> except) {
    public ClaimedAccounts {
        except = Set.copyOf(except);
    }

    /** Tasks of the node's own account. */
    public static ClaimedAccounts own(String account) {
        return new ClaimedAccounts(account, true, Duration.ZERO, Set.of());
    }

    /** Tasks of other accounts that have been due for that time, except those with these keys. */
    public static ClaimedAccounts others(String account, Duration dueFor, Set<String> except) {
        return new ClaimedAccounts(account, false, dueFor, except);
    }
}
