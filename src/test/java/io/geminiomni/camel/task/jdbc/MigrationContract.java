package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A store that commit 039f059 wrote, migrated by the present classes, with a node of that commit still running on it. */
abstract class MigrationContract {
    private static final Duration WEEK = Duration.ofDays(7);
    /** Between two requests of a node: a node does not use its store all the time. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));

    /** An empty database. */
    protected abstract DataSource database();

    private String now() {
        return "TIMESTAMP WITH TIME ZONE '" + clock.instant() + "'";
    }

    private StoreNode former() {
        return FormerNode.of039f059(database(), this::now);
    }

    private StoreNode present() {
        return new RepositoryNode(database(), this::now);
    }

    @Test
    void whatTheFormerVersionWroteIsThereAndGoesOn() throws Exception {
        StoreNode former = former();
        former.begin("submitting");
        former.begin("refused");
        former.rejected("refused");
        task(former, "delivered", "task-1");
        claimAndComplete(former, "task-1");
        former.claimToEmit(1);
        former.deliver("task-1");
        task(former, "completed", "task-2");
        claimAndComplete(former, "task-2");
        task(former, "waiting", "task-3");
        assertThat(version()).isEqualTo(1);

        StoreNode present = present();

        assertThat(version()).isGreaterThan(1);
        assertThat(present.counts())
                .isEqualTo(Map.of("SUBMITTING", 1L, "REJECTED", 1L, "DELIVERED", 1L, "COMPLETED", 1L, "WAITING", 1L));
        assertThat(present.begin("submitting")).isEqualTo("SUBMITTING");
        assertThat(present.begin("delivered")).isEqualTo("DELIVERED");
        assertThat(present.begin("refused")).isEqualTo("STARTED");
        assertThat(present.claimToAsk(RepositoryNode.BASE_URL, 5)).containsExactly("task-3");
        assertThat(present.complete("task-3")).isTrue();
        assertThat(present.claimToEmit(5)).containsExactlyInAnyOrder("task-2", "task-3");
        assertThat(present.deliver("task-2")).isTrue();
        clock.advance(WEEK.plusSeconds(1));
        assertThat(present.sweep(Duration.ofMinutes(5))).isEqualTo(2);
        assertThat(present.purge(WEEK)).isEqualTo(2);
    }

    @Test
    void nodesThatMigrateAtOnceKeepTheTasks() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                task(former(), "paid", "task-1");

                List<Future<StoreNode>> starting = nodes.invokeAll(Collections.nCopies(4, this::present));

                for (Future<StoreNode> each : starting) {
                    assertThat(each.get().counts()).isEqualTo(Map.of("WAITING", 1L));
                }
                execute("DROP TABLE gemini_omni_task");
                execute("DROP TABLE gemini_omni_schema");
                execute("DROP TABLE gemini_omni_ledger");
                execute("DROP TABLE gemini_omni_budget");
                execute("DROP TABLE gemini_omni_budget_sum");
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    @Test
    void whatNodesOfTheFormerVersionRecordDuringTheMigrationIsKept() throws Exception {
        former();
        AtomicBoolean migrated = new AtomicBoolean();
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        try {
            List<Future<Set<String>>> recorded = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "node-" + i + "-";
                StoreNode node = former();
                recorded.add(nodes.submit(() -> recordUntil(migrated, node, name)));
            }

            StoreNode present = present();

            migrated.set(true);
            for (Future<Set<String>> each : recorded) {
                assertThat(each.get())
                        .allSatisfy(key -> assertThat(present.state(key)).isEqualTo("WAITING"));
            }
        } finally {
            migrated.set(true);
            nodes.shutdownNow();
        }
    }

    /** Submits requests with pauses. @return the keys of those that were recorded as accepted */
    private static Set<String> recordUntil(AtomicBoolean migrated, StoreNode node, String name) {
        Set<String> recorded = new HashSet<>();
        for (int i = 0; i < 5 || !migrated.get(); i++) {
            try {
                if (node.begin(name + i).equals("STARTED")
                        && node.accepted(name + i, name + i).equals("WAITING")) {
                    recorded.add(name + i);
                }
            } catch (RuntimeException e) {
                assertThat(e.getClass().getSimpleName()).isEqualTo("TaskStoreException");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return recorded;
    }

    @Test
    void aNodeOfTheFormerVersionGoesOnAfterTheMigration() {
        StoreNode former = former();
        former.begin("begun-before");
        task(former, "claimed-before", "task-1");
        assertThat(former.claimToAsk(RepositoryNode.BASE_URL, 1)).containsExactly("task-1");

        StoreNode present = present();

        assertThat(former.accepted("begun-before", "task-2")).isEqualTo("WAITING");
        assertThat(former.complete("task-1")).isTrue();
        task(former, "begun-after", "task-3");
        assertThat(former.claimToAsk(RepositoryNode.BASE_URL, 5)).containsExactlyInAnyOrder("task-2", "task-3");
        assertThat(present.claimToAsk(RepositoryNode.BASE_URL, 5)).isEmpty();
        assertThat(former.complete("task-2")).isTrue();
        assertThat(former.complete("task-3")).isTrue();
        assertThat(former.claimToEmit(5)).hasSize(3);
        assertThat(former.deliver("task-1")).isTrue();
        former.begin("lost");
        clock.advance(WEEK.plusSeconds(1));
        assertThat(former.sweep(Duration.ofMinutes(5))).isEqualTo(1);
        assertThat(former.purge(WEEK)).isEqualTo(1);
        assertThat(present.counts()).isEqualTo(Map.of("UNKNOWN", 1L, "COMPLETED", 2L));
    }

    @Test
    void nodesOfBothVersionsShareKeysTasksAndLeases() {
        StoreNode former = former();
        StoreNode present = present();

        former.begin("a");
        assertThat(present.begin("a")).isEqualTo("SUBMITTING");
        former.rejected("a");
        assertThat(present.begin("a")).isEqualTo("STARTED");
        assertThat(former.begin("a")).isEqualTo("SUBMITTING");
        present.rejected("a");
        task(former, "a", "task-1");
        assertThat(present.begin("a")).isEqualTo("WAITING");

        assertThat(present.claimToAsk(RepositoryNode.BASE_URL, 1)).containsExactly("task-1");
        assertThat(former.claimToAsk(RepositoryNode.BASE_URL, 1)).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(former.claimToAsk(RepositoryNode.BASE_URL, 1)).containsExactly("task-1");
        assertThat(present.complete("task-1")).isFalse();
        assertThat(former.complete("task-1")).isTrue();
        assertThat(present.claimToEmit(1)).containsExactly("task-1");
        assertThat(former.claimToEmit(1)).isEmpty();
        assertThat(present.deliver("task-1")).isTrue();
        assertThat(former.state("a")).isEqualTo("DELIVERED");
    }

    @Test
    void aKeyIsKeptAsLongAsItsSubmitterSaidThoughTheFormerVersionFinishesIt() {
        StoreNode former = former();
        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);
        Submission submission = submission("a", Duration.ofDays(30));
        assertThat(present.begin(submission)).isInstanceOf(BeginResult.Started.class);
        present.record(submission, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        claimAndComplete(former, "task-1");
        former.claimToEmit(1);
        former.deliver("task-1");

        clock.advance(Duration.ofDays(29));
        assertThat(present.purge(WEEK, 10)).isZero();
        clock.advance(Duration.ofDays(2));
        assertThat(present.purge(Duration.ofDays(365), 10)).isEqualTo(1);
    }

    @Test
    void aKeyThatTheFormerVersionBeginsAnewIsNotPurgedForWhatItWas() {
        StoreNode former = former();
        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);
        Submission submission = submission("a", Duration.ofHours(1));
        present.begin(submission);
        present.record(submission, new Outcome.Rejected("no"), Duration.ZERO);
        assertThat(former.begin("a")).isEqualTo("STARTED");

        clock.advance(Duration.ofDays(1));

        assertThat(present.purge(Duration.ZERO, 10)).isZero();
        former.rejected("a");
        clock.advance(Duration.ofMinutes(59));
        assertThat(present.purge(Duration.ZERO, 10)).isZero();
    }

    @Test
    void aTaskOfTheFormerVersionIsFoundUnderAnotherSpellingByBothAndKeepsItsOwn() throws Exception {
        String spelling = "HTTPS://Gateway.example:443/";
        StoreNode former = former();
        task(former, "before", "task-1");
        spell(spelling);
        StoreNode present = present();

        assertThat(present.claimToAsk(RepositoryNode.BASE_URL, 5)).containsExactly("task-1");
        task(former, "after", "task-2");
        spell(spelling);
        assertThat(present.claimToAsk(RepositoryNode.BASE_URL, 5)).containsExactly("task-2");
        clock.advance(Duration.ofMinutes(2));

        assertThat(former.claimToAsk(spelling, 5)).containsExactlyInAnyOrder("task-1", "task-2");
        assertThat(former.complete("task-1")).isTrue();
        assertThat(present.claimToEmit(5)).containsExactly("task-1");
    }

    @Test
    void theHistoryOfATaskOfTheFormerVersionBeginsWithTheFirstTransitionOfThePresentOne() {
        StoreNode former = former();
        former.begin("a");
        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);
        assertThat(present.history(RepositoryNode.CHANNEL, "a")).isEmpty();

        former.rejected("a");
        Submission submission = submission("a", WEEK);
        present.begin(submission);
        present.record(submission, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        claimAndComplete(former, "task-1");
        clock.advance(Duration.ofMinutes(2));
        LeasedTask leased = present.claim(RepositoryNode.CHANNEL, "a", "me", Duration.ofMinutes(1))
                .orElseThrow();
        present.update(List.of(LeaseUpdate.end(
                leased.lease(), leased.task().become(TaskState.DELIVERED).build())));

        assertThat(present.history(RepositoryNode.CHANNEL, "a"))
                .extracting(Transition::to)
                .containsExactly(TaskState.SUBMITTING, TaskState.WAITING, TaskState.DELIVERED);
    }

    @Test
    void theTablesOfVersion5GetALedgerAndKeepTheirTasks() throws Exception {
        task(former(), "waiting", "task-1");
        migrate(1, 5);
        assertThat(version()).isEqualTo(5);
        migrate(5, 6);
        execute("DELETE FROM gemini_omni_schema WHERE version = 6");

        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);

        assertThat(version()).isEqualTo(7);
        VideoTask task = present.find(RepositoryNode.CHANNEL, "waiting").orElseThrow();
        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        assertThat(task.cost()).isNull();
        assertThat(present.spent(all())).isEmpty();
        present.begin(submission("a", WEEK).withCharge(charge()));
        assertThat(present.spent(all())).hasSize(1);
    }

    @Test
    void whatVersion6BookedCountsInBudgetsAndWhatANodeOfItGoesOnBooking() throws Exception {
        former();
        migrate(1, 6);
        execute("ALTER TABLE gemini_omni_ledger DROP COLUMN IF EXISTS summed");
        assertThat(version()).isEqualTo(6);
        bookAsVersion6("before", 1_200, "SPENT");
        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);
        assertThat(version()).isEqualTo(7);
        assertThat(booked(present)).isEqualByComparingTo("1.2");

        bookAsVersion6("after", 300, "SPENT");
        bookAsVersion6("reserved", 50, "RESERVED");
        assertThat(booked(present)).isEqualByComparingTo("1.55");
        execute("UPDATE gemini_omni_ledger SET state = 'GIVEN_BACK' WHERE id LIKE 'before-%5' OR id LIKE 'after-%5'");
        execute("UPDATE gemini_omni_ledger SET state = 'SPENT' WHERE id LIKE 'reserved-%'");

        assertThat(booked(present)).isEqualByComparingTo("1.4");
        assertThat(booked(present)).isEqualByComparingTo("1.4");
        execute("DELETE FROM gemini_omni_ledger WHERE budget_key = 'team'");
        clock.advance(Duration.ofDays(8));
        assertThat(booked(present)).isZero();
    }

    /** Attempts of 0.001 each, as a node of version 6 books them. */
    private void bookAsVersion6(String name, int count, String state) throws SQLException {
        for (int i = 0; i < count; i++) {
            execute("""
                    INSERT INTO gemini_omni_ledger (id, record_id, attempt_token, channel, task_key, budget_key, model, amount,
                      unit, price_row, booked_at, kept_until, state, refunded_if_failed)
                    VALUES ('%1$s-%2$d', 'r', 't', 'adverts', 'k', 'team', 'm', 0.001, 'EUR', 'row 1', %3$s, %3$s, '%4$s', FALSE)
                    """.formatted(name, i, now(), state));
        }
    }

    /** What counts in the budget, twice: the first check may add to sums. */
    private static BigDecimal booked(VideoTaskRepository node) {
        BigDecimal first = refused(node);
        assertThat(refused(node)).isEqualByComparingTo(first);
        return first;
    }

    private static BigDecimal refused(VideoTaskRepository node) {
        Charge tooMuch =
                new Charge(new CostEstimate(new BigDecimal("9"), "EUR", "row 1"), "team", charge().budget(), false);
        BeginResult result = node.begin(submission("too much", WEEK).withCharge(tooMuch));
        return ((BeginResult.OverBudget) result).booked().total();
    }

    @Test
    void aBudgetHoldsForWhatThePresentVersionSubmitsWhileTheFormerOneGoesOn() {
        StoreNode former = former();
        VideoTaskRepository present = new JdbcVideoTaskRepository(database(), this::now);
        Submission charged = submission("a", WEEK).withCharge(charge());
        present.begin(charged);
        present.record(charged, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        Submission refused = submission("b", WEEK).withCharge(charge());

        assertThat(former.begin("c")).isEqualTo("STARTED");
        assertThat(present.begin(refused)).isInstanceOf(BeginResult.OverBudget.class);
        assertThat(former.begin("b")).isEqualTo("STARTED");
        former.rejected("b");
        assertThat(present.begin(refused)).isInstanceOf(BeginResult.OverBudget.class);
        assertThat(former.state("b")).isEqualTo("REJECTED");
        claimAndComplete(former, "task-1");

        assertThat(present.spent(all())).hasSize(1).first().satisfies(spent -> {
            assertThat(spent.spent()).isEqualByComparingTo("0.6");
            assertThat(spent.reserved()).isZero();
        });
    }

    private void migrate(int from, int to) throws SQLException {
        Database database = new Database(database(), this::now);
        for (int version = from; version < to; version++) {
            for (String statement : database.dialect().migration(version)) {
                execute(statement);
            }
            execute("INSERT INTO gemini_omni_schema (version) VALUES (" + (version + 1) + ")");
        }
    }

    private SpendingQuery all() {
        return new SpendingQuery(
                null, null, null, Instant.EPOCH, clock.instant().plusSeconds(1));
    }

    private static Charge charge() {
        return new Charge(
                new CostEstimate(new BigDecimal("0.6"), "EUR", "row 1"),
                "team",
                new Budget(BigDecimal.ONE, new Budget.Sliding(WEEK)),
                false);
    }

    private void spell(String baseUrl) throws SQLException {
        execute("UPDATE gemini_omni_task SET base_url = '" + baseUrl + "'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void task(StoreNode node, String key, String taskId) {
        assertThat(node.begin(key)).isEqualTo("STARTED");
        assertThat(node.accepted(key, taskId)).isEqualTo("WAITING");
    }

    private static void claimAndComplete(StoreNode node, String taskId) {
        assertThat(node.claimToAsk(RepositoryNode.BASE_URL, 1)).isEqualTo(List.of(taskId));
        assertThat(node.complete(taskId)).isTrue();
    }

    private static Submission submission(String key, Duration retention) {
        VideoRequest request = VideoRequest.builder().prompt("a dog").build();
        return new Submission(
                UUID.randomUUID().toString(),
                RepositoryNode.CHANNEL,
                key,
                request.fingerprint(),
                request,
                Map.of(),
                RepositoryNode.BASE_URL,
                "account-1",
                retention);
    }

    private int version() throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT MAX(version) FROM gemini_omni_schema")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
