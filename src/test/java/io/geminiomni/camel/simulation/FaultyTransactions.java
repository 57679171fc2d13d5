package io.geminiomni.camel.simulation;

import java.sql.SQLException;

/**
 * The transactions of H2: before each another thread may go on, and those of nodes fail, before the commit or after it, or because
 * of a conflict.
 *
 * <p>At most one transaction waits for its turn, and if its node ends, it waits for ever. The store writes the intents of one budget
 * key in two transactions at most, and the scheduler does not know of a thread that waits for such a transaction.
 */
final class FaultyTransactions implements SimulatedStore.Transactions {
    private static final String NO_CONNECTION = "08001";
    private static final String CONNECTION_LOST = "08006";
    private static final String CONFLICT = "40001";

    private final Scheduler scheduler;
    private final Chance chance;
    private boolean waiting;

    FaultyTransactions(Scheduler scheduler, Chance chance) {
        this.scheduler = scheduler;
        this.chance = chance;
    }

    @Override
    public void begin() throws SQLException {
        if (!waiting && scheduler.isRunning() && !scheduler.running().observes) {
            waiting = true;
            scheduler.step();
            waiting = false;
        }
        if (happens(FaultKind.STORE_FAILS_BEFORE)) {
            throw new SQLException("There is no connection", NO_CONNECTION);
        }
    }

    @Override
    public void commit() throws SQLException {
        if (happens(FaultKind.STORE_FAILS_BEFORE)) {
            throw new SQLException("The transaction conflicts with another one", CONFLICT);
        }
    }

    @Override
    public void committed() throws SQLException {
        if (happens(FaultKind.STORE_FAILS_AFTER)) {
            throw new SQLException("The connection is lost", CONNECTION_LOST);
        }
    }

    private boolean happens(FaultKind kind) {
        return scheduler.isRunning() && scheduler.running().transactionsMayFail && chance.happens(kind);
    }
}
