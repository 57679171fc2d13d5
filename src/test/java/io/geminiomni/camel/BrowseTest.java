package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.BrowsableEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Camel's tools see of an endpoint's tasks, without taking them. */
class BrowseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(CLOCK);
    private final ConsumerFixture fixture = new ConsumerFixture("http://127.0.0.1:1", CLOCK, tasks);

    @AfterEach
    void stop() {
        fixture.close();
    }

    private BrowsableEndpoint endpoint(String options) throws Exception {
        return node(options).getEndpoint("gemini-omni:adverts" + options, BrowsableEndpoint.class);
    }

    private CamelContext node(String options) throws Exception {
        return fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("gemini-omni:adverts" + options);
            }
        });
    }

    private void fill() {
        SampleStore.unknown(tasks, "a");
        SampleStore.parked(tasks, "b", "task-b", NOW.plus(Duration.ofHours(60)));
        SampleStore.failing(tasks, "c", "task-c", NOW.plus(Duration.ofHours(30)), 3);
        SampleStore.waiting(tasks, "d", "task-d");
        SampleStore.waiting(tasks, "e", "task-e");
    }

    private static List<String> ids(List<Exchange> exchanges) {
        return exchanges.stream()
                .map(exchange -> exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class))
                .toList();
    }

    @Test
    void itShowsWaitingFinishedAndParkedTasks() throws Exception {
        fill();
        List<Exchange> exchanges = endpoint("").getExchanges();

        assertThat(ids(exchanges)).containsExactlyInAnyOrder("task-b", "task-c", "task-d", "task-e");
        assertThat(exchanges)
                .extracting(exchange -> exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATE))
                .containsExactly("WAITING", "WAITING", "COMPLETED", "PARKED");
        Exchange parked = exchanges.get(3);
        assertThat(parked.getMessage().getBody()).isInstanceOf(VideoTask.class);
        assertThat(parked.getMessage().getBody(String.class)).isEqualTo("task-b");
        assertThat(parked.getMessage().getHeader(Exchange.MESSAGE_TIMESTAMP)).isEqualTo(NOW.toEpochMilli());
        assertThat(parked.getMessage().getHeaders())
                .containsEntry(GeminiOmniConstants.HEADER_TASK_KEY, "b")
                .doesNotContainKey(GeminiOmniConstants.HEADER_VIDEO_URL);
    }

    @Test
    void whatIsBrowsedIsStillThereForAConsumer() throws Exception {
        fill();
        BrowsableEndpoint endpoint = endpoint("");
        endpoint.getExchanges();

        assertThat(tasks.claim(Claim.toEmit("adverts", 10, "me", Duration.ofMinutes(1))))
                .extracting(leased -> leased.task().key() + " " + leased.task().attempts())
                .as("claimed for the first time")
                .containsExactly("c 4");
        assertThat(ids(endpoint.getExchanges())).as("while it is leased").contains("task-c");
    }

    @Test
    void limitsAndFiltersHold() throws Exception {
        fill();
        BrowsableEndpoint endpoint = endpoint("?browseLimit=3");

        assertThat(endpoint.getExchanges()).hasSize(3);
        assertThat(endpoint.getExchanges(2, null)).hasSize(2);
        assertThat(endpoint.getExchanges(10, null)).hasSize(4);
        endpoint.setBrowseLimit(0);
        assertThat(endpoint.getExchanges()).hasSize(4);
        assertThat(ids(endpoint.getExchanges(
                        1,
                        exchange -> ((Exchange) exchange)
                                .getMessage()
                                .getHeader(GeminiOmniConstants.HEADER_STATE)
                                .equals(TaskState.PARKED.name()))))
                .containsExactly("task-b");
    }

    @Test
    void theStatusIsCounted() throws Exception {
        BrowsableEndpoint endpoint = endpoint("");
        assertThat(endpoint.getBrowseStatus(0)).isEqualTo(new BrowsableEndpoint.BrowseStatus(0, 0, 0));

        fill();
        assertThat(endpoint.getBrowseStatus(0)).isEqualTo(new BrowsableEndpoint.BrowseStatus(4, NOW.toEpochMilli(), 0));
        assertThat(endpoint.getBrowseStatus(3).size()).isEqualTo(3);
    }

    @Test
    void anEndpointThatIsNotStartedShowsNothing() throws Exception {
        fill();
        BrowsableEndpoint endpoint = endpoint("");
        endpoint.stop();

        assertThat(endpoint.getExchanges()).isEmpty();
        assertThat(endpoint.getBrowseStatus(0).size()).isZero();
    }

    @Test
    void itsMBeanCanBeBrowsedAndHasTheOperationsOfOperatorsToo() throws Exception {
        fill();
        CamelContext node = node("");
        MBeanServer server = node.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName name = server.queryNames(
                        new ObjectName("org.apache.camel:context=" + node.getName()
                                + ",type=endpoints,name=\"gemini-omni://adverts\""),
                        null)
                .iterator()
                .next();

        assertThat(((Number) server.invoke(name, "queueSize", null, null)).intValue())
                .isEqualTo(4);
        assertThat((String)
                        server.invoke(name, "browseExchange", new Object[] {0}, new String[] {Integer.class.getName()}))
                .contains("Exchange");
        assertThat((String) server.invoke(name, "listParked", null, null)).contains("task-b");
    }
}
