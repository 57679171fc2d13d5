package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The errors for failures of the database, with what to do. */
final class StoreFailure {
    private static final int SHOWN = 300;
    /** A JDBC URL may have a password. */
    private static final Pattern URL = Pattern.compile("(jdbc:[a-z0-9]+:)[^\"]*");

    private StoreFailure() {}

    /** @param purpose what has failed, as in "could not &lt;purpose&gt;" */
    static TaskStoreException of(String purpose, SQLException failure) {
        SQLException cause = withoutValues(failure);
        IOException beneath = beneath(cause);
        return new TaskStoreException(
                "Could not " + purpose + ": " + said(cause)
                        + (beneath == null
                                ? ""
                                : ", as " + beneath.getClass().getSimpleName() + ": " + firstLine(beneath.getMessage()))
                        + " (SQLSTATE " + cause.getSQLState() + "). " + advice(cause.getSQLState(), beneath != null),
                cause);
    }

    /** The failure as it may be logged: drivers write the values of rows, such as prompts and URLs, into their messages. */
    static SQLException withoutValues(SQLException failure) {
        if (failure instanceof BudgetLockedException) {
            return failure;
        }
        SQLException copy = new SQLException(said(ofStatement(failure)), failure.getSQLState(), failure.getErrorCode());
        copy.setStackTrace(failure.getStackTrace());
        if (failure.getCause() != null) {
            copy.initCause(withoutValues(failure.getCause()));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(withoutValues(suppressed));
        }
        return copy;
    }

    private static Throwable withoutValues(Throwable failure) {
        return failure instanceof SQLException ofDatabase ? withoutValues(ofDatabase) : failure;
    }

    /** The failure of the statement in a batch: that of the batch begins with the statement and all its values. */
    private static SQLException ofStatement(SQLException failure) {
        SQLException next = failure instanceof BatchUpdateException ? failure.getNextException() : null;
        return next == null ? failure : next;
    }

    private static String said(SQLException failure) {
        return URL.matcher(firstLine(failure.getMessage()).replace("; SQL statement:", ""))
                .replaceAll("$1…");
    }

    /** The failure of the disk or the network that is the cause, which the message of the database often lacks. */
    private static @Nullable IOException beneath(SQLException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof IOException disk ? disk : null;
    }

    /** The first line: further lines may have the values of a row, and so a prompt or a URL. */
    private static String firstLine(@Nullable String message) {
        String line =
                message == null ? "no message" : message.lines().findFirst().orElse("no message");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static String advice(@Nullable String sqlState, boolean ofDisk) {
        if (sqlState == null) {
            return "Check the data source and its pool.";
        }
        if (sqlState.equals("25006") || sqlState.equals("90097")) {
            return "The database is read-only: use the data source of the primary.";
        }
        if (sqlState.equals("42501") || sqlState.equals("90096")) {
            return "Grant the data source's user SELECT, INSERT, UPDATE and DELETE on gemini_omni_task,"
                    + " gemini_omni_ledger, gemini_omni_budget, gemini_omni_budget_sum and gemini_omni_schema,"
                    + " and at the first start, and the first after an update, the right to create and to alter them.";
        }
        if (sqlState.startsWith("42")) {
            return "The schema is not the one that this component created: do not change or drop the tables"
                    + " whose names begin with gemini_omni_ while it runs.";
        }
        if (sqlState.equals("90028") || sqlState.equals("90030") || sqlState.equals("90031")) {
            return "The database's file cannot be read or written: check the disk and the rights to its folder. If the file is"
                    + " damaged, restore it from a backup: without its records, videos that are paid for are not polled.";
        }
        if (sqlState.equals("90020")) {
            return "Another program has this database open, and only one program can open it: stop the other one, or use one"
                    + " dataSource for all.";
        }
        if (sqlState.equals("90098")) {
            return "The database is closed, as after an error of its disk: check its disk, then start again.";
        }
        if (sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.startsWith("90")) {
            return "Check that the database runs and can be reached. Stored records are not lost, and work continues when it can be"
                    + " reached again.";
        }
        if (sqlState.startsWith("28")) {
            return "Check the user and password of the data source.";
        }
        if (sqlState.startsWith("53")) {
            return "The database is out of connections, memory or disk space: provide more.";
        }
        if (sqlState.startsWith("40")
                || sqlState.equals("57014")
                || sqlState.equals("55P03")
                || sqlState.startsWith("HYT")) {
            return "The database was too busy, or another transaction has locks on the tables. It is safe to retry.";
        }
        return ofDisk ? "Check the disk of the database." : "Check the database's own log.";
    }
}
