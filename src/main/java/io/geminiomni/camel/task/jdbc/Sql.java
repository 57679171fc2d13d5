package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on a connection. In SQL, <code>{now}</code> is the database's time, and <code>{now+?}</code> and
 * <code>{now-?}</code> are a time with a parameter in microseconds added or subtracted (see {@link #micros}). <code>{micros}</code> are the microseconds
 * from 1970 to that time.
 */
final class Sql {
    /** The time-out of statements, if the database supports it. */
    static final int TIMEOUT_SECONDS = 30;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Connection connection;
    private final Dialect dialect;
    private final String now;
    private final boolean bounded;
    private @Nullable Instant time;

    /** @param bounded whether statements have the time-out {@link #TIMEOUT_SECONDS} */
    Sql(Connection connection, Dialect dialect, String now, boolean bounded) {
        this.connection = connection;
        this.dialect = dialect;
        this.now = now;
        this.bounded = bounded;
    }

    /** Reads one row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The parameter of <code>{now+?}</code> for a duration, which is limited to a century. */
    static long micros(Duration duration) {
        Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        return Math.addExact(Math.multiplyExact(bounded.getSeconds(), 1_000_000L), bounded.getNano() / 1_000);
    }

    static @Nullable Long microsOrNull(@Nullable Duration duration) {
        return duration == null ? null : Long.valueOf(micros(duration));
    }

    /** Calls a data source or its driver. Runtime exceptions of pools and drivers are failures of the database, too. */
    static <T> T call(Shield.Work<T> call) throws SQLException {
        try {
            return call.run();
        } catch (TaskStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SQLException(e.toString(), e);
        }
    }

    <T> List<T> query(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
        return call(() -> {
            try (PreparedStatement statement = prepare(sql, values);
                    ResultSet rows = statement.executeQuery()) {
                List<T> results = new ArrayList<>();
                while (rows.next()) {
                    results.add(reader.read(rows));
                }
                return results;
            }
        });
    }

    int change(String sql, @Nullable Object... values) throws SQLException {
        return call(() -> {
            try (PreparedStatement statement = prepare(sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Inserts at most one row. @return the time in that column of the new row, or empty if no row was inserted */
    Optional<Instant> insert(String sql, String timeColumn, @Nullable Object... values) throws SQLException {
        return call(() -> {
            try (PreparedStatement statement = connection.prepareStatement(render(sql), new String[] {timeColumn})) {
                bind(statement, values);
                statement.executeUpdate();
                try (ResultSet rows = statement.getGeneratedKeys()) {
                    return rows.next()
                            ? Optional.ofNullable(TaskColumns.time(rows, timeColumn))
                            : Optional.<Instant>empty();
                }
            }
        });
    }

    /** Runs a statement with each list of values. @return the number of rows that each changed */
    int[] changeEach(String sql, List<@Nullable Object[]> batch) throws SQLException {
        if (batch.isEmpty()) {
            return new int[0];
        }
        return call(() -> {
            try (PreparedStatement statement = connection.prepareStatement(render(sql))) {
                for (@Nullable Object[] values : batch) {
                    bind(statement, values);
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    /** The time of the transaction. */
    Instant now() throws SQLException {
        Instant known = time;
        if (known == null) {
            known = query("SELECT {now} AS db_now", row -> TaskColumns.requiredTime(row, "db_now"))
                    .get(0);
            time = known;
        }
        return known;
    }

    /** Keeps the time of the transaction, which a statement has read. */
    void keepNow(Instant known) {
        time = known;
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(render(sql));
        bind(statement, values);
        return statement;
    }

    private String render(String sql) {
        return sql.replace("{now+?}", dialect.plusMicros(now))
                .replace("{now-?}", dialect.minusMicros(now))
                .replace("{micros}", dialect.micros(now))
                .replace("{now}", now);
    }

    private void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        if (bounded && dialect.isRemote()) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
        }
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Instant time) {
                statement.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
            } else if (value instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("VARCHAR", texts));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
