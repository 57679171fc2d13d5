package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.SQLException;

/** Calls a data source and its driver. */
final class Jdbc {
    private Jdbc() {}

    /** A call. */
    interface Call<T> {
        T make() throws SQLException;
    }

    /** Pools and drivers also throw other exceptions, which are failures of the database. */
    static <T> T call(Call<T> call) throws SQLException {
        try {
            return call.make();
        } catch (TaskStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SQLException(e.toString(), e);
        }
    }
}
