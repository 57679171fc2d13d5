package io.geminiomni.camel.task.jdbc;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskField;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 13 and later. Each batch is one statement. */
final class PostgreSqlDialect implements Dialect {
    private static final long SCHEMA_LOCK = 0x67656D696E69L;

    private static final List<String> VERSION_1 = List.of(
            """
            CREATE TABLE IF NOT EXISTS gemini_omni_task (
              id                   varchar(36)  NOT NULL PRIMARY KEY,
              channel              varchar(100) NOT NULL,
              task_key             varchar(255) NOT NULL,
              attempt_token        text,
              fingerprint          text         NOT NULL,
              base_url             text         NOT NULL,
              account              text         NOT NULL,
              request              text         NOT NULL,
              correlation_headers  text         NOT NULL,
              submitted_at         timestamptz  NOT NULL,
              state                varchar(20)  NOT NULL,
              task_id              varchar(256),
              status               text,
              progress             integer      NOT NULL,
              model                text,
              created_at           timestamptz,
              completed_at         timestamptz,
              video_url            text,
              video_url_expires    timestamptz,
              error_message        text,
              error_category       text,
              questions            integer      NOT NULL,
              unanswered_questions integer      NOT NULL,
              attempts             integer      NOT NULL,
              late_by              text,
              due_at               timestamptz  NOT NULL,
              lease_token          varchar(36),
              lease_owner          text,
              finished_at          timestamptz,
              lane                 text GENERATED ALWAYS AS (CASE state
                                     WHEN 'WAITING' THEN 'ASK ' || base_url
                                     WHEN 'COMPLETED' THEN 'EMIT'
                                     WHEN 'FAILED' THEN 'EMIT' END) STORED,
              CONSTRAINT gemini_omni_task_of_key UNIQUE (channel, task_key))
            """,
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_due
              ON gemini_omni_task (channel, lane, due_at) WHERE lane IS NOT NULL
            """,
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_submitting
              ON gemini_omni_task (submitted_at) WHERE state = 'SUBMITTING'
            """,
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_finished
              ON gemini_omni_task (finished_at) WHERE finished_at IS NOT NULL
            """,
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_state ON gemini_omni_task (channel, state, submitted_at)",
            "CREATE INDEX IF NOT EXISTS gemini_omni_task_id ON gemini_omni_task (channel, task_id)");

    private static final List<String> VERSION_2 =
            List.of("ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS retention_micros bigint", """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_retention
              ON gemini_omni_task (retention_micros, finished_at) WHERE finished_at IS NOT NULL
            """, """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_undelivered
              ON gemini_omni_task (channel, state, attempts, video_url_expires) WHERE state IN ('COMPLETED', 'PARKED')
            """, """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_owner
              ON gemini_omni_task (channel, lease_owner) WHERE lease_owner = 'set aside as unreadable'
            """);

    private static final String MAKE_LASTING = """
            SELECT {now} AS db_now, CASE WHEN current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
              THEN set_config('synchronous_commit', 'on', true) END
            """;

    private static final List<String> VERSION_3 = List.of("""
            CREATE INDEX IF NOT EXISTS gemini_omni_task_due_of_account
              ON gemini_omni_task (channel, lane, account, due_at) WHERE lane IS NOT NULL
            """);

    private static final List<String> VERSION_4 = List.of(
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_listed ON gemini_omni_task (channel, state, submitted_at, id)
            """,
            "DROP INDEX IF EXISTS gemini_omni_task_state",
            """
            CREATE INDEX IF NOT EXISTS gemini_omni_task_unpolled
              ON gemini_omni_task (channel, lane, account, due_at, submitted_at) WHERE lane IS NOT NULL
            """,
            "DROP INDEX IF EXISTS gemini_omni_task_due_of_account");

    private static final List<String> VERSION_5 =
            List.of("ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS history text");

    private static final List<String> VERSION_6 = List.of(
            "ALTER TABLE gemini_omni_task ADD COLUMN IF NOT EXISTS cost numeric(18,6)",
            """
            CREATE TABLE IF NOT EXISTS gemini_omni_ledger (
              id                 varchar(36)  NOT NULL PRIMARY KEY,
              record_id          varchar(36)  NOT NULL,
              attempt_token      text         NOT NULL,
              channel            varchar(100) NOT NULL,
              task_key           varchar(255) NOT NULL,
              budget_key         varchar(255) NOT NULL,
              model              text         NOT NULL,
              amount             numeric(18,6),
              unit               text         NOT NULL,
              price_row          text,
              booked_at          timestamptz  NOT NULL,
              kept_until         timestamptz  NOT NULL,
              state              varchar(20)  NOT NULL,
              refunded_if_failed boolean      NOT NULL)
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
              budget_key varchar(255) NOT NULL PRIMARY KEY,
              checked_at timestamptz  NOT NULL)
            """);

    // The index has only what is in no sum, or wrongly in one: it is small, so that it is used also before statistics
    // are gathered.
    private static final List<String> VERSION_7 = List.of(
            "ALTER TABLE gemini_omni_ledger ADD COLUMN IF NOT EXISTS summed boolean DEFAULT FALSE NOT NULL", """
            CREATE INDEX IF NOT EXISTS gemini_omni_ledger_summed
              ON gemini_omni_ledger (budget_key, unit, state, booked_at, amount)
              WHERE state = 'RESERVED' OR (state = 'SPENT' AND NOT summed) OR (state = 'GIVEN_BACK' AND summed)
            """, """
            CREATE TABLE IF NOT EXISTS gemini_omni_budget_sum (
              budget_key varchar(255) NOT NULL,
              unit       text NOT NULL,
              slot_at    timestamptz NOT NULL,
              amount     numeric(30,6) NOT NULL,
              CONSTRAINT gemini_omni_budget_sum_of_slot PRIMARY KEY (budget_key, unit, slot_at))
            """);

    private static final List<List<String>> MIGRATIONS =
            List.of(VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5, VERSION_6, VERSION_7);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int BUDGET_LOCK_SECONDS = 5;

    // Until the transaction ends. A node that is suspended while it has locked a budget key loses the lock.
    private static final String BOUND_BUDGET_LOCKS = "SELECT set_config('lock_timeout', '" + BUDGET_LOCK_SECONDS
            + "s', true), set_config('idle_in_transaction_session_timeout', '30s', true)";

    // An update, and not only a lock, so that a transaction with an older snapshot fails and is repeated.
    private static final String LOCK_BUDGETS = """
            INSERT INTO gemini_omni_budget (budget_key, checked_at)
            SELECT budget_key, {now} FROM unnest(?) AS keys (budget_key) ORDER BY budget_key COLLATE "C"
            ON CONFLICT (budget_key) DO UPDATE SET checked_at = EXCLUDED.checked_at
            """;

    // The CTE is materialised so that LIMIT and locks are applied once, independent of the plan of the UPDATE.
    static final String CLAIM = """
            WITH due AS MATERIALIZED (
              SELECT id, due_at FROM gemini_omni_task
              WHERE channel = ? AND lane = ? AND due_at <= {now}
              ORDER BY due_at LIMIT ?
              FOR UPDATE SKIP LOCKED),
            claimed AS (
              UPDATE gemini_omni_task AS t
              SET due_at = {now+?}, lease_token = ?, lease_owner = ?, attempts = t.attempts + ?
              FROM due WHERE t.id = due.id
              RETURNING %s, due.due_at AS was_due_at, {now} AS db_now)
            SELECT * FROM claimed ORDER BY was_due_at
            """.formatted(TaskColumns.RECORD);

    // One lookup for each key. In one condition for all keys PostgreSQL reads the whole channel until it has
    // statistics.
    private static final String LOCK_OF_KEYS = """
            SELECT %s, {now} AS db_now
            FROM (SELECT task_key FROM unnest(?) AS given (task_key) ORDER BY task_key) AS keys
            CROSS JOIN LATERAL (
              SELECT * FROM gemini_omni_task WHERE channel = ? AND task_key = keys.task_key FOR UPDATE) AS t
            """.formatted(TaskColumns.RECORD);

    // "= ANY" tells PostgreSQL how many records there are: of JSON it expects 100, and reads the whole table if it is
    // small.
    private static final String RENEW = """
            WITH held AS MATERIALIZED (
              SELECT t.id, t.lease_token FROM gemini_omni_task AS t
              JOIN json_to_recordset(CAST(? AS json)) AS held (id text, token text)
                ON t.id = held.id AND t.lease_token = held.token
              WHERE t.id = ANY(?)
              ORDER BY t.channel, t.task_key
              FOR UPDATE OF t)
            UPDATE gemini_omni_task AS t SET due_at = {now+?}
            FROM held WHERE t.id = held.id AND t.lease_token = held.lease_token AND t.id = ANY(?)
            RETURNING t.id, t.lease_token
            """;

    private static final String UPDATE = """
            WITH found AS MATERIALIZED (
              SELECT * FROM json_to_recordset(CAST(? AS json)) AS found
                (id text, token text, allowed text, change text, keep boolean, release_micros bigint, finished boolean, {types})),
            locked AS MATERIALIZED (
              SELECT t.id FROM gemini_omni_task AS t JOIN found ON t.id = found.id AND t.lease_token = found.token
              WHERE t.id = ANY(?)
              ORDER BY t.channel, t.task_key
              FOR UPDATE OF t)
            UPDATE gemini_omni_task AS t
            SET %s,
              history = CASE WHEN t.state = found.state THEN t.history ELSE %s END,
              due_at = COALESCE({now+}, t.due_at),
              lease_token = CASE WHEN found.keep THEN t.lease_token END,
              lease_owner = CASE WHEN found.keep THEN t.lease_owner END,
              finished_at = CASE WHEN found.finished THEN {now} END
            FROM found JOIN locked ON locked.id = found.id
            WHERE t.id = found.id AND t.lease_token = found.token AND t.id = ANY(?)
              AND position(' ' || t.state || ' ' IN found.allowed) > 0
            RETURNING t.id, found.token AS lease_token
            """.replace(
                    "{now+}", "{now} + found.release_micros * INTERVAL '1 microsecond'")
            .replace(
                    "{types}",
                    TaskColumns.OBSERVED.stream()
                            .map(field -> TaskColumns.name(field) + " " + type(field))
                            .collect(joining(", ")))
            .formatted(
                    TaskColumns.list(TaskColumns.OBSERVED, column -> column + " = found." + column),
                    HistoryColumn.withTransition("t.state", "found.change", "t.lease_owner"));

    private static String type(TaskField field) {
        return field.type() == Integer.class ? "integer" : field.type() == Instant.class ? "timestamptz" : "text";
    }

    @Override
    public String plusMicros(String time) {
        return "(" + time + " + ? * INTERVAL '1 microsecond')";
    }

    @Override
    public String micros(String time) {
        return "CAST(EXTRACT(EPOCH FROM " + time + ") * 1000000 AS bigint)";
    }

    @Override
    public String minusMicros(String time) {
        return "(" + time + " - ? * INTERVAL '1 microsecond')";
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public boolean claimsInOneStatement() {
        return true;
    }

    @Override
    public String unlessKeyIsTaken() {
        return " ON CONFLICT DO NOTHING";
    }

    @Override
    public boolean lockSchema(Sql sql) throws SQLException {
        sql.query("SELECT pg_advisory_xact_lock(?)", row -> row, SCHEMA_LOCK);
        return true;
    }

    @Override
    public List<String> migration(int from) {
        return MIGRATIONS.get(from);
    }

    /** Replaces weaker settings of the server, the database or the role, and keeps the stronger {@code remote_apply}. */
    @Override
    public void makeLasting(Sql sql) throws SQLException {
        sql.query(MAKE_LASTING, row -> TaskColumns.requiredTime(row, "db_now")).forEach(sql::keepNow);
    }

    @Override
    public TaskRows claim(Sql sql, Claim claim, Lanes lanes, String token) throws SQLException {
        ClaimFilter filter = ClaimFilter.of(claim);
        String statement = lanes.isOne() ? CLAIM : CLAIM.replace("lane = ?", "lane = ANY(?)");
        List<@Nullable Object> values = new ArrayList<>(
                Arrays.asList(claim.channel(), lanes.isOne() ? lanes.names().get(0) : lanes.toArray()));
        values.addAll(filter.values());
        values.addAll(Arrays.asList(
                claim.limit(),
                Sql.micros(claim.lease()),
                token,
                claim.owner(),
                claim.purpose() == Claim.Purpose.EMIT ? 1 : 0));
        return TaskRows.of(sql, statement.replace(ClaimFilter.DUE, filter.condition()), values.toArray());
    }

    @Override
    public List<TaskRecord> lockOfKeys(Sql sql, String channel, List<String> keys) throws SQLException {
        return sql.query(LOCK_OF_KEYS, TaskColumns::read, keys.toArray(new String[0]), channel);
    }

    @Override
    public void lockBudgets(Sql sql, List<String> keys) throws SQLException {
        sql.query(BOUND_BUDGET_LOCKS, row -> row);
        try {
            sql.change(LOCK_BUDGETS, (Object) keys.toArray(new String[0]));
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new BudgetLockedException(
                        "for more than " + BUDGET_LOCK_SECONDS + " s, another transaction has locked the budget key "
                                + keys.stream().map(key -> "'" + key + "'").collect(joining(" or ")),
                        e);
            }
            throw e;
        }
    }

    @Override
    public Set<Lease> renew(Sql sql, Collection<Lease> leases, Duration duration) throws SQLException {
        ArrayNode held = JsonNodeFactory.instance.arrayNode();
        leases.forEach(lease -> held.addObject().put("id", lease.recordId()).put("token", lease.token()));
        String[] ids = leases.stream().map(Lease::recordId).toArray(String[]::new);
        return Set.copyOf(sql.query(RENEW, TaskColumns::lease, held.toString(), ids, Sql.micros(duration), ids));
    }

    @Override
    public Set<Lease> update(Sql sql, Collection<LeaseUpdate> updates) throws SQLException {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        updates.forEach(update -> found.add(json(update)));
        String[] ids = updates.stream().map(update -> update.lease().recordId()).toArray(String[]::new);
        return sql.query(UPDATE, TaskColumns::lease, found.toString(), ids, ids).stream()
                .collect(toSet());
    }

    private static ObjectNode json(LeaseUpdate update) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", update.lease().recordId())
                .put("token", update.lease().token())
                .put("allowed", TaskTable.statesBefore(update.task().state()))
                .put("change", TaskHistory.untilBy(update.task().state(), update.reason()))
                .put("keep", update.keepsLease())
                .put("release_micros", Sql.microsOrNull(update.releaseAfter()))
                .put("finished", update.task().state().isFinished());
        for (TaskField field : TaskColumns.OBSERVED) {
            Object value = TaskColumns.value(update.task(), field);
            if (value instanceof Integer number) {
                json.put(TaskColumns.name(field), number);
            } else {
                json.put(TaskColumns.name(field), value == null ? null : value.toString());
            }
        }
        return json;
    }
}
