package io.geminiomni.camel.task.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresMigrationTest extends MigrationContract {
    private JdbcConnectionPool pool;

    @BeforeEach
    void createDatabase() throws Exception {
        pool = JdbcConnectionPool.create(Postgres.newDatabase());
    }

    @Override
    protected DataSource database() {
        return pool;
    }

    @AfterEach
    void closePool() {
        pool.dispose();
    }
}
