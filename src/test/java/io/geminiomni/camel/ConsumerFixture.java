package io.geminiomni.camel;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;

/** Camel contexts that share one repository and one gateway, as the nodes of a cluster do. */
final class ConsumerFixture implements AutoCloseable {
    /** Options of consumers that are in a hurry. */
    static final String FAST = "initialDelay=0&delay=20";

    private final String baseUrl;
    private final VideoTaskRepository tasks;
    private final Clock clock;
    private final List<CamelContext> nodes = new ArrayList<>();

    ConsumerFixture(String baseUrl) {
        this(baseUrl, Clock.systemUTC(), new InMemoryVideoTaskRepository());
    }

    /** On a clock that the test moves. */
    ConsumerFixture(GatewayEmulatorExtension gateway, MutableClock clock) {
        this(gateway.baseUrl(), clock, RecordedTasks.inMemory(clock, gateway::emulator));
    }

    /** @param tasks tell the clock what is on its way: see {@link RecordedTasks} */
    ConsumerFixture(GatewayEmulatorExtension gateway, MutableClock clock, VideoTaskRepository tasks) {
        this(gateway.baseUrl(), clock, tasks);
    }

    ConsumerFixture(String baseUrl, Clock clock, VideoTaskRepository tasks) {
        this.baseUrl = baseUrl;
        this.clock = clock;
        this.tasks = tasks;
    }

    /** A started context with these routes. */
    CamelContext node(RoutesBuilder... routes) throws Exception {
        CamelContext node = prepare(routes);
        node.start();
        return node;
    }

    /** A context with these routes that is not started yet. */
    CamelContext prepare(RoutesBuilder... routes) throws Exception {
        CamelContext node = new DefaultCamelContext();
        GeminiOmniComponent component = component(node);
        component.setBaseUrl(baseUrl);
        component.setApiKey("sk-test");
        component.setClock(clock);
        component.setTaskRepository(tasks);
        component.setPollInterval(20);
        component.setRequestsPerSecond(100_000);
        component.setMaxPollInterval(50);
        node.getShutdownStrategy().setTimeout(10);
        for (RoutesBuilder builder : routes) {
            node.addRoutes(builder);
        }
        nodes.add(node);
        return node;
    }

    /** Pays for a video and gives its record. */
    static VideoTask create(CamelContext node, String channel) {
        return create(node, channel, Map.of());
    }

    static VideoTask create(CamelContext node, String channel, Map<String, Object> headers) {
        try (var template = node.createProducerTemplate()) {
            return template.requestBodyAndHeaders(
                    "gemini-omni:" + channel + "?correlationHeaders=customer,CamelFileName",
                    "a cat on the moon",
                    headers,
                    VideoTask.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static GeminiOmniComponent component(CamelContext node) {
        return node.getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    /** What renews the leases of endpoints with the component's own options. */
    static LeaseKeeper leases(CamelContext node) {
        GeminiOmniComponent component = component(node);
        return component.channel("adverts", component.getConfiguration()).leases();
    }

    /** An exception handler that requires the exchange of each failure. */
    static ExceptionHandler handler(BiConsumer<Exchange, Throwable> handler) {
        return new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                throw new IllegalStateException("There is no exchange", exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                handleException(exception);
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                handler.accept(exchange, exception);
            }
        };
    }

    VideoTaskRepository tasks() {
        return tasks;
    }

    TaskState state(VideoTask task) {
        return now(task).state();
    }

    VideoTask now(VideoTask task) {
        return tasks.find(task.channel(), task.key()).orElseThrow();
    }

    @Override
    public void close() {
        nodes.forEach(CamelContext::stop);
    }
}
