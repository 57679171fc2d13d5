package io.geminiomni.camel.simulation;

import io.geminiomni.camel.task.SimulatedTasks;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.SimulatedJdbcTasks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The store of all nodes of a simulation, in memory or in H2. */
final class SimulatedStore {
    private static final ThreadLocal<JdbcDataSource> H2 = ThreadLocal.withInitial(SimulatedStore::newDatabase);

    private SimulatedStore() {}

    static VideoTaskRepository inMemory(Clock clock, Supplier<String> ids) {
        return SimulatedTasks.inMemory(clock, ids);
    }

    /**
     * An empty store in H2. Other threads may go on before each of its transactions.
     *
     * @param step lets others go on
     */
    static VideoTaskRepository inH2(Clock clock, Supplier<String> ids, Runnable step) {
        JdbcDataSource database = H2.get();
        VideoTaskRepository tasks = SimulatedJdbcTasks.of(stepping(database, step), clock, ids);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM gemini_omni_task");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tasks;
    }

    private static JdbcDataSource newDatabase() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:simulation" + Thread.currentThread().getId() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    private static DataSource stepping(DataSource database, Runnable step) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        step.run();
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
