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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The store of all nodes of a simulation, in memory or in H2. There is one H2 for all histories, which come one by one. */
public final class SimulatedStore {
    private static final int CONNECTIONS = 100;
    private static final DataSource H2 = newDatabase();
    private static volatile Clock clockOfH2 = Clock.systemUTC();

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
        clockOfH2 = clock;
        VideoTaskRepository tasks = SimulatedJdbcTasks.of(stepping(step), "SIMULATED_NOW()", ids);
        execute("DELETE FROM gemini_omni_task");
        return tasks;
    }

    /** The present time, for H2. */
    public static OffsetDateTime now() {
        return clockOfH2.instant().atOffset(ZoneOffset.UTC);
    }

    private static DataSource newDatabase() {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:simulation;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=100", "sa", "");
        database.setMaxConnections(CONNECTIONS);
        return database;
    }

    static {
        execute("CREATE ALIAS SIMULATED_NOW FOR '" + SimulatedStore.class.getName() + ".now'");
    }

    private static void execute(String sql) {
        try (Connection connection = H2.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource stepping(Runnable step) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        step.run();
                    }
                    try {
                        return method.invoke(H2, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
