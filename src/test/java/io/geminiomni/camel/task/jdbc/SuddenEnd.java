package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A program that records two submissions, says so, and on a word ends without one to its database. */
final class SuddenEnd {
    static final int EXIT_CODE = 17;

    private SuddenEnd() {}

    public static void main(String[] arguments) throws IOException {
        StoreDirectory directory = StoreDirectory.open(Path.of(arguments[0]));
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(directory.dataSource());
        Submission waiting = JdbcVideoTaskRepositoryContract.submission("waiting");
        repository.begin(waiting);
        repository.record(waiting, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        repository.begin(JdbcVideoTaskRepositoryContract.submission("submitting"));
        System.out.println("recorded");
        System.in.read();
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
