package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Whose;
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
        Whose whose = claim.whose();
        if (whose == null) {
            return new ClaimFilter(DUE, List.of());
        }
        return whose.own()
                ? new ClaimFilter("account = ? AND " + DUE, List.of(whose.account()))
                : new ClaimFilter(
                        "account <> ? AND due_at <= {now-?} AND NOT (task_key = ANY(?))",
                        List.of(
                                whose.account(),
                                Sql.micros(whose.dueFor()),
                                whose.except().toArray(new String[0])));
    }
}
