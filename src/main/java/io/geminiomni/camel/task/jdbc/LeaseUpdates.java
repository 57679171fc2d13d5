package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LedgerState;
import io.geminiomni.camel.task.TaskState;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what the owners of leases changed in their tasks, in the caller's transaction. */
final class LeaseUpdates {
    private final Dialect dialect;
    private final TaskTable table;
    private final LedgerTable ledger;

    LeaseUpdates(Dialect dialect, TaskTable table, LedgerTable ledger) {
        this.dialect = dialect;
        this.table = table;
        this.ledger = ledger;
    }

    /** @return the leases that are lost, whose updates were not written */
    Set<Lease> update(Sql sql, List<LeaseUpdate> updates) throws SQLException {
        Set<Lease> written = dialect.update(sql, updates);
        List<LeaseUpdate> missing = updates.stream()
                .filter(update -> !written.contains(update.lease()))
                .toList();
        if (!missing.isEmpty()) {
            checkTransitions(sql, missing);
        }
        ledger.refund(
                sql,
                written.isEmpty()
                        ? List.of()
                        : updates.stream()
                                .filter(update ->
                                        written.contains(update.lease()) && LedgerState.isRefundable(update.task()))
                                .map(update -> update.lease().recordId())
                                .toList());
        return missing.stream().map(LeaseUpdate::lease).collect(Collectors.toSet());
    }

    /** Of updates that were not written, finds those that are illegal; the leases of the others are lost. */
    private void checkTransitions(Sql sql, List<LeaseUpdate> missing) throws SQLException {
        String[] ids = missing.stream().map(update -> update.lease().recordId()).toArray(String[]::new);
        Map<Lease, TaskState> held = new HashMap<>();
        for (TaskTable.Hold hold : table.holds(sql, ids)) {
            if (hold.leaseToken() != null) {
                held.put(new Lease(hold.id(), hold.leaseToken()), hold.state());
            }
        }
        for (LeaseUpdate update : missing) {
            TaskState present = held.get(update.lease());
            if (present != null) {
                update.checkTransition(present);
            }
        }
    }
}
