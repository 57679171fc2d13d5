package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A record that somebody has spoilt by hand must not keep the others from being emitted, and is emitted when it is mended. */
class UnreadableRecordTest extends ConsumerTestSupport {
    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:spoilt", "sa", "");

    @Override
    ConsumerFixture newFixture() {
        return new ConsumerFixture(gateway.baseUrl(), Clock.systemUTC(), new JdbcVideoTaskRepository(database));
    }

    @AfterEach
    @Override
    void closeFixture() {
        super.closeFixture();
        database.dispose();
    }

    @Test
    void theOthersAreEmittedAndItIsShownUntilItIsMended() throws Exception {
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + FAST)
                        .routeId("videos")
                        .autoStartup(false)
                        .to("mock:videos");
            }
        });
        VideoTask spoilt = create(node, "adverts");
        VideoTask other = create(node, "adverts");
        change(spoilt, "request = '{\"prompt\": '");

        node.getRouteController().startRoute("videos");

        becomes(other, TaskState.DELIVERED);
        HealthCheck.Result health = HealthCheckRegistry.get(node)
                .getCheck("gemini-omni:adverts")
                .orElseThrow()
                .call();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getDetails()).containsEntry("tasks.unreadable", 1L).containsEntry("tasks.waiting", 1L);
        assertThat(health.getMessage().orElseThrow())
                .contains("records that cannot be read", ": 1", "the log names them");
        GeminiOmniEndpoint endpoint = node.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
        assertThat(endpoint.getUnreadableTasks()).isEqualTo(1);

        change(spoilt, "request = '{\"prompt\": \"a cat\"}', due_at = CURRENT_TIMESTAMP");

        becomes(spoilt, TaskState.DELIVERED);
        assertThat(fixture.now(spoilt).attempts()).isEqualTo(1);
        assertThat(endpoint.getUnreadableTasks()).isZero();
        assertThat(gateway.emulator().creates()).isEqualTo(2);
    }

    private void change(VideoTask task, String change) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE gemini_omni_task SET " + change + " WHERE task_key = '" + task.key() + "'");
        }
    }
}
