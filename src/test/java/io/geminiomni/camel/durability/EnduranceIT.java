package io.geminiomni.camel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.EmulatedTask;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.simulation.checker.Checker;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Moment;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three nodes on one PostgreSQL, and with {@code -Pendurance} thousands of tasks. Each build runs one of these tests with small numbers.
 */
class EnduranceIT {
    private static final String LONG = "endurance";
    private static final boolean IS_LONG = Boolean.getBoolean(LONG);
    private static final int NODES = 3;
    private static final int TASKS = Integer.getInteger("endurance.tasks", IS_LONG ? 2000 : 60);
    private static final int KILLS = Integer.getInteger("endurance.kills", IS_LONG ? 12 : 1);
    private static final int NETWORK_FAULTS = Integer.getInteger("endurance.networkFaults", IS_LONG ? 40 : 4);
    private static final long LEASE = 2000;
    /** The default of {@code maxDeliveryAttempts}. */
    private static final int MOST_ATTEMPTS = 36;

    private static final String NODE = "a node";

    private final List<Program> started = new ArrayList<>();
    private GatewayEmulator gateway;
    private String url;
    private JdbcConnectionPool pool;
    private VideoTaskRepository tasks;
    private TcpProxy[] networks;

    /** A fault of the network between a node and the database. */
    private enum NetworkFault {
        BROKEN_CONNECTIONS,
        AWAY,
        SLOW,
        LOST_ANSWER_TO_COMMIT,
        SILENT_CONNECTIONS;

        /** How long it lasts, in milliseconds. */
        private long begin(TcpProxy network, Random random) {
            switch (this) {
                case BROKEN_CONNECTIONS -> network.breakConnections();
                case AWAY -> network.goDown();
                case SLOW -> network.delay(20 + random.nextInt(300));
                case SILENT_CONNECTIONS -> network.silence();
                case LOST_ANSWER_TO_COMMIT -> network.loseAnswerToCommit();
            }
            return this == AWAY || this == SLOW ? 500 + random.nextInt(4000) : 0;
        }

        private static void end(TcpProxy network) {
            network.comeUp();
            network.delay(0);
        }
    }

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayEmulator.builder()
                .withoutPromptInPicture()
                .timeline(Timeline.immediate().queued(1).processing(1))
                .start();
        url = Postgres.newDatabaseUrl();
        pool = Postgres.pool(url);
        tasks = new JdbcVideoTaskRepository(pool);
        networks = new TcpProxy[NODES];
        for (int node = 0; node < NODES; node++) {
            networks[node] =
                    new TcpProxy(URI.create(url.substring("jdbc:".length())).getPort());
        }
    }

    @AfterEach
    void stop() throws Exception {
        started.forEach(Program::close);
        for (TcpProxy network : networks) {
            network.close();
        }
        pool.dispose();
        gateway.close();
    }

    @Test
    @Tag(LONG)
    void withoutAKillNoTaskOfThreeNodesIsEmittedTwice() throws Exception {
        long began = System.nanoTime();
        for (int node = 0; node < NODES; node++) {
            startNode(node);
        }
        awaitAllDelivered();

        Map<String, Long> emissions = emissions();
        assertThat(gateway.accepted()).isEqualTo(TASKS);
        assertThat(emissions).hasSize(TASKS);
        assertThat(emissions.values()).containsOnly(1L);
        assertThat(Checker.judgeFromOutside(history(), MOST_ATTEMPTS)).isEmpty();
        figures("no kill", began, 0, emissions);
    }

    @Test
    @Tag(LONG)
    void ofThreeNodesOfWhichTwoAreKilledAtRandomNoTaskIsLost() throws Exception {
        long began = System.nanoTime();
        long seed = seed();
        Random random = new Random(seed);
        Program[] nodes = startNodes();
        for (int kill = 0; kill < KILLS; kill++) {
            pause(2000 + random.nextInt(3000));
            killAndRestart(nodes, random);
        }
        awaitAllDelivered();

        assertNothingIsLost(seed);
        figures("killed at random, seed " + seed, began, KILLS, emissions());
    }

    /** Each node has a network of its own to the database. The networks fail one after another, in five ways, and nodes are killed meanwhile. */
    @Test
    @Tag("network")
    void ofThreeNodesWithANetworkToTheDatabaseThatFailsAndKillsAtRandomNoTaskIsLost() throws Exception {
        long began = System.nanoTime();
        long seed = seed();
        Random random = new Random(seed);
        Program[] nodes = startNodes();
        Map<NetworkFault, Integer> faults = new EnumMap<>(NetworkFault.class);
        for (int fault = 0; fault < NETWORK_FAULTS; fault++) {
            pause(random.nextInt(1500));
            NetworkFault kind = NetworkFault.values()[fault % NetworkFault.values().length];
            TcpProxy network = networks[random.nextInt(NODES)];
            pause(kind.begin(network, random));
            NetworkFault.end(network);
            faults.merge(kind, 1, Integer::sum);
            if ((long) fault * KILLS / NETWORK_FAULTS != (fault + 1L) * KILLS / NETWORK_FAULTS) {
                killAndRestart(nodes, random);
            }
        }
        awaitAllDelivered();

        assertNothingIsLost(seed);
        figures("network to the database " + faults + ", seed " + seed, began, KILLS, emissions());
    }

    private static long seed() {
        return Long.getLong("endurance.seed", System.nanoTime());
    }

    private static void pause(long millis) {
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
    }

    private Program[] startNodes() throws Exception {
        Program[] nodes = new Program[NODES];
        for (int node = 0; node < NODES; node++) {
            nodes[node] = startNode(node);
        }
        return nodes;
    }

    private void killAndRestart(Program[] nodes, Random random) throws Exception {
        int node = 1 + random.nextInt(NODES - 1);
        nodes[node].kill();
        nodes[node].awaitEnd();
        nodes[node] = startNode(node);
    }

    private void assertNothingIsLost(long seed) {
        Map<String, Long> emissions = emissions();
        Set<String> unknown = tasks.unknown(Victim.CHANNEL).stream()
                .map(task -> hash(task.key()))
                .collect(Collectors.toSet());
        Set<String> keys = gateway.tasks().stream().map(EnduranceIT::key).collect(Collectors.toSet());
        assertThat(keys).as("seed %s: keys that were paid for", seed).hasSize(gateway.accepted());
        assertThat(gateway.tasks())
                .as("seed %s", seed)
                .allMatch(task -> emissions.containsKey(task.id()) || unknown.contains(key(task)));
        assertThat(Checker.judgeFromOutside(history(), MOST_ATTEMPTS))
                .as("seed %s", seed)
                .isEmpty();
    }

    @Test
    @Tag(LONG)
    void aNodeThatIsStoppedForTwiceItsLeaseOverwritesNothing() throws Exception {
        Program stopped = program(0, 0, 1, 1000);
        stopped.awaitSaid(Worker.SAYS + "emitted ");
        stopped.pause();
        Program other = program(1, 1, 0, 0);
        await().pollDelay(Duration.ofMillis(2 * LEASE))
                .until(() -> tasks.counts().keySet().equals(Set.of(TaskState.DELIVERED)));
        VideoTask delivered = tasks.find(Victim.CHANNEL, "order-0").orElseThrow();

        stopped.resume();

        await().until(() -> stopped.lines().stream().anyMatch(line -> line.contains("lost")));
        assertThat(tasks.find(Victim.CHANNEL, "order-0").orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(delivered);
        assertThat(delivered.attempts()).isEqualTo(2);
        assertThat(other.said(Worker.SAYS + "emitted ")).containsExactly(delivered.taskId());
        assertThat(gateway.accepted()).isEqualTo(1);
    }

    /** Starts a node, and again if the network fails while it starts, which ends it. */
    private Program startNode(int node) throws Exception {
        int share = TASKS / NODES;
        int first = node * share;
        Program program;
        do {
            program = program(node, first, node == NODES - 1 ? TASKS - first : share, 5);
        } while (!hasStarted(program));
        return program;
    }

    private static boolean hasStarted(Program program) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !program.said(Worker.SAYS + "started").isEmpty() || !program.isAlive());
        return program.isAlive();
    }

    private Program program(int node, int first, int orders, int perVideo) throws Exception {
        Program program = Program.start(
                Worker.class,
                url.replaceFirst(":\\d+/", ":" + networks[node].port() + "/"),
                gateway.baseUrl(),
                Integer.toString(first),
                Integer.toString(orders),
                Integer.toString(perVideo),
                Long.toString(LEASE));
        started.add(program);
        return program;
    }

    /** All orders are on record, and none is on its way any more. */
    private void awaitAllDelivered() {
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Map<TaskState, Long> counts = tasks.counts(Victim.CHANNEL);
                    assertThat(counts.keySet()).isSubsetOf(TaskState.DELIVERED, TaskState.UNKNOWN);
                    assertThat(counts.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(TASKS);
                });
    }

    private Map<String, Long> emissions() {
        Map<String, Long> emissions = new HashMap<>();
        for (Program node : started) {
            node.said(Worker.SAYS + "emitted ").forEach(id -> emissions.merge(id, 1L, Long::sum));
        }
        return emissions;
    }

    /** What was submitted, what the gateway and the routes saw, and the records at the end, for the checker of simulations. */
    private List<Moment> history() {
        List<Event> events = new ArrayList<>();
        for (int order = 0; order < TASKS; order++) {
            events.add(
                    new Event.Became(hash("order-" + order), null, TaskState.SUBMITTING.name(), Duration.ZERO, false));
        }
        long call = 0;
        for (EmulatedTask task : gateway.tasks()) {
            call++;
            events.add(new Event.CreateReceived(NODE, key(task), call));
            events.add(new Event.Charged(call, key(task), task.id()));
        }
        for (Program node : started) {
            node.said(Worker.SAYS + "took ").forEach(id -> events.add(new Event.RouteCompleted(NODE, id)));
        }
        for (TaskState state : TaskState.values()) {
            tasks.inState(Victim.CHANNEL, state, Integer.MAX_VALUE)
                    .forEach(task -> events.add(new Event.Final(hash(task.key()), task.taskId(), state.name())));
        }
        return events.stream().map(event -> new Moment(Duration.ZERO, event)).toList();
    }

    private static String hash(String key) {
        return new SubmissionKey(Victim.CHANNEL, key).hash();
    }

    private void figures(String run, long began, int kills, Map<String, Long> emissions) {
        System.out.printf(
                "endurance, %s: %d tasks, %d kills, %d accepted, %d emitted, %d of them more than once, %d unknown, %d s%n",
                run,
                TASKS,
                kills,
                gateway.accepted(),
                emissions.size(),
                emissions.values().stream().filter(times -> times > 1).count(),
                tasks.unknown(Victim.CHANNEL).size(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    private static String key(EmulatedTask task) {
        return String.valueOf(task.create().header("Idempotency-Key"));
    }
}
