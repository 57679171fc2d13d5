package io.geminiomni.camel.durability;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The program after its restart on the same store, ten minutes later by that store's clock. */
final class Restarted implements AutoCloseable {
    private final VideoTaskRepository tasks;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> emitted = new CopyOnWriteArrayList<>();

    Restarted(DataSource store, String baseUrl) throws Exception {
        this.tasks = tenMinutesLater(store);
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setTaskRepository(tasks);
        component.setBaseUrl(baseUrl);
        component.setApiKey("sk-test");
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:" + Victim.CHANNEL + "?initialDelay=0&delay=20")
                        .process(exchange -> emitted.add(
                                exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class)));
            }
        });
        context.start();
    }

    /** A repository for which all leases and all submissions of the present have had their time. */
    static VideoTaskRepository tenMinutesLater(DataSource store) {
        return new JdbcVideoTaskRepository(store, () -> "(CURRENT_TIMESTAMP + INTERVAL '10' MINUTE)");
    }

    VideoTaskRepository tasks() {
        return tasks;
    }

    /** The ids of the tasks that it has emitted. */
    List<String> emitted() {
        return emitted;
    }

    /** Submits a request, as the source does that had no word of its end. */
    Exchange submit(String prompt, String key) {
        return context.createProducerTemplate()
                .request("gemini-omni:" + Victim.CHANNEL + "?maxRequestSize=16MB", exchange -> {
                    exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
                    exchange.getIn().setBody(prompt);
                });
    }

    @Override
    public void close() {
        context.stop();
    }
}
