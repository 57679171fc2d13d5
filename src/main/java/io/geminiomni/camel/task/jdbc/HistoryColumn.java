package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskHistory;

/** Expressions for the column {@code history}, which has the text of {@link TaskHistory}. It is empty in records of older versions. */
final class HistoryColumn {
    private HistoryColumn() {}

    /**
     * A first line.
     *
     * @param rest the line without its time
     */
    static String begun(String rest) {
        return "CONCAT('" + TaskHistory.LINE_START + "', CAST({micros} AS VARCHAR), CAST(" + rest + " AS VARCHAR))";
    }

    /**
     * The present history with a transition now.
     *
     * @param untilBy the part of its line from the new state to who made it
     */
    static String withTransition(String from, String untilBy, String by) {
        return appended("'" + TaskHistory.LINE_START + "', CAST({micros} AS VARCHAR), '\t', " + from + ", " + untilBy
                + ", LEFT(REPLACE(" + by + ", '\n', ' '), " + TaskHistory.MAX_BY + "), '\n'");
    }

    /**
     * The present history with more text.
     *
     * @param text expressions, separated by commas
     */
    static String appended(String text) {
        return "RIGHT(CONCAT(history, " + text + "), " + TaskHistory.MAX_LENGTH + ")";
    }
}
