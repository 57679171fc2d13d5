package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskCursor;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskOverview;
import io.geminiomni.camel.task.TaskPage;
import io.geminiomni.camel.task.TaskQuery;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tasks in PostgreSQL 13 or H2 2.2 and later, for all nodes that use the database. It creates the tables
 * {@code gemini_omni_task}, {@code gemini_omni_ledger}, {@code gemini_omni_budget}, {@code gemini_omni_budget_sum} and
 * {@code gemini_omni_schema} in the default schema of the data source's user.
 *
 * <p>Each method borrows a connection from the data source and returns it with its former settings. It needs at most one connection
 * for each calling thread. Any pool can be used. A data source that returns the connection of the caller's transaction, such as
 * Spring's {@code TransactionAwareDataSourceProxy}, must not be used: a rollback would delete the record of a request that was
 * paid for.
 *
 * <p>All times are those of the database.
 */
public final class JdbcVideoTaskRepository implements VideoTaskRepository {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcVideoTaskRepository.class);
    private static final int BATCH = 500;
    /** The hexadecimal digits of an id that count. */
    private static final int ID_DIGITS = 12;

    /** How long a record that cannot be read is not claimed again. */
    private static final Duration SET_ASIDE = Duration.ofMinutes(10);

    private final Database database;
    private final TaskTable table;
    private final TaskQueries queries;
    private final LedgerTable ledger;
    private final Attempts attempts;
    private final LeaseUpdates leases;
    private final Supplier<String> ids;
    private final Begins begins = new Begins(this::begin);
    private final GroupCommit<Attempts.Decision, Optional<VideoTask>> decisions = new GroupCommit<>(this::record);
    private final GroupCommit<List<LeaseUpdate>, Set<Lease>> updates = new GroupCommit<>(this::update);

    /**
     * Creates or migrates the tables if needed.
     *
     * @throws TaskStoreException if the database cannot be reached, or the tables cannot be created
     * @throws IllegalArgumentException if the database is not supported
     */
    public JdbcVideoTaskRepository(DataSource dataSource) {
        this(dataSource, () -> "CURRENT_TIMESTAMP");
    }

    /**
     * With another clock.
     *
     * @param now returns an SQL expression for the present time, of type {@code TIMESTAMP WITH TIME ZONE}; called once for each
     *     connection
     */
    public JdbcVideoTaskRepository(DataSource dataSource, Supplier<String> now) {
        this(dataSource, now, newIds());
    }

    /** @param ids gives the ids of records and the tokens of leases, each a new one of 1 to 36 characters */
    JdbcVideoTaskRepository(DataSource dataSource, Supplier<String> now, Supplier<String> ids) {
        this(new Database(dataSource, now), ids);
        warnWithoutSocketTimeout();
        new Schema(database).migrate();
    }

    /** Ids whose order is that in which they are given: records that are due one after another share pages of the database. */
    private static Supplier<String> newIds() {
        String ofThis = UUID.randomUUID().toString().substring(0, 36 - ID_DIGITS);
        AtomicLong number = new AtomicLong();
        return () -> ofThis + HexFormat.of().toHexDigits(number.incrementAndGet(), ID_DIGITS);
    }

    private void warnWithoutSocketTimeout() {
        if (socketTimeout().filter(Duration::isZero).isPresent()) {
            LOG.warn(
                    "The data source sets no socketTimeout, so opening a connection can wait forever for a database that does"
                            + " not answer. Set this option of the JDBC driver to about {} s, as in"
                            + " jdbc:postgresql://host/tasks?socketTimeout={}; statements are aborted after that time in any case",
                    Database.NETWORK_TIMEOUT.toSeconds(),
                    Database.NETWORK_TIMEOUT.toSeconds());
        }
    }

    /**
     * The network time-out of the data source's connections when this repository was created ({@code socketTimeout} of PostgreSQL's
     * driver).
     *
     * @return zero if there is none; empty if the database has no such time-out
     */
    public Optional<Duration> socketTimeout() {
        return database.dialect().isRemote() ? Optional.of(database.socketTimeout()) : Optional.empty();
    }

    private JdbcVideoTaskRepository(Database database, Supplier<String> ids) {
        this.database = database;
        this.table = new TaskTable(database.dialect(), ids);
        this.queries = new TaskQueries(database.dialect());
        this.ledger = new LedgerTable(database.dialect(), ids);
        this.attempts = new Attempts(database.dialect(), table, ledger);
        this.leases = new LeaseUpdates(database.dialect(), table, ledger);
        this.ids = ids;
    }

    /**
     * Uses existing tables, without creating or changing any.
     *
     * @throws TaskStoreException if the database cannot be reached, or has no task tables of this version
     * @throws IllegalArgumentException if the database is not supported
     */
    public static JdbcVideoTaskRepository ofExisting(DataSource dataSource) {
        Database database = new Database(dataSource, () -> "CURRENT_TIMESTAMP");
        new Schema(database).require();
        return new JdbcVideoTaskRepository(database, newIds());
    }

    @Override
    public BeginResult begin(Submission submission) {
        String purpose = "record the intent to submit " + named(submission.channel(), submission.key())
                + ", so nothing was sent";
        Optional<BeginResult> begun = Optional.empty();
        while (begun.isEmpty()) {
            begun = begins.write(submission, purpose);
        }
        return begun.get();
    }

    private List<Optional<BeginResult>> begin(String purpose, List<Submission> submissions, Runnable written) {
        List<Optional<BeginResult>> begun = database.lasting(purpose, sql -> {
            List<Optional<BeginResult>> results = attempts.begin(sql, submissions);
            written.run();
            return results;
        });
        if (begun.stream().flatMap(Optional::stream).anyMatch(BeginResult.Started.class::isInstance)) {
            database.force(purpose);
        }
        return begun;
    }

    @Override
    public Optional<VideoTask> record(Submission submission, Outcome outcome, Duration firstPoll) {
        return decisions.write(
                new Attempts.Decision(submission, outcome, firstPoll),
                "record that " + named(submission.channel(), submission.key()) + " is " + outcome.state(),
                List.of(RowName.of(submission)));
    }

    private List<Optional<VideoTask>> record(String purpose, List<Attempts.Decision> decisions, Runnable written) {
        List<Optional<VideoTask>> recorded = database.lasting(purpose, sql -> {
            List<Optional<VideoTask>> results = attempts.record(sql, decisions);
            written.run();
            return results;
        });
        database.force(purpose);
        return recorded;
    }

    @Override
    public Optional<VideoTask> find(String channel, String key) {
        return database.alone("look for " + named(channel, key), sql -> table.ofKey(sql, channel, key))
                .map(TaskRecord::task);
    }

    @Override
    public Optional<VideoTask> findTask(String channel, String taskId) {
        return database.alone(
                        "look for the task '" + taskId + "' of channel '" + channel + "'",
                        sql -> table.ofTaskId(sql, channel, taskId))
                .map(TaskRecord::task);
    }

    @Override
    public List<LeasedTask> claim(Claim claim) {
        String token = ids.get();
        String purpose = "claim tasks of channel '" + claim.channel() + "'";
        Database.Work<TaskRows> work = sql -> claim(sql, claim, token);
        TaskRows claimed = database.dialect().claimsInOneStatement()
                ? database.alone(purpose, work)
                : database.together(purpose, work);
        return claimed.readable().stream().map(TaskRecord::leased).toList();
    }

    private TaskRows claim(Sql sql, Claim claim, String token) throws SQLException {
        Lanes lanes = claim.purpose() == Claim.Purpose.POLL
                ? queries.lanes(sql, claim.channel()).of(Objects.requireNonNull(claim.baseUrl()))
                : Lanes.EMIT;
        if (lanes.isEmpty()) {
            return TaskRows.NONE;
        }
        TaskRows claimed = database.dialect().claim(sql, claim, lanes, token);
        boolean counted =
                claim.purpose() == Claim.Purpose.EMIT && database.dialect().claimsInOneStatement();
        table.setAside(sql, claimed.unreadable(), SET_ASIDE, counted ? 1 : 0);
        return claimed;
    }

    @Override
    public Optional<LeasedTask> claim(String channel, String key, String owner, Duration lease) {
        return database.together("claim " + named(channel, key), sql -> {
            TaskRecord free = table.lockOfKey(sql, channel, key)
                    .filter(TaskRecord::isClaimable)
                    .orElse(null);
            if (free == null) {
                return Optional.empty();
            }
            TaskRecord claimed = free.claimed(ids.get(), owner, lease);
            table.write(sql, claimed);
            return Optional.of(claimed.leased());
        });
    }

    @Override
    public Set<Lease> renew(Collection<Lease> leases, Duration duration) {
        Set<Lease> lost = new HashSet<>(leases);
        if (!lost.isEmpty()) {
            lost.removeAll(database.together(
                    "renew the leases of " + leases.size() + " tasks",
                    sql -> database.dialect().renew(sql, leases, duration)));
        }
        return lost;
    }

    @Override
    public Set<Lease> update(Collection<LeaseUpdate> updates) {
        LeaseUpdate.checkDistinct(updates);
        return updates.isEmpty()
                ? Set.of()
                : this.updates.write(
                        List.copyOf(updates),
                        "write the updates of " + updates.size() + " tasks",
                        updates.stream()
                                .map(update -> RowName.of(update.task()))
                                .toList());
    }

    private List<Set<Lease>> update(String purpose, List<List<LeaseUpdate>> batches, Runnable written) {
        return database.together(purpose, sql -> {
            Set<Lease> lost =
                    leases.update(sql, batches.stream().flatMap(List::stream).toList());
            written.run();
            return batches.stream()
                    .map(batch -> batch.stream()
                            .map(LeaseUpdate::lease)
                            .filter(lost::contains)
                            .collect(Collectors.toSet()))
                    .toList();
        });
    }

    @Override
    public Map<TaskState, Long> counts(String channel) {
        return database.alone("count the tasks of channel '" + channel + "'", sql -> queries.counts(sql, channel));
    }

    @Override
    public Map<TaskState, Long> counts(String channel, Set<TaskState> states, int most) {
        return states.isEmpty()
                ? Map.of()
                : database.alone(
                        "count the tasks of channel '" + channel + "'",
                        sql -> queries.counts(sql, channel, states, most));
    }

    @Override
    public List<String> channels() {
        return database.alone("list the channels", queries::channels);
    }

    @Override
    public List<VideoTask> inState(String channel, TaskState state, int limit) {
        return records(channel, state, limit).stream().map(TaskRecord::task).toList();
    }

    @Override
    public List<TaskOverview> overview(String channel, TaskState state, int limit) {
        return records(channel, state, limit).stream().map(TaskRecord::overview).toList();
    }

    private List<TaskRecord> records(String channel, TaskState state, int limit) {
        return database.alone(
                "list the tasks of channel '" + channel + "' that are " + state,
                sql -> queries.inState(sql, channel, state, limit));
    }

    @Override
    public TaskPage page(TaskQuery query) {
        int most = query.limit() + 1;
        List<TaskQueries.Listed> found = new ArrayList<>();
        for (TaskState state : query.states()) {
            found.addAll(database.alone(
                    "list the tasks of channel '" + query.channel() + "' that are " + state,
                    sql -> queries.page(sql, query, state, most)));
        }
        found.sort(Comparator.comparing(TaskQueries.Listed::place, TaskCursor.LATEST_FIRST));
        List<TaskQueries.Listed> page = found.subList(0, Math.min(found.size(), query.limit()));
        return new TaskPage(
                page.stream().flatMap(listed -> listed.task().stream()).toList(),
                found.size() > page.size() ? page.get(page.size() - 1).place() : null);
    }

    @Override
    public List<Transition> history(String channel, String key) {
        return TaskHistory.read(database.alone(
                "read the history of " + named(channel, key), sql -> queries.history(sql, channel, key)));
    }

    @Override
    public Undelivered undelivered(String channel, int attempts) {
        return database.alone(
                "look for videos of channel '" + channel + "' that no route acknowledges",
                sql -> queries.undelivered(sql, channel, attempts));
    }

    @Override
    public long unreadable(String channel) {
        return database.alone(
                "count the records of channel '" + channel + "' that cannot be read",
                sql -> queries.unreadable(sql, channel));
    }

    @Override
    public VideoTask resolveAsTask(String channel, String key, String taskId, String by) {
        return database.lasting(
                "resolve " + named(channel, key), sql -> attempts.resolveAsTask(sql, channel, key, taskId, by));
    }

    @Override
    public VideoTask resolveAsNotSubmitted(String channel, String key, String by) {
        return database.lasting(
                "resolve " + named(channel, key), sql -> attempts.resolveAsNotSubmitted(sql, channel, key, by));
    }

    @Override
    public int unpark(String channel, @Nullable Collection<String> taskIds, String by) {
        return database.together("unpark tasks of channel '" + channel + "'", sql -> {
            List<TaskRecord> unparked = table.lockInState(sql, channel, TaskState.PARKED).stream()
                    .filter(row ->
                            taskIds == null || taskIds.contains(row.task().taskId()))
                    .map(row -> row.unparked(by))
                    .toList();
            table.write(sql, unparked);
            return unparked.size();
        });
    }

    @Override
    public List<Unpolled> unpolled(String channel, Duration dueFor) {
        return database.alone(
                "look for tasks of channel '" + channel + "' that are not polled",
                sql -> queries.unpolled(sql, channel, dueFor));
    }

    @Override
    public int move(String channel, String fromBaseUrl, String toBaseUrl, String by) {
        return database.together(
                "move tasks of channel '" + channel + "' to another base URL",
                sql -> table.move(sql, channel, fromBaseUrl, toBaseUrl, by));
    }

    @Override
    public VideoTask adopt(Submission submission, String taskId, String by) {
        return database.lasting("adopt the task '" + taskId + "'", sql -> attempts.adopt(sql, submission, taskId, by));
    }

    @Override
    public List<VideoTask> sweep(Duration submitTimeout) {
        List<VideoTask> swept = new ArrayList<>();
        int before;
        do {
            before = swept.size();
            swept.addAll(database.together("sweep submissions without outcome", sql -> sweepBatch(sql, submitTimeout)));
        } while (swept.size() - before == BATCH);
        return swept;
    }

    private List<VideoTask> sweepBatch(Sql sql, Duration submitTimeout) throws SQLException {
        TaskRows overdue = table.lockOverdue(sql, submitTimeout, BATCH);
        table.sweepUnreadable(sql, overdue.unreadable());
        List<TaskRecord> swept = overdue.readable().stream()
                .map(row -> row.swept(submitTimeout, TaskHistory.program()))
                .toList();
        table.write(sql, swept);
        return swept.stream().map(TaskRecord::task).toList();
    }

    @Override
    public int purge(Duration retention, int limit) {
        int purged = purge(limit, (sql, most) -> table.deleteFinishedWithoutRetention(sql, retention, most));
        for (Duration each : database.alone("read the retentions of finished tasks", table::retentions)) {
            purged += purge(limit - purged, (sql, most) -> table.deleteFinished(sql, each, most));
        }
        return purged;
    }

    @Override
    public boolean holdsBudgets() {
        return true;
    }

    @Override
    public int purgeLedger(int limit) {
        return purge(limit, ledger::purge);
    }

    @Override
    public List<Spending> spent(SpendingQuery query) {
        return database.alone("read what was spent", sql -> ledger.spent(sql, query));
    }

    /** Deletes records, up to a number. */
    private interface Purge {
        int delete(Sql sql, int most) throws SQLException;
    }

    private int purge(int limit, Purge purge) {
        int purged = 0;
        int asked;
        int deleted;
        do {
            asked = Math.min(BATCH, limit - purged);
            int most = asked;
            deleted = database.together("purge finished tasks", sql -> purge.delete(sql, most));
            purged += deleted;
        } while (deleted == asked && purged < limit);
        return purged;
    }

    private static String named(String channel, String key) {
        return "the key '" + key + "' of channel '" + channel + "'";
    }
}
