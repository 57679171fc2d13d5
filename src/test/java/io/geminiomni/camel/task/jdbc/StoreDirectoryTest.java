package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void whatWasCommittedSurvivesTheSuddenEndOfTheProgram() throws Exception {
        Process program = start();
        end(program);

        try (StoreDirectory directory = StoreDirectory.open(temp)) {
            VideoTaskRepository tasks = new JdbcVideoTaskRepository(directory.dataSource());
            assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 1L, TaskState.WAITING, 1L));
        }
    }

    @Test
    void aFolderThatAnotherProgramHasOpenIsNamedAsSuch() throws Exception {
        Process program = start();
        try {
            assertThatExceptionOfType(TaskStoreException.class)
                    .isThrownBy(() -> openAndCount(temp))
                    .withMessageContaining("Another program has this database open");
        } finally {
            end(program);
        }
    }

    /** Returns when the program has recorded what it records. */
    private Process start() throws IOException {
        List<String> command = JavaProgram.onTestClassPath();
        command.addAll(List.of(SuddenEnd.class.getName(), temp.toString()));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = program.inputReader();
        assertThat(output.readLine()).isEqualTo("recorded");
        return program;
    }

    private static void end(Process program) throws Exception {
        program.getOutputStream().close();
        assertThat(program.waitFor()).isEqualTo(SuddenEnd.EXIT_CODE);
    }

    @Test
    void anInterruptedThreadDoesNotTakeTheDatabaseWithIt() {
        try (StoreDirectory directory = StoreDirectory.open(temp)) {
            VideoTaskRepository tasks = new JdbcVideoTaskRepository(directory.dataSource());
            for (int i = 0; i < 20; i++) {
                Thread.currentThread().interrupt();
                try {
                    tasks.begin(JdbcVideoTaskRepositoryContract.submission("key-" + i));
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }

            assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 20L));
        }
    }

    @Test
    void aClosedFolderIsOpenedAgain() {
        openAndCount(temp);

        assertThat(openAndCount(temp)).isEqualTo(1);
    }

    private static long openAndCount(Path folder) {
        try (StoreDirectory directory = StoreDirectory.open(folder)) {
            VideoTaskRepository tasks = new JdbcVideoTaskRepository(directory.dataSource());
            tasks.begin(JdbcVideoTaskRepositoryContract.submission("a"));
            return tasks.counts().getOrDefault(TaskState.SUBMITTING, 0L);
        }
    }

    @RepeatedTest(10)
    void aThreadThatGoesOnDoesNotOpenTheDatabaseAgainWhileItIsClosed() throws Exception {
        StoreDirectory directory = StoreDirectory.open(temp);
        CountDownLatch connected = new CountDownLatch(1);
        Thread goesOn = new Thread(() -> {
            try {
                while (true) {
                    directory.dataSource().getConnection().close();
                    connected.countDown();
                }
            } catch (SQLException | RuntimeException closed) {
                // as it should be
            }
        });
        goesOn.start();
        assertThat(connected.await(1, TimeUnit.MINUTES)).isTrue();

        directory.close();
        try (Stream<Path> files = Files.list(temp)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        goesOn.join();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aNewFolderIsForItsOwnersEyesOnly() throws Exception {
        Path folder = temp.resolve("deep").resolve("ünter \u4E2D");

        openAndCount(folder);

        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void itsFileIsForItsOwnersEyesOnlyAlsoInAFolderThatExists() throws Exception {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
        Path folder = Files.createDirectory(temp.resolve("shared"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        openAndCount(folder);
        assertThat(rightsOfFiles(folder)).containsOnly("rw-------");

        Files.setPosixFilePermissions(
                folder.resolve("gemini-omni-tasks.mv.db"), PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(openAndCount(folder)).isEqualTo(1);
        assertThat(rightsOfFiles(folder)).containsOnly("rw-------");
    }

    private static List<String> rightsOfFiles(Path folder) throws IOException {
        List<String> rights = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                rights.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return rights;
    }

    @Test
    void aFolderThatOthersCanWriteToIsWarnedAbout() throws Exception {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
        Path folder = Files.createDirectory(temp.resolve("open"));
        for (String rights : List.of("rwxrwx---", "rwxr-xrwx", "rwxr-xr-x")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
            String logged;
            try (CapturedLogs logs = new CapturedLogs()) {
                StoreDirectory.open(folder).close();
                logged = logs.text();
            }
            if (rights.equals("rwxr-xr-x")) {
                assertThat(logged).doesNotContain("is writable by others");
            } else {
                assertThat(logged)
                        .containsPattern("WARN .*'" + folder + "' is writable by others.*" + rights + ".*chmod go-w");
            }
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> StoreDirectory.open(file.resolve("folder")))
                .withMessageContaining(file.toString());
        assertThatIllegalArgumentException().isThrownBy(() -> StoreDirectory.open(temp.resolve("a;b")));
    }
}
