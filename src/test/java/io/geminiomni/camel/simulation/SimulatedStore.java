package io.geminiomni.camel.simulation;

import io.geminiomni.camel.task.SimulatedTasks;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.SimulatedJdbcTasks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;

/** The store of all nodes of a simulation, in memory or in H2. There is one H2 for all histories, which use it one by one. */
public final class SimulatedStore {
    private static final int CONNECTIONS = 100;
    private static final DataSource H2 = newDatabase();
    private static final Lock USE_OF_H2 = new ReentrantLock();
    private static volatile Clock clockOfH2 = Clock.systemUTC();

    private SimulatedStore() {}

    static VideoTaskRepository inMemory(Clock clock, Supplier<String> ids) {
        return SimulatedTasks.inMemory(clock, ids);
    }

    /** Runs a history that has its tasks in H2. */
    static <T> T alone(Supplier<T> history) {
        USE_OF_H2.lock();
        try {
            return history.get();
        } finally {
            USE_OF_H2.unlock();
        }
    }

    /** What happens at the transactions of H2. */
    interface Transactions {
        /** A connection is about to be opened. Other threads may go on before. */
        void begin() throws SQLException;

        /** A transaction is about to be committed. */
        void commit() throws SQLException;

        /** A transaction was committed. */
        void committed() throws SQLException;
    }

    /** An empty store in H2. */
    static VideoTaskRepository inH2(Clock clock, Supplier<String> ids, Transactions transactions) {
        clockOfH2 = clock;
        VideoTaskRepository tasks = SimulatedJdbcTasks.of(database(transactions), "SIMULATED_NOW()", ids);
        execute("DELETE FROM gemini_omni_task");
        execute("DELETE FROM gemini_omni_ledger");
        execute("DELETE FROM gemini_omni_budget");
        execute("DELETE FROM gemini_omni_budget_sum");
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

    private static DataSource database(Transactions transactions) {
        return proxy(DataSource.class, (method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return invoke(H2, method, arguments);
            }
            transactions.begin();
            return connection(H2.getConnection(), transactions);
        });
    }

    private static Connection connection(Connection connection, Transactions transactions) {
        return proxy(Connection.class, (method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return invoke(connection, method, arguments);
            }
            transactions.commit();
            connection.commit();
            transactions.committed();
            return null;
        });
    }

    /** A call of JDBC. */
    private interface Call {
        @Nullable Object of(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
