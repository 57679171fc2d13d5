package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A program that records two submissions and ends without a word to its database. */
final class SuddenEnd {
    static final int EXIT_CODE = 17;

    private SuddenEnd() {}

    static DataSource dataSource(Path folder) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + folder.resolve("tasks").toAbsolutePath());
        dataSource.setUser("sa");
        return dataSource;
    }

    public static void main(String[] arguments) {
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(dataSource(Path.of(arguments[0])));
        Submission waiting = JdbcVideoTaskRepositoryContract.submission("waiting");
        repository.begin(waiting);
        repository.record(waiting, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        repository.begin(JdbcVideoTaskRepositoryContract.submission("submitting"));
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
