package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.VideoTaskRepositoryContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store on SQL guarantees beyond {@link VideoTaskRepositoryContract}, whatever the database. */
abstract class JdbcVideoTaskRepositoryContract extends VideoTaskRepositoryContract {
    private static final Outcome.Accepted ACCEPTED = new Outcome.Accepted("task-1", "queued", null, null);

    private WatchedDataSource dataSource;

    protected abstract JdbcConnectionPool pool();

    @Override
    protected VideoTaskRepository create() {
        dataSource = new WatchedDataSource(pool());
        return new JdbcVideoTaskRepository(dataSource, this::now);
    }

    /** The test's clock, as the database's. */
    protected final String now() {
        return "TIMESTAMP WITH TIME ZONE '" + clock.instant() + "'";
    }

    protected final void execute(String sql) throws SQLException {
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void everyConnectionIsGivenBack() {
        assertThat(pool().getActiveConnections()).isZero();
    }

    // round trips

    @Test
    void claimingAndReleasingFiftyTasksTakesAHandfulOfRoundTrips() {
        for (int i = 0; i < 50; i++) {
            arrange(TaskState.WAITING, "key-" + i);
        }
        AtomicInteger roundTrips = countRoundTrips();

        List<LeasedTask> leased = claimToAsk(50);
        List<LeaseUpdate> updates = new ArrayList<>();
        leased.forEach(each -> updates.add(LeaseUpdate.release(each.lease(), completed(each.task()), Duration.ZERO)));
        assertThat(tasks.update(updates)).isEmpty();

        assertThat(leased).hasSize(50);
        assertThat(roundTrips).hasValueLessThanOrEqualTo(mostRoundTrips());
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.COMPLETED, 50L));
    }

    @Test
    void renewingFiftyLeasesTakesNoStatementForEach() {
        for (int i = 0; i < 50; i++) {
            arrange(TaskState.WAITING, "key-" + i);
        }
        List<LeasedTask> leased = claimToAsk(50);
        AtomicInteger roundTrips = countRoundTrips();

        assertThat(tasks.renew(leased.stream().map(LeasedTask::lease).toList(), Duration.ofSeconds(60)))
                .isEmpty();

        assertThat(roundTrips).hasValueLessThanOrEqualTo(mostRoundTripsOfARenewal());
    }

    /** Whatever the number of the leases is. */
    int mostRoundTripsOfARenewal() {
        return 2;
    }

    /** Of a claim of many tasks and the write of what became of them, whatever their number is. */
    int mostRoundTrips() {
        return 5;
    }

    private AtomicInteger countRoundTrips() {
        AtomicInteger roundTrips = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (!call.equals("close")) {
                roundTrips.incrementAndGet();
            }
        });
        return roundTrips;
    }

    @Test
    void countsForHealthChecksAndLimitsReadIndexesOnly() throws Exception {
        List<String> statements = statementsOf(() -> {
            tasks.counts("adverts", Set.of(TaskState.WAITING, TaskState.SUBMITTING), 50);
            tasks.counts("adverts", EnumSet.allOf(TaskState.class), Integer.MAX_VALUE);
            tasks.undelivered("adverts", 3);
            tasks.unreadable("adverts");
        });

        assertThat(statements)
                .hasSize(4)
                .allSatisfy(sql -> assertThat(plan(sql)).contains("gemini_omni_task_"));
    }

    @Test
    void purgingReadsIndexesOnly() throws Exception {
        List<String> statements = statementsOf(() -> {
            tasks.begin(keptFor(submission("a"), Duration.ofDays(1)));
            tasks.purge(Duration.ofDays(7), 10);
        });

        assertThat(statements)
                .filteredOn(sql -> sql.contains("retention_micros") && sql.startsWith("SELECT"))
                .isNotEmpty()
                .allSatisfy(sql ->
                        assertThat(plan(sql)).containsAnyOf("gemini_omni_task_retention", "gemini_omni_task_finished"));
    }

    private List<String> statementsOf(Runnable work) {
        List<String> statements = new CopyOnWriteArrayList<>();
        dataSource.onPrepare(statements::add);
        work.run();
        dataSource.onPrepare(sql -> {});
        return statements;
    }

    /** How the database would run a statement, in lower case. @throws AssertionError if it would read the whole table */
    private String plan(String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement()) {
            beforePlanning(statement);
            try (ResultSet rows = statement.executeQuery("EXPLAIN " + sql.replace("?", "'10'"))) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            afterPlanning(statement);
        }
        String text = plan.toString().toLowerCase(Locale.ROOT);
        assertThat(text).doesNotContain("tablescan").doesNotContain("seq scan");
        return text;
    }

    protected void beforePlanning(Statement statement) throws SQLException {}

    protected void afterPlanning(Statement statement) throws SQLException {}

    // interrupts and failures

    @Test
    void whateverTheDataSourceThrowsIsAFailureOfTheStore() {
        RuntimeException closed = new IllegalStateException("the pool is closed");
        dataSource.breakConnections(closed);
        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> tasks.begin(submission("a")))
                .withMessageContaining("the pool is closed")
                .withMessageContaining("nothing was sent");
        dataSource.breakConnections(null);

        for (String place : List.of("statement", "commit")) {
            Submission submission = begun("key-" + place);
            dataSource.watch((call, connection) -> {
                if (call.equals(place)) {
                    throw new UnsupportedOperationException("a driver's mistake");
                }
            });
            assertThatExceptionOfType(TaskStoreException.class)
                    .isThrownBy(() -> tasks.record(submission, ACCEPTED, Duration.ZERO))
                    .withMessageContaining("a driver's mistake");
            dataSource.watch((call, connection) -> {});
        }
    }

    @Test
    void anErrorTakesBackWhatWasDoneBeforeIt() {
        Submission submission = begun("a");
        AtomicInteger statements = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (call.equals("commit")) {
                throw new StackOverflowError("too deep");
            }
            statements.incrementAndGet();
        });
        assertThatThrownBy(() -> tasks.record(submission, ACCEPTED, Duration.ZERO))
                .isInstanceOf(StackOverflowError.class);
        dataSource.watch((call, connection) -> {});

        assertThat(statements.get()).isGreaterThan(1);
        assertThat(find("a").state()).isEqualTo(TaskState.SUBMITTING);
    }

    @Test
    void noInterruptReachesTheDatabaseAndNoneIsLost() {
        AtomicInteger interrupted = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
        });
        Submission submission = submission("a");
        Thread.currentThread().interrupt();
        try {
            tasks.begin(submission);
            tasks.record(submission, ACCEPTED, Duration.ZERO);
            tasks.renew(claimToAsk(1).stream().map(LeasedTask::lease).toList(), Duration.ofSeconds(60));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(interrupted).hasValue(0);
        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
    }

    // what several threads write together

    @Test
    void whatManyThreadsWriteSharesTransactions() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (call.equals("commit")) {
                commits.incrementAndGet();
            }
        });
        int threads = 16;
        int each = 10;

        inThreads(threads, thread -> {
            for (int i = 0; i < each; i++) {
                Submission submission = submission("key-" + thread + "-" + i);
                assertThat(tasks.begin(submission)).isInstanceOf(BeginResult.Started.class);
                Outcome.Accepted accepted = new Outcome.Accepted("task-" + thread + "-" + i, "queued", null, null);
                assertThat(tasks.record(submission, accepted, Duration.ZERO)).isPresent();
            }
        });

        assertThat(commits.get()).isLessThan(2 * threads * each);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, (long) threads * each));
        for (LeasedTask leased : claimToAsk(threads * each)) {
            assertThat(leased.task().taskId().substring("task".length()))
                    .isEqualTo(leased.task().key().substring("key".length()));
            assertThat(tasks.history("adverts", leased.task().key())).hasSize(2);
        }
    }

    @Test
    void ofManyThatBeginTogetherEachGetsItsOwnResult() throws Exception {
        for (int i = 0; i < 8; i++) {
            arrange(i % 2 == 0 ? TaskState.WAITING : TaskState.REJECTED, "key-" + i);
        }
        Map<Integer, BeginResult> results = new ConcurrentHashMap<>();

        inThreads(16, thread -> results.put(thread, tasks.begin(submission("key-" + thread))));

        for (int i = 0; i < 16; i++) {
            assertThat(results.get(i) instanceof BeginResult.Started).isEqualTo(i >= 8 || i % 2 == 1);
        }
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 4L, TaskState.SUBMITTING, 12L));
    }

    @Test
    void aRecordThatCannotBeReadFailsOnlyItsOwnWriter() throws Exception {
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            submissions.add(begun("key-" + i));
        }
        damage("key-7", "request = 'garbage'");
        Set<Integer> failed = ConcurrentHashMap.newKeySet();

        inThreads(16, thread -> {
            try {
                tasks.record(submissions.get(thread), new Outcome.Rejected("no"), Duration.ZERO);
            } catch (TaskStoreException e) {
                assertThat(e).hasMessageContaining("cannot be read");
                failed.add(thread);
            }
        });

        assertThat(failed).containsExactly(7);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.REJECTED, 15L, TaskState.SUBMITTING, 1L));
    }

    @Test
    void anIllegalTransitionFailsOnlyItsOwnWriter() throws Exception {
        for (int i = 0; i < 16; i++) {
            arrange(TaskState.WAITING, "key-" + i);
        }
        List<LeasedTask> leased = claimToAsk(16);
        AtomicInteger failed = new AtomicInteger();

        inThreads(16, thread -> {
            LeasedTask own = leased.get(thread);
            TaskState next = thread == 3 ? TaskState.DELIVERED : TaskState.COMPLETED;
            VideoTask task = own.task().toBuilder().state(next).build();
            try {
                assertThat(tasks.update(List.of(LeaseUpdate.end(own.lease(), task))))
                        .isEmpty();
            } catch (IllegalStateException e) {
                assertThat(thread).isEqualTo(3);
                failed.incrementAndGet();
            }
        });

        assertThat(failed).hasValue(1);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.COMPLETED, 15L, TaskState.WAITING, 1L));
    }

    /** Work of one of several threads. */
    private interface ThreadWork {
        void in(int thread) throws Exception;
    }

    private static void inThreads(int threads, ThreadWork work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    start.await();
                    work.in(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    // transactions and connections

    @Test
    void aRollbackOfTheCallersTransactionDoesNotUndoARecord() throws Exception {
        try (Connection callers = dataSource.getConnection()) {
            callers.setAutoCommit(false);
            Submission submission = begun("a");
            tasks.record(submission, ACCEPTED, Duration.ZERO);
            callers.rollback();
            callers.setAutoCommit(true);
        }

        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void aPoolWhoseConnectionsDoNotCommitByThemselvesWillDo() {
        dataSource.autoCommit(false);
        dataSource.watch((call, connection) -> {
            if (call.equals("close")) {
                assertThat(connection.getAutoCommit()).isFalse();
            }
        });

        arrange(TaskState.COMPLETED, "a");
        assertThat(claimToEmit(1)).hasSize(1);
        tasks.sweep(Duration.ZERO);
        tasks.purge(Duration.ZERO, 1);

        dataSource.autoCommit(true);
        dataSource.watch((call, connection) -> {});
        assertThat(find("a").attempts()).isEqualTo(1);
    }

    @Test
    void whereverAnOutcomesRecordingBreaksItIsWrittenWholeOrNotAtAll() throws Exception {
        for (int place = 1; ; place++) {
            Submission submission = begun("key-" + place);
            if (!breaksAt(place, () -> tasks.record(submission, ACCEPTED, Duration.ZERO))) {
                assertThat(find("key-" + place).state()).isEqualTo(TaskState.WAITING);
                break;
            }
            VideoTask task = find("key-" + place);
            assertThat(task.taskId() != null).isEqualTo(task.state() == TaskState.WAITING);
            assertThat(tasks.record(submission, ACCEPTED, Duration.ZERO)
                            .orElseThrow()
                            .key())
                    .startsWith("key-");
        }
    }

    @Test
    void whereverAnUpdateBreaksItIsWrittenWholeOrNotAtAll() throws Exception {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.WAITING, "b");
        List<LeasedTask> leased = claimToAsk(2);
        List<LeaseUpdate> updates = leased.stream()
                .map(each -> LeaseUpdate.keep(each.lease(), completed(each.task())))
                .toList();

        for (int place = 1; breaksAt(place, () -> tasks.update(updates)); place++) {
            assertThat(tasks.counts()).hasSize(1).containsValue(2L);
        }

        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.COMPLETED, 2L));
    }

    @Test
    void whereverABeginBreaksAtMostOneOfTheNextStarts() throws Exception {
        for (int place = 1; breaksAt(place, () -> tasks.begin(submission("a"))); place++) {
            assertThat(pool().getActiveConnections()).isZero();
        }

        assertThat(tasks.begin(submission("a"))).isInstanceOf(BeginResult.Known.class);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 1L));
    }

    /** Whether the work failed when the n-th of its statements and commits broke; it has fewer if not. */
    private boolean breaksAt(int place, Runnable work) {
        AtomicInteger calls = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (!call.equals("close") && calls.incrementAndGet() == place) {
                throw new SQLException("the line is cut", "08006");
            }
        });
        try {
            work.run();
            return false;
        } catch (TaskStoreException e) {
            assertThat(e).hasMessageContaining("the line is cut").hasMessageContaining("08006");
            return true;
        } finally {
            dataSource.watch((call, connection) -> {});
        }
    }

    @Test
    void workThatOthersAreInTheWayOfIsDoneAgain() {
        Submission submission = begun("a");
        AtomicInteger failures = new AtomicInteger(2);
        dataSource.watch((call, connection) -> {
            if (call.equals("commit") && failures.getAndDecrement() > 0) {
                throw new SQLException("deadlock", "40001");
            }
        });

        assertThat(tasks.record(submission, ACCEPTED, Duration.ZERO)).isPresent();

        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void workThatOthersKeepFromBeingDoneFailsInTheEnd() {
        Submission submission = begun("a");
        dataSource.watch((call, connection) -> {
            if (call.equals("commit")) {
                throw new SQLException("deadlock", "40001");
            }
        });

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> tasks.record(submission, ACCEPTED, Duration.ZERO))
                .withMessageContaining("safe to retry");
    }

    @Test
    void aFailureNamesWhatWasTriedAndWhatToDoAndNoSecret() {
        dataSource.watch((call, connection) -> {
            if (call.equals("statement")) {
                throw new SQLException("ERROR: no space\n  Detail: Failing row contains (a secret prompt)", "53100");
            }
        });

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> tasks.begin(submission("order-1")))
                .withMessageContaining("'order-1'")
                .withMessageContaining("nothing was sent")
                .withMessageContaining("provide more")
                .withMessageNotContaining("secret");
    }

    @Test
    void theDatabasesOwnClockIsTheDefault() {
        VideoTaskRepository repository = new JdbcVideoTaskRepository(dataSource);
        Submission submission = submission("a");

        BeginResult.Started started = (BeginResult.Started) repository.begin(submission);
        repository.record(submission, ACCEPTED, Duration.ZERO);

        assertThat(started.task().submittedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(repository.claim(claimAsk(1))).hasSize(1);
    }

    // schema

    @Test
    void anyNumberOfNodesMakeTheTablesAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            nodesMakeTheTablesAtOnce();
        }
    }

    private void nodesMakeTheTablesAtOnce() throws Exception {
        execute("DROP TABLE gemini_omni_task");
        execute("DROP TABLE gemini_omni_schema");
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        try {
            List<Future<VideoTaskRepository>> starting = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                starting.add(nodes.submit(() -> new JdbcVideoTaskRepository(pool())));
            }
            for (Future<VideoTaskRepository> each : starting) {
                assertThat(each.get().counts()).isEmpty();
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    @Test
    void tasksOutliveTheirRepository() {
        arrange(TaskState.WAITING, "a");

        VideoTaskRepository next = new JdbcVideoTaskRepository(dataSource, this::now);

        assertThat(next.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L));
    }

    @Test
    void theTablesOfANewerVersionAreRefused() throws Exception {
        execute("INSERT INTO gemini_omni_schema (version) VALUES (99)");
        try {
            assertThatExceptionOfType(TaskStoreException.class)
                    .isThrownBy(() -> new JdbcVideoTaskRepository(dataSource))
                    .withMessageContaining("version 99")
                    .withMessageContaining("Update camel-gemini-omni");
        } finally {
            execute("DELETE FROM gemini_omni_schema WHERE version = 99");
        }
    }

    @Test
    void aRecordThatCannotBeReadIsNamed() throws Exception {
        arrange(TaskState.WAITING, "a");
        execute("UPDATE gemini_omni_task SET request = 'garbage'");

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> tasks.find("adverts", "a"))
                .withMessageMatching("(?s).*record [0-9a-f-]{36} cannot be read.*");
    }

    @Test
    void whatIsAtRestIsJson() throws Exception {
        Submission plain = submission("a");
        tasks.begin(new Submission(
                plain.token(),
                plain.channel(),
                plain.key(),
                plain.fingerprint(),
                plain.request(),
                Map.of("order", 17, "when", Instant.EPOCH),
                plain.baseUrl(),
                plain.account()));

        ObjectMapper json = new ObjectMapper();
        try (Connection connection = pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT request, correlation_headers FROM gemini_omni_task")) {
            assertThat(row.next()).isTrue();
            assertThat(json.readTree(row.getString(1)))
                    .isEqualTo(json.readTree("{\"model\": \"Gemini-Omini\", \"prompt\": \"a secret prompt\"}"));
            assertThat(json.readTree(row.getString(2)))
                    .isEqualTo(json.readTree("{\"order\": 17, \"when\": {\"instant\": \"1970-01-01T00:00:00Z\"}}"));
        }
    }

    @Test
    void aTaskThatCannotBeReadIsSetAsideWhileTheOthersAreAskedFor() throws Exception {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.WAITING, "b");
        damage("a", "request = 'garbage'");

        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            assertThat(claimToAsk(1)).isEmpty();
            logged = logs.text();
        }

        assertThat(logged).containsPattern("ERROR .*The stored record [0-9a-f-]{36} cannot be read");
        assertThat(claimToAsk(1)).extracting(leased -> leased.task().key()).containsExactly("b");
        assertThat(tasks.unreadable("adverts")).isEqualTo(1);
        assertThat(tasks.unreadable("others")).isZero();
        clock.advance(Duration.ofMinutes(9));
        assertThat(claimToAsk(2)).extracting(leased -> leased.task().key()).containsExactly("b");
    }

    @Test
    void aVideoWhoseHeadersCannotBeReadIsSetAsideUncountedAndEmittedWhenItIsMended() throws Exception {
        arrange(TaskState.COMPLETED, "a");
        arrange(TaskState.COMPLETED, "b");
        damage("a", "correlation_headers = '{\"when\": {\"instant\": \"yesterday\"}}'");
        int attempts = find("b").attempts();

        assertThat(claimToEmit(10)).extracting(leased -> leased.task().key()).containsExactly("b");
        assertThat(tasks.unreadable("adverts")).isEqualTo(1);
        damage("a", "correlation_headers = '{}'");
        clock.advance(Duration.ofMinutes(10));

        assertThat(claimToEmit(10))
                .filteredOn(leased -> leased.task().key().equals("a"))
                .singleElement()
                .satisfies(leased -> assertThat(leased.task().attempts()).isEqualTo(attempts + 1));
        assertThat(tasks.unreadable("adverts")).isZero();
    }

    @Test
    void aRecordInNoStateThatThereIsHoldsUpNoOther() throws Exception {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.WAITING, "b");
        List<LeasedTask> leased = claimToAsk(2);
        damage("a", "state = 'WAITNG'");

        assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.WAITING, 1L));
        assertThat(tasks.unreadable("adverts")).isEqualTo(1);
        assertThat(tasks.update(leased.stream()
                        .map(each -> LeaseUpdate.release(each.lease(), each.task(), Duration.ZERO))
                        .toList()))
                .hasSize(1);
        assertThat(claimToAsk(2)).extracting(each -> each.task().key()).containsExactly("b");
    }

    @Test
    void aSubmissionThatCannotBeReadIsSweptLikeTheOthers() throws Exception {
        begun("a");
        begun("b");
        damage("a", "request = 'garbage'");
        clock.advance(Duration.ofMinutes(6));

        assertThat(tasks.sweep(Duration.ofMinutes(5)))
                .extracting(VideoTask::key)
                .containsExactly("b");
        assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.UNKNOWN, 2L));
        assertThat(tasks.unknown("adverts")).extracting(VideoTask::key).containsExactly("b");
        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> tasks.begin(submission("a")))
                .withMessageContaining("cannot be read");
    }

    @Test
    void aParkedTaskThatCannotBeReadStaysParkedWhileTheOthersAreUnparked() throws Exception {
        arrange(TaskState.PARKED, "a");
        arrange(TaskState.PARKED, "b");
        damage("a", "request = '[]'");

        assertThat(tasks.unpark("adverts", null)).isEqualTo(1);
        assertThat(tasks.parked("adverts")).isEmpty();
        assertThat(tasks.counts("adverts")).containsEntry(TaskState.PARKED, 1L);
    }

    private void damage(String key, String change) throws SQLException {
        execute("UPDATE gemini_omni_task SET " + change + " WHERE task_key = '" + key + "'");
    }

    protected static Submission submission(String key) {
        VideoRequest request = VideoRequest.builder().prompt("a secret prompt").build();
        return new Submission(
                UUID.randomUUID().toString(),
                "adverts",
                key,
                request.fingerprint(),
                request,
                Map.of(),
                "https://gateway.example",
                "account-1");
    }

    private static Claim claimAsk(int limit) {
        return Claim.toPoll("adverts", "https://gateway.example", limit, "me", Duration.ofSeconds(60));
    }
}
