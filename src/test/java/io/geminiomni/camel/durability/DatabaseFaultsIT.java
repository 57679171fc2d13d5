package io.geminiomni.camel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.emulator.EmulatedTask;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.ReceivedRequest;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import io.geminiomni.camel.task.jdbc.WatchedDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database is refused, killed, slow or full. No create is sent whose intent is not stored, and when the database is back
 * every paid video is emitted, or its key is visible as unknown.
 */
class DatabaseFaultsIT {
    private static final String CHANNEL = Victim.CHANNEL;

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    private final List<String> emitted = new CopyOnWriteArrayList<>();
    private final AtomicInteger slowCalls = new AtomicInteger();
    private final List<String> sentWithoutIntent = new CopyOnWriteArrayList<>();
    private DefaultCamelContext context;
    private JdbcConnectionPool direct;
    private VideoTaskRepository tasks;
    private TcpProxy network;
    private WatchedDataSource watched;

    @BeforeEach
    void start() throws Exception {
        PGConnectionPoolDataSource database = Postgres.newDatabase();
        direct = JdbcConnectionPool.create(database);
        tasks = new JdbcVideoTaskRepository(direct);
        network = new TcpProxy(database.getPortNumbers()[0]);
        PGSimpleDataSource overNetwork = new PGSimpleDataSource();
        overNetwork.setServerNames(new String[] {"127.0.0.1"});
        overNetwork.setPortNumbers(new int[] {network.port()});
        overNetwork.setDatabaseName(database.getDatabaseName());
        overNetwork.setUser("postgres");
        watched = new WatchedDataSource(overNetwork);
        emulator().onCreate(this::intentIsStored);

        context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setDataSource(watched);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        component.setLeaseDuration(1000);
        component.setConnectTimeout(200);
        component.setRequestTimeout(1000);
        component.setSubmitTimeout(8000);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to("gemini-omni:" + CHANNEL);
                from("gemini-omni:" + CHANNEL + "?initialDelay=0&delay=200")
                        .routeId("videos")
                        .process(exchange -> emitted.add(
                                exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class)));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        network.comeUp();
        network.delay(0);
        context.stop();
        network.close();
        direct.dispose();
    }

    /** Looks into the database past all faults. */
    private Fault intentIsStored(ReceivedRequest request) {
        String hash = request.header("Idempotency-Key");
        boolean stored = tasks.counts(CHANNEL).getOrDefault(TaskState.SUBMITTING, 0L) > 0 && isSubmitting(hash);
        if (!stored) {
            sentWithoutIntent.add(hash);
        }
        return Fault.none();
    }

    private boolean isSubmitting(String hash) {
        for (int order = 1; order <= 20; order++) {
            String key = "order-" + order;
            if (new SubmissionKey(CHANNEL, key).hash().equals(hash)) {
                return tasks.find(CHANNEL, key)
                        .filter(task -> task.state() == TaskState.SUBMITTING)
                        .isPresent();
            }
        }
        return false;
    }

    @Test
    void whileItIsRefusedNothingIsSentAndAfterwardsEverythingGoesOn() throws Exception {
        context.getRouteController().suspendRoute("videos");
        assertThat(create(1).getException()).isNull();

        network.goDown();
        assertThat(create(2).getException()).isInstanceOf(TaskStoreException.class);
        context.getRouteController().resumeRoute("videos");
        assertThat(create(3).getException()).isInstanceOf(TaskStoreException.class);
        assertThat(emulator().creates()).isEqualTo(1);

        network.comeUp();
        assertThat(create(2).getException()).isNull();
        assertThat(create(3).getException()).isNull();
        assertNothingLostOrRepeated(3);
    }

    @Test
    void anOutcomeIsRecordedWhenItComesBackSoonEnough() throws Exception {
        emulator().onCreate(request -> {
            network.goDown();
            return intentIsStored(request);
        });
        Thread back = new Thread(() -> {
            await().until(() -> emulator().accepted() == 1);
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            network.comeUp();
        });
        back.start();

        assertThat(create(1).getException()).isNull();

        back.join();
        assertNothingLostOrRepeated(1);
    }

    @Test
    void anOutcomeThatCannotBeRecordedIsNamedAndRecordedByItselfWhenTheDatabaseIsBack() throws Exception {
        emulator().onCreate(request -> {
            network.goDown();
            return intentIsStored(request);
        });

        Exchange created = create(1);

        EmulatedTask paid = emulator().tasks().iterator().next();
        assertThat(created.getException())
                .isInstanceOfSatisfying(
                        SubmissionOutcomeUnknownException.class,
                        failure -> assertThat(failure.taskId()).isEqualTo(paid.id()));
        network.comeUp();
        await().until(() -> emitted.contains(paid.id()));
        assertThat(tasks.unknown(CHANNEL)).isEmpty();
        assertThat(create(1).getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(1);
        assertNothingLostOrRepeated(1);
    }

    /** Each of the first calls of six submissions, and of the emission of their videos, meets with a killed connection. */
    @ParameterizedTest
    @ValueSource(strings = {"statement", "commit", "close"})
    void connectionsThatAreKilledBeforeACallLoseAndRepeatNothing(String fatal) throws Exception {
        killAtCall(fatal, connection -> {});
    }

    @Test
    void connectionsThatAreKilledBehindTheirCommitLoseAndRepeatNothing() throws Exception {
        killAtCall("commit", Connection::commit);
    }

    private interface Deed {
        void on(Connection connection) throws SQLException;
    }

    private void killAtCall(String fatal, Deed first) throws Exception {
        for (int order = 1; order <= 6; order++) {
            AtomicInteger until = new AtomicInteger(order);
            watched.watch((call, connection) -> {
                if (call.equals(fatal) && until.decrementAndGet() == 0) {
                    first.on(connection);
                    kill(connection);
                }
            });
            for (int attempt = 1; attempt <= 3; attempt++) {
                create(order);
            }
        }
        watched.watch((call, connection) -> {});

        assertThat(emulator().accepted()).isPositive();
        assertNothingLostOrRepeated(6);
    }

    @Test
    void aSlowOneDelaysAndLosesAndRepeatsNothing() throws Exception {
        network.delay(20);
        for (int order = 1; order <= 3; order++) {
            assertThat(create(order).getException()).isNull();
        }
        assertNothingLostOrRepeated(3);
    }

    @Test
    void onASlowOneThatTakesTooLongToStoreTheIntentNothingIsSent() throws Exception {
        // Only what stores the intent: housekeeping and the renewal of leases close connections, too.
        AtomicReference<Thread> storing = new AtomicReference<>();
        watched.onPrepare(sql -> {
            if (sql.contains("INSERT INTO gemini_omni_task")) {
                storing.set(Thread.currentThread());
            }
        });
        watched.watch((call, connection) -> {
            if (Thread.currentThread() == storing.get() && call.equals("close") && slowCalls.getAndDecrement() > 0) {
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            }
        });
        context.getRouteController().stopRoute("videos");
        slowCalls.set(1);

        assertThat(create(1).getException()).hasMessageContaining("delayed").hasMessageContaining("not sent");
        assertThat(emulator().creates()).isZero();
        assertThat(create(1).getException()).isNull();
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @Test
    void aFullOneTakesNoIntentAndLosesNothingThatItHolds() throws Exception {
        context.getRouteController().suspendRoute("videos");
        assertThat(create(1).getException()).isNull();

        sql("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
                + " END $$");
        sql("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON gemini_omni_task"
                + " FOR EACH ROW EXECUTE FUNCTION full_disk()");
        AtomicInteger statements = new AtomicInteger();
        watched.watch((call, connection) -> statements.incrementAndGet());
        context.getRouteController().resumeRoute("videos");
        await().until(() -> statements.get() > 20);
        assertThat(emitted).isEmpty();
        assertThat(create(2).getException())
                .isInstanceOf(TaskStoreException.class)
                .hasStackTraceContaining("No space left");
        assertThat(emulator().creates()).isEqualTo(1);

        sql("DROP TRIGGER full_disk ON gemini_omni_task");
        assertThat(create(2).getException()).isNull();
        assertNothingLostOrRepeated(2);
    }

    private Exchange create(int order) {
        return context.createProducerTemplate().request("direct:create", exchange -> {
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-" + order);
            exchange.getIn().setBody("a cat");
        });
    }

    /** Every task that was paid for is emitted or is that of a key that shows as unknown, and no key was paid for twice. */
    private void assertNothingLostOrRepeated(int orders) {
        assertThat(sentWithoutIntent).isEmpty();
        for (int order = 1; order <= orders; order++) {
            assertThat(emulator().accepted(new SubmissionKey(CHANNEL, "order-" + order).hash()))
                    .as("order %s", order)
                    .isLessThanOrEqualTo(1);
        }
        await().untilAsserted(() -> {
            assertThat(tasks.counts(CHANNEL)).doesNotContainKeys(TaskState.SUBMITTING, TaskState.WAITING);
            List<String> unknown =
                    tasks.unknown(CHANNEL).stream().map(VideoTask::key).toList();
            for (EmulatedTask task : emulator().tasks()) {
                String hash = task.create().header("Idempotency-Key");
                assertThat(emitted.contains(task.id())
                                || unknown.stream()
                                        .anyMatch(key -> new SubmissionKey(CHANNEL, key)
                                                .hash()
                                                .equals(hash)))
                        .as("task %s", task.id())
                        .isTrue();
            }
        });
    }

    private void kill(Connection connection) throws SQLException {
        int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        try (Connection admin = direct.getConnection();
                PreparedStatement statement = admin.prepareStatement("SELECT pg_terminate_backend(?)")) {
            statement.setInt(1, pid);
            statement.execute();
        }
    }

    private void sql(String text) throws SQLException {
        try (Connection admin = direct.getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute(text);
        }
    }

    private GatewayEmulator emulator() {
        return gateway.emulator();
    }
}
