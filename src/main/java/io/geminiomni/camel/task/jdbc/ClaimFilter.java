package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.ClaimedAccounts;
import java.util.List;

/**
 * The condition for the tasks of a claim within a lane.
 *
 * @param condition the SQL
 * @param values its parameters
 */
record ClaimFilter(String condition, List<Object> values) {
    static final String DUE = "due_at <= {now}";

    static ClaimFilter of(Claim claim) {
        ClaimedAccounts accounts = claim.accounts();
        if (accounts == null) {
            return new ClaimFilter(DUE, List.of());
        }
        return accounts.own()
                ? new ClaimFilter("account = ? AND " + DUE, List.of(accounts.account()))
                : new ClaimFilter(
                        "account <> ? AND due_at <= {now-?} AND NOT (task_key = ANY(?))",
                        List.of(
                                accounts.account(),
                                Sql.micros(accounts.dueFor()),
                                accounts.except().toArray(new String[0])));
    }
}
