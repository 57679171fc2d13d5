package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** An operator with a JMX console. */
class OperatorJmxTest extends ConsumerTestSupport {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    /** The bean of the endpoint {@code gemini-omni:adverts} without options. */
    private ObjectName bean(CamelContext node) throws Exception {
        return server.queryNames(
                        new ObjectName("org.apache.camel:context=" + node.getManagementName()
                                + ",type=endpoints,name=\"gemini-omni://adverts*\""),
                        null)
                .iterator()
                .next();
    }

    private static RouteBuilder submits() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("gemini-omni:adverts");
            }
        };
    }

    private Object call(ObjectName bean, String operation, String... arguments) throws Exception {
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        return server.invoke(bean, operation, arguments, types);
    }

    @Test
    void anOperatorSeesWhatTheChannelSpent() throws Exception {
        SampleStore.booked(fixture.tasks(), "order-1", "0.30");
        ObjectName bean = bean(fixture.node(submits()));

        assertThat((String) call(bean, "spend", ""))
                .contains("BUDGET KEY")
                .containsPattern("adverts  team        \\S+  0.3    0         EUR   1         0");
        assertThat((String) call(bean, "spend", "today")).contains("team");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> call(bean, "spend", "a while"))
                .withStackTraceContaining("must be today, month");
    }

    @Test
    void anAdoptedTaskIsBookedInTheUnitOfThePriceList() throws Exception {
        CamelContext node = fixture.prepare(submits());
        GeminiOmniComponent component = ConsumerFixture.component(node);
        component.setPriceList(
                PriceList.builder("EUR").row(PriceRow.perSecond("0.05")).build());
        component.setRefundsFailures(true);
        node.start();
        ObjectName bean = bean(node);

        assertThat((String) call(bean, "adopt", "task-1", "0.30", "EUR", "team", "omni-10s"))
                .contains("Booked with 0.30 EUR under the budget key 'team'.", "adopted:task-1");
        assertThat((String) call(bean, "adopt", "task-2")).contains("Booked without a price, in EUR");

        assertThat((String) call(bean, "spend", "today"))
                .containsPattern("adverts  team        omni-10s +0.3    0         EUR   1         0")
                .containsPattern("adverts  adverts     unknown +0      0         EUR   1         1");
        for (String[] given : new String[][] {
            {"task-3", "0.30", "USD", "", "", "the price list has 'EUR'"},
            {"task-3", "0.30", "", "", "", "there is no unit"},
            {"task-3", "", "EUR", "", "", "there is no amount"},
            {"task-3", "a lot", "EUR", "", "", "must be a number"}
        }) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> call(bean, "adopt", Arrays.copyOf(given, 5)))
                    .withStackTraceContaining(given[5])
                    .withStackTraceContaining("Nothing was adopted or booked");
        }
        assertThat(fixture.tasks().findTask("adverts", "task-3")).isEmpty();
    }

    @Test
    void anOperatorSeesAndResolvesTasks() throws Exception {
        SampleStore.fill(fixture.tasks());
        ObjectName bean = bean(fixture.node(submits()));

        assertThat(server.getAttribute(bean, "TaskCounts"))
                .isEqualTo(Map.of("PARKED", 1L, "UNKNOWN", 1L, "WAITING", 1L));
        assertThat(server.getAttribute(bean, "UnknownTasks")).isEqualTo(1L);
        assertThat(server.getAttribute(bean, "ParkedTasks")).isEqualTo(1L);
        assertThat((String) call(bean, "listUnknown")).contains("order-17").doesNotContain("order-18", "SECRET");
        assertThat((String) call(bean, "listParked"))
                .contains("order-18", "task-18")
                .doesNotContain("order-17");

        assertThat(call(bean, "unpark", "task-x, task-18")).isEqualTo(1);
        assertThat(call(bean, "unpark", "*")).isEqualTo(0);
        assertThat((String) call(bean, "resolveAsTask", "order-17", "task-17")).contains("WAITING");
        assertThat((String) call(bean, "adopt", "task-99")).contains("adopted:task-99");

        for (String key : new String[] {"order-17", "order-18", "adopted:task-99"}) {
            assertThat((String) call(bean, "history", key)).endsWith("operator, JMX");
        }
        assertThat(state("order-18")).isEqualTo(TaskState.COMPLETED);
        assertThat(state("order-17")).isEqualTo(TaskState.WAITING);
        VideoTask adopted = fixture.tasks().find("adverts", "adopted:task-99").orElseThrow();
        assertThat(adopted.baseUrl()).isEqualTo(gateway.baseUrl());
        assertThat(server.getAttribute(bean, "UnknownTasks")).isEqualTo(0L);
    }

    @Test
    void theUserOfTheConnectionIsInTheHistory() throws Exception {
        SampleStore.fill(fixture.tasks());
        ObjectName bean = bean(fixture.node(submits()));
        JMXAuthenticator authenticator =
                user -> new Subject(true, Set.of(new JMXPrincipal((String) user)), Set.of(), Set.of());
        JMXConnectorServer remote = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0),
                Map.of(JMXConnectorServer.AUTHENTICATOR, authenticator),
                server);
        remote.start();
        try (JMXConnector ann =
                JMXConnectorFactory.connect(remote.getAddress(), Map.of(JMXConnector.CREDENTIALS, "ann"))) {
            ann.getMBeanServerConnection()
                    .invoke(bean, "resolveAsNotSubmitted", new Object[] {"order-17"}, new String[] {
                        String.class.getName()
                    });
        } finally {
            remote.stop();
        }

        assertThat((String) call(bean, "history", "order-17")).endsWith("operator ann, JMX");
    }

    @Test
    void whatIsRiskedWithARequestThatWasNeverMadeIsSaidWhereItIsOffered() throws Exception {
        SampleStore.fill(fixture.tasks());
        ObjectName bean = bean(fixture.node(submits()));

        String description = Arrays.stream(server.getMBeanInfo(bean).getOperations())
                .filter(operation -> operation.getName().equals("resolveAsNotSubmitted"))
                .map(MBeanOperationInfo::getDescription)
                .findFirst()
                .orElseThrow();
        assertThat(description).contains("submitTimeout", "second task is paid for");

        assertThat((String) call(bean, "resolveAsNotSubmitted", "order-17")).contains("NOT_ACCEPTED");
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> call(bean, "resolveAsNotSubmitted", "order-17"))
                .withStackTraceContaining("is not UNKNOWN");
    }

    @Test
    void anOperatorSeesAndMovesTasksOfABaseUrlThatNobodyAsks() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SampleStore.fill(new JdbcVideoTaskRepository(database, () -> "DATEADD(HOUR, -1, CURRENT_TIMESTAMP)"));
        fixture = new ConsumerFixture(gateway.baseUrl(), Clock.systemUTC(), new JdbcVideoTaskRepository(database));
        ObjectName bean = bean(fixture.node(submits()));

        assertThat(server.getAttribute(bean, "UnpolledTasks")).isEqualTo(1L);
        assertThat((String) call(bean, "listUnpolled"))
                .startsWith(SampleStore.BASE_URL + ": 1 tasks, the first video may be gone after ");
        assertThat(call(bean, "moveTasks", SampleStore.BASE_URL + "/", gateway.baseUrl() + "/"))
                .isEqualTo(3);

        assertThat(fixture.tasks().find("adverts", "order-19").orElseThrow().baseUrl())
                .isEqualTo(gateway.baseUrl());
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> call(bean, "moveTasks", "http://h", "HTTP://H:80/"))
                .withStackTraceContaining("Both base URLs are http://h");
    }

    private TaskState state(String key) {
        return fixture.tasks().find("adverts", key).orElseThrow().state();
    }

    @Test
    void anAcknowledgementWhoseLeaseWasLostIsCounted() throws Exception {
        CountDownLatch emitted = new CountDownLatch(1);
        CountDownLatch mayGo = new CountDownLatch(1);
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts").process(exchange -> {
                    emitted.countDown();
                    mayGo.await(1, TimeUnit.MINUTES);
                });
            }
        });
        ConsumerFixture.component(node).setLeaseDuration(300);
        node.start();
        ObjectName bean = bean(node);
        VideoTask task = ConsumerFixture.create(node, "adverts");
        assertThat(emitted.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(server.getAttribute(bean, "LeasesHeld")).isEqualTo(1);
        assertThat(server.getAttribute(bean, "LostAcknowledgements")).isEqualTo(0L);

        ConsumerFixture.leases(node).close();
        await().until(() -> !fixture.tasks()
                .claim(Claim.toEmit("adverts", 1, "another node", Duration.ofSeconds(60)))
                .isEmpty());
        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            mayGo.countDown();
            await().untilAsserted(() -> assertThat(server.getAttribute(bean, "LostAcknowledgements"))
                    .isEqualTo(1L));
            logged = logs.text();
        }

        assertThat(logged)
                .contains(task.taskId())
                .contains("was lost while it was being delivered: another consumer emits it, too");
        assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
    }
}
