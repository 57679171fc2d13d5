package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a health endpoint shows of the channels of a context. */
class ChannelHealthCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(CLOCK);
    private final ConsumerFixture fixture = new ConsumerFixture("http://127.0.0.1:1", CLOCK, tasks);

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** A context that submits to the channel, and has no consumer. */
    private CamelContext submitter() throws Exception {
        return fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("gemini-omni:adverts");
            }
        });
    }

    private static HealthCheck.Result health(CamelContext node) {
        return find(node).orElseThrow();
    }

    private static Optional<HealthCheck.Result> find(CamelContext node) {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invokeReadiness(node, "full");
        return results.stream()
                .filter(result -> result.getCheck().getId().equals("gemini-omni:adverts"))
                .findFirst();
    }

    @Test
    void aChannelWithNothingToDoIsUp() throws Exception {
        HealthCheck.Result health = health(submitter());

        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getMessage()).isEmpty();
        assertThat(health.getDetails())
                .containsEntry("channel", "adverts")
                .containsEntry("tasks.unknown", 0L)
                .containsEntry("tasks.parked", 0L);
    }

    @Test
    void whatNeedsAPersonIsCountedAndKeepsTheChannelUp() throws Exception {
        SampleStore.unknown(tasks, "a");
        SampleStore.parked(tasks, "b", "task-b", NOW.plus(Duration.ofHours(60)));
        SampleStore.failing(tasks, "c", "task-c", NOW.plus(Duration.ofHours(30)), 3);
        SampleStore.failing(tasks, "d", "task-d", NOW.plus(Duration.ofHours(1)), 2);

        HealthCheck.Result health = health(submitter());

        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getDetails())
                .containsEntry("tasks.unknown", 1L)
                .containsEntry("tasks.parked", 1L)
                .containsEntry("tasks.completed", 2L)
                .containsEntry("videos.failing", 1L)
                .containsEntry("videos.firstExpires", "2026-03-02T18:00:00Z");
        assertThat(health.getMessage().orElseThrow())
                .startsWith("Channel adverts: requests of unknown outcome")
                .contains("parked tasks: 1", "not acknowledged: 1")
                .doesNotContain("WARNING");
    }

    @Test
    void beforeAParkedOrFailingVideoIsDroppedThereIsAWarning() throws Exception {
        SampleStore.parked(tasks, "a", "task-a", NOW.plus(Duration.ofHours(23)));
        SampleStore.parked(tasks, "b", "task-b", NOW.minus(Duration.ofHours(1)));

        HealthCheck.Result health = health(submitter());

        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getMessage().orElseThrow())
                .contains("WARNING: less than a day is left", "2026-03-02T11:00:00Z", "dropped: 1");
        assertThat(health.getDetails()).containsEntry("videos.expired", 1L);
    }

    @Test
    void tasksThatNobodyAsksForAreCountedWithTheTimeAtWhichTheirVideosMayBeGone() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SampleStore.fill(at(database, NOW.minus(Duration.ofHours(1))));
        CamelContext node = submitter();
        node.getRegistry().bind("store", at(database, NOW));
        node.getEndpoint("gemini-omni:adverts?taskRepository=#store");

        HealthCheck.Result health = health(node);

        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getDetails()).containsEntry("tasks.unpolled", 1L);
        assertThat(health.getMessage().orElseThrow())
                .contains("tasks that no consumer polls", SampleStore.BASE_URL + " where they were made: 1")
                .contains("may be gone after 2026-03-04T11:00:00Z");
    }

    private static VideoTaskRepository at(JdbcDataSource database, Instant now) {
        return new JdbcVideoTaskRepository(database, () -> "TIMESTAMP WITH TIME ZONE '" + now + "'");
    }

    @Test
    void aChannelIsWatchedOnceAndForAsLongAsAnEndpointOfItIsStarted() throws Exception {
        CamelContext node = submitter();
        GeminiOmniEndpoint other = node.getEndpoint("gemini-omni:adverts?prompt=x", GeminiOmniEndpoint.class);
        SampleStore.unknown(tasks, "a");
        assertThat(health(node).getDetails()).containsEntry("tasks.unknown", 1L);

        node.getEndpoint("gemini-omni:adverts").stop();
        assertThat(find(node)).isPresent();
        other.stop();

        assertThat(find(node)).isEmpty();
    }

    @Test
    void endpointsWithOtherRepositoriesAreAddedUp() throws Exception {
        CamelContext node = submitter();
        InMemoryVideoTaskRepository others = new InMemoryVideoTaskRepository(CLOCK);
        node.getRegistry().bind("others", others);
        node.getEndpoint("gemini-omni:adverts?taskRepository=#others");
        SampleStore.unknown(tasks, "a");
        SampleStore.unknown(others, "a");
        SampleStore.parked(others, "b", "task-b", NOW.plus(Duration.ofDays(2)));

        assertThat(health(node).getDetails())
                .containsEntry("tasks.unknown", 2L)
                .containsEntry("tasks.parked", 1L)
                .containsEntry("videos.firstExpires", "2026-03-03T12:00:00Z");
        assertThat(others.undelivered("adverts", 1)).isEqualTo(new Undelivered(0, 1, 0, NOW.plus(Duration.ofDays(2))));
    }

    @Test
    void twoComponentsWithAChannelOfOneNameHaveACheckEach() throws Exception {
        CamelContext node = submitter();
        GeminiOmniComponent second = new GeminiOmniComponent();
        second.setApiKey("sk-test");
        second.setTaskRepository(new InMemoryVideoTaskRepository(CLOCK));
        node.addComponent("second", second);
        node.getEndpoint("second:adverts");

        assertThat(HealthCheckRegistry.get(node).getCheck("gemini-omni:adverts"))
                .isPresent();
        assertThat(HealthCheckRegistry.get(node).getCheck("second:adverts")).isPresent();
    }

    @Test
    void theChecksOfTheComponentCanBeSwitchedOff() throws Exception {
        CamelContext node = fixture.prepare();
        ConsumerFixture.component(node).setHealthCheckConsumerEnabled(false);
        node.start();
        node.getEndpoint("gemini-omni:adverts");

        assertThat(HealthCheckRegistry.get(node).getCheck("gemini-omni:adverts"))
                .hasValueSatisfying(check -> assertThat(check.isEnabled()).isFalse());
    }
}
