package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2 2.2 and later. Batches are JDBC batches, which are cheap within one JVM. */
final class H2Dialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(H2Dialect.class);
    private static final String ADMIN_RIGHTS_NEEDED = "90040";
    private static final String SERIALIZATION_FAILURE = "40001";

    // New tables have all columns from the beginning, so that no table is altered that several nodes may create at
    // once.
    private static final List<String> VERSION_1 = List.of(
            """
            CREATE TABLE IF NOT EXISTS gemini_omni_task (
              id                   VARCHAR(36)  NOT NULL PRIMARY KEY,
              channel              VARCHAR(100) NOT NULL,
              task_key             VARCHAR(255) NOT NULL,
              attempt_token        VARCHAR,
              fingerprint          VARCHAR      NOT NULL,
              base_url             VARCHAR      NOT NULL,
              account              VARCHAR      NOT NULL,
              request              CLOB         NOT NULL,
              correlation_headers  CLOB         NOT NULL,
              submitted_at         TIMESTAMP(6) WITH TIME ZONE NOT NULL,
              state                VARCHAR(20)  NOT NULL,
              task_id              VARCHAR(256),
              status               VARCHAR,
              progress             INTEGER      NOT NULL,
              model                VARCHAR,
              created_at           TIMESTAMP(6) WITH TIME ZONE,
              completed_at         TIMESTAMP(6) WITH TIME ZONE,
              video_url            VARCHAR,
              video_url_expires    TIMESTAMP(6) WITH TIME ZONE,
              error_message        VARCHAR,
              error_category       VARCHAR,
              questions            INTEGER      NOT NULL,
              unanswered_questions INTEGER      NOT NULL,
              attempts             INTEGER      NOT NULL,
              late_by              VARCHAR,
              due_at               TIMESTAMP(6) WITH TIME ZONE NOT NULL,
              lease_token          VARCHAR(36),
              lease_owner          VARCHAR,
              finished_at          TIMESTAMP(6) WITH TIME ZONE,
              retention_micros     BIGINT,
              history              VARCHAR,
              cost                 DECIMAL(18, 6),
              lane                 VARCHAR GENERATED ALWAYS AS (CASE state
                                     WHEN 'WAITING' THEN 'ASK ' || base_url
                                     WHEN 'COMPLETED' THEN 'EMIT'
                                     WHEN 'FAILED' THEN 'EMIT' END),
              CONSTRAINT gemini_omni_task_of_key UNIQUE (channel, task_key))
            """,
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_due ON gemini_omni_task (channel, lane, due_at)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_submitting ON gemini_omni_task (state, submitted_at)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_finished ON gemini_omni_task (finished_at)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_state ON gemini_omni_task (channel, state, submitted_at)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_id ON gemini_omni_task (channel, task_id)");

    private static final List<String> VERSION_2 = List.of(
            "ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS retention_micros BIGINT",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_retention ON gemini_omni_task (retention_micros, finished_at)",
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_undelivered
              ON gemini_omni_task (channel, state, attempts, video_url_expires)
            """,
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_owner ON gemini_omni_task (channel, lease_owner)");

    private static final List<String> VERSION_3 = List.of("""
            CREATE INDEX IF NOT EXISTS gemini_omni_task_due_of_account
              ON gemini_omni_task (channel, lane, account, due_at)
            """);

    private static final List<String> VERSION_4 = List.of(
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_listed ON gemini_omni_task (channel, state, submitted_at, id)
            """,
            "DROP INDEX IF EXISTS gemini_omni_task_state",
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_unpolled
              ON gemini_omni_task (channel, lane, account, due_at, submitted_at)
            """,
            "DROP INDEX IF EXISTS gemini_omni_task_due_of_account");

    private static final List<String> VERSION_5 =
            List.of("ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS history VARCHAR");

    private static final List<String> VERSION_6 = List.of(
            "ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS cost DECIMAL(18, 6)",
            """
            CREATE TABLE IF NOT EXISTS gemini_omni_ledger (
              id                 VARCHAR(36)  NOT NULL PRIMARY KEY,
              record_id          VARCHAR(36)  NOT NULL,
              attempt_token      VARCHAR      NOT NULL,
              channel            VARCHAR(100) NOT NULL,
              task_key           VARCHAR(255) NOT NULL,
              budget_key         VARCHAR(255) NOT NULL,
              model              VARCHAR      NOT NULL,
              amount             DECIMAL(18, 6),
              unit               VARCHAR      NOT NULL,
              price_row          VARCHAR,
              booked_at          TIMESTAMP(6) WITH TIME ZONE NOT NULL,
              kept_until         TIMESTAMP(6) WITH TIME ZONE NOT NULL,
              state              VARCHAR(20)  NOT NULL,
              refunded_if_failed BOOLEAN      NOT NULL,
              summed             BOOLEAN      DEFAULT FALSE NOT NULL)
            """,
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_ledger_budget
              ON gemini_omni_ledger (budget_key, unit, booked_at, state, amount)
            """,
            "CREATE INDEX IF NOT EXISTS gemini_omni_ledger_record ON gemini_omni_ledger (record_id)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_ledger_attempt ON gemini_omni_ledger (attempt_token)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_ledger_time ON gemini_omni_ledger (booked_at)",
            """
            CREATE TABLE IF NOT EXISTS gemini_omni_budget (
              budget_key VARCHAR(255) NOT NULL PRIMARY KEY,
              checked_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)
            """);

    private static final List<String> VERSION_7 = List.of(
            "ALTER TABLE gemini_omni_ledger ADD COLUMN IF NOT EXISTS summed BOOLEAN DEFAULT FALSE NOT NULL", """
            CREATE INDEX IF NOT EXISTS gemini_omni_ledger_summed
              ON gemini_omni_ledger (budget_key, unit, state, summed, booked_at, amount)
            """, """
            CREATE TABLE IF NOT EXISTS gemini_omni_budget_sum (
              budget_key VARCHAR(255) NOT NULL,
              unit       VARCHAR NOT NULL,
              slot_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
              amount     DECIMAL(30, 6) NOT NULL,
              CONSTRAINT gemini_omni_budget_sum_of_slot PRIMARY KEY (budget_key, unit, slot_at))
            """);

    private static final List<List<String>> MIGRATIONS =
            List.of(VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5, VERSION_6, VERSION_7);

    private static final String LOCK_BUDGET = "UPDATE gemini_omni_budget SET checked_at = {now} WHERE budget_key = ?";

    private static final String ADD_BUDGET =
            "INSERT INTO gemini_omni_budget (budget_key, checked_at) VALUES (?, {now})";

    // FOR UPDATE reads and locks all matching rows in spite of FETCH FIRST. So the ids are selected first, by the
    // index.
    private static final String DUE = """
            SELECT id, due_at FROM gemini_omni_task WHERE channel = ? AND lane = ? AND %s
            ORDER BY %s FETCH FIRST ? ROWS ONLY
            """;

    private static final String LOCK = """
            SELECT %s, {now} AS db_now FROM gemini_omni_task AS t
            WHERE id = ANY(?) AND lane = ANY(?) AND due_at <= {now}
            ORDER BY due_at
            FOR UPDATE SKIP LOCKED
            """.formatted(TaskColumns.RECORD);

    private static final String LEASE = """
            UPDATE gemini_omni_task SET due_at = ?, lease_token = ?, lease_owner = ?, attempts = ?
            WHERE id = ?
            """;

    private static final String IN_ORDER =
            "SELECT id FROM gemini_omni_task WHERE id = ANY(?) ORDER BY channel, task_key";

    private static final String RENEW = "UPDATE gemini_omni_task SET due_at = {now+?} WHERE id = ? AND lease_token = ?";

    private static final String UPDATE = """
            UPDATE gemini_omni_task
            SET %s,
              history = CASE WHEN state = CAST(? AS VARCHAR) THEN history ELSE %s END,
              due_at = COALESCE({now+?}, due_at),
              lease_token = CASE WHEN CAST(? AS BOOLEAN) THEN lease_token END,
              lease_owner = CASE WHEN CAST(? AS BOOLEAN) THEN lease_owner END,
              finished_at = CASE WHEN CAST(? AS BOOLEAN) THEN {now} END
            WHERE id = ? AND lease_token = ? AND LOCATE(' ' || state || ' ', ?) > 0
            """.formatted(
                    TaskColumns.list(TaskColumns.OBSERVED, column -> column + " = ?"),
                    HistoryColumn.withTransition("state", "CAST(? AS VARCHAR)", "lease_owner"));

    private volatile boolean forces;

    @Override
    public String plusMicros(String time) {
        return "DATEADD(MICROSECOND, CAST(? AS BIGINT), " + time + ")";
    }

    /** H2 compares the local fields of both times, whatever their time zones are. */
    @Override
    public String micros(String time) {
        return "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', (" + time
                + ") AT TIME ZONE 'UTC')";
    }

    @Override
    public String minusMicros(String time) {
        return "DATEADD(MICROSECOND, -CAST(? AS BIGINT), " + time + ")";
    }

    /** For {@code >}, H2 reads each index entry that has the value, however many there are. */
    @Override
    public String isAfter(String column, String value) {
        return column + " >= CONCAT(" + value + ", CHAR(1))";
    }

    /** The same for {@code <}. */
    @Override
    public String isBefore(String column, String value) {
        int last = value.length() - 1;
        return column + " <= CONCAT('" + value.substring(0, last) + (char) (value.charAt(last) - 1) + "', CHAR(65535))";
    }

    /**
     * Lets the other connections wait. To alter a table, H2 copies it: rows that others commit meanwhile are lost, and if two connections
     * alter a table at the same time, it can be left under another name.
     */
    @Override
    public boolean lockSchema(Sql sql) throws SQLException {
        try {
            sql.change("SET EXCLUSIVE 1");
            return true;
        } catch (SQLException e) {
            if (ADMIN_RIGHTS_NEEDED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void unlockSchema(Sql sql) throws SQLException {
        try {
            sql.change("SET EXCLUSIVE 0");
        } catch (SQLException e) {
            if (!ADMIN_RIGHTS_NEEDED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public List<String> migration(int from) {
        return MIGRATIONS.get(from);
    }

    /**
     * By default H2 writes commits up to half a second later, and the operating system writes them to the device later still. A
     * request that was sent must not be lost by a crash.
     */
    @Override
    public void prepare(Sql sql) throws SQLException {
        try {
            sql.change("SET WRITE_DELAY 0");
            forces = true;
        } catch (SQLException e) {
            if (!ADMIN_RIGHTS_NEEDED.equals(e.getSQLState())) {
                throw e;
            }
            LOG.warn(
                    "The H2 user of the tasks is not an administrator, so the database cannot be set to write each commit"
                            + " immediately: after a crash the last half second may be lost, with a request that was paid for");
        }
    }

    @Override
    public boolean forces() {
        return forces;
    }

    @Override
    public void force(Sql sql) throws SQLException {
        sql.change("CHECKPOINT SYNC");
    }

    @Override
    public TaskRows claim(Sql sql, Claim claim, Lanes lanes, String token) throws SQLException {
        String[] due = due(sql, claim, lanes);
        if (due.length == 0) {
            return TaskRows.NONE;
        }
        TaskRows claimed = TaskRows.of(sql, LOCK, due, lanes.toArray())
                .map(row -> row.claimed(token, claim.owner(), claim.lease()));
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (TaskRecord row : claimed.readable()) {
            batch.add(new @Nullable Object[] {
                row.dueAt(), row.leaseToken(), row.leaseOwner(), row.task().attempts(), row.id()
            });
        }
        sql.changeEach(LEASE, batch);
        return claimed;
    }

    private record Due(String id, Instant since) {}

    /** The ids of the tasks to lease, unless another owner leases them first. */
    private static String[] due(Sql sql, Claim claim, Lanes lanes) throws SQLException {
        ClaimFilter filter = ClaimFilter.of(claim);
        boolean own = claim.accounts() != null && claim.accounts().own();
        String statement =
                DUE.formatted(filter.condition(), own ? "channel, lane, account, due_at" : "channel, lane, due_at");
        List<Due> due = new ArrayList<>();
        for (String lane : lanes.names()) {
            List<Object> values = new ArrayList<>(List.of(claim.channel(), lane));
            values.addAll(filter.values());
            values.add(claim.limit());
            due.addAll(sql.query(
                    statement,
                    row -> new Due(row.getString("id"), TaskColumns.requiredTime(row, "due_at")),
                    values.toArray()));
        }
        return due.stream()
                .sorted(Comparator.comparing(Due::since))
                .limit(claim.limit())
                .map(Due::id)
                .toArray(String[]::new);
    }

    /** One by one, as H2 locks rows in the order in which it reads them. */
    @Override
    public List<TaskRecord> lockOfKeys(Sql sql, String channel, List<String> keys) throws SQLException {
        List<TaskRecord> locked = new ArrayList<>();
        for (String key : keys) {
            locked.addAll(sql.query(TaskTable.LOCK_OF_KEY, TaskColumns::read, channel, key));
        }
        return locked;
    }

    /** A transaction whose snapshot is older than a key can neither lock nor add it: it has to be repeated. */
    @Override
    public void lockBudgets(Sql sql, List<String> keys) throws SQLException {
        for (String key : keys) {
            if (!isLocked(sql, key) && !isAdded(sql, key) && !isLocked(sql, key)) {
                throw new SQLException(
                        "The budget key '" + key + "' was added by another transaction after this one had begun",
                        SERIALIZATION_FAILURE);
            }
        }
    }

    private static boolean isLocked(Sql sql, String key) throws SQLException {
        return sql.change(LOCK_BUDGET, key) == 1;
    }

    private static boolean isAdded(Sql sql, String key) throws SQLException {
        try {
            return sql.change(ADD_BUDGET, key) == 1;
        } catch (SQLException e) {
            if (TaskTable.UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Set<Lease> renew(Sql sql, Collection<Lease> leases, Duration duration) throws SQLException {
        // A node can have an expired lease of a record and the present one.
        Map<String, List<Lease>> byId = leases.stream().collect(Collectors.groupingBy(Lease::recordId));
        List<Lease> held =
                sql
                        .query(IN_ORDER, row -> row.getString("id"), (Object)
                                byId.keySet().toArray(new String[0]))
                        .stream()
                        .flatMap(id -> byId.getOrDefault(id, List.of()).stream())
                        .toList();
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (Lease lease : held) {
            batch.add(new @Nullable Object[] {Sql.micros(duration), lease.recordId(), lease.token()});
        }
        return changed(held, sql.changeEach(RENEW, batch));
    }

    @Override
    public Set<Lease> update(Sql sql, Collection<LeaseUpdate> unordered) throws SQLException {
        List<LeaseUpdate> updates = unordered.stream()
                .sorted(Comparator.comparing(update -> RowName.of(update.task())))
                .toList();
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (LeaseUpdate update : updates) {
            List<@Nullable Object> values = TaskColumns.values(update.task(), TaskColumns.OBSERVED);
            values.addAll(Arrays.asList(
                    update.task().state().name(),
                    TaskHistory.untilBy(update.task().state(), update.reason()),
                    Sql.microsOrNull(update.releaseAfter()),
                    update.keepsLease(),
                    update.keepsLease(),
                    update.task().state().isFinished(),
                    update.lease().recordId(),
                    update.lease().token(),
                    TaskTable.statesBefore(update.task().state())));
            batch.add(values.toArray());
        }
        return changed(updates.stream().map(LeaseUpdate::lease).toList(), sql.changeEach(UPDATE, batch));
    }

    private static Set<Lease> changed(List<Lease> leases, int[] counts) {
        Set<Lease> changed = new HashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                changed.add(leases.get(i));
            }
        }
        return changed;
    }
}
