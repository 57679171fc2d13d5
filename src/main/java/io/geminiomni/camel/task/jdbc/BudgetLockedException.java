package io.geminiomni.camel.task.jdbc;

import java.sql.SQLException;

/** Another transaction holds a budget key, on which each submission of the group depends. */
final class BudgetLockedException extends SQLException {
    private static final long serialVersionUID = 1;

    BudgetLockedException(String message, SQLException cause) {
        super(message, cause.getSQLState(), cause);
    }
}
