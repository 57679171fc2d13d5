package io.geminiomni.camel.durability;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * A program that submits one request, may consume its video, and comes to a sudden end at a given step: {@code Victim
 * <JDBC URL or folder> <base URL> <step or NONE> <HALT or WAIT>}. With {@code WAIT} it says that it is there, and is to
 * be killed. A word or an end on its standard input halts it at once.
 */
final class Victim {
    static final int EXIT_CODE = 17;
    static final String CHANNEL = "adverts";
    static final String KEY = "order-1";
    static final String SAYS = "victim: ";

    private final @Nullable Step step;
    private final boolean waits;
    private volatile boolean emitted;

    private Victim(@Nullable Step step, boolean waits) {
        this.step = step;
        this.waits = waits;
    }

    public static void main(String[] arguments) throws Exception {
        Step step = arguments[2].equals("NONE") ? null : Step.valueOf(arguments[2]);
        Victim victim = new Victim(step, arguments[3].equals("WAIT"));
        victim.run(store(arguments[0]), arguments[1]);
    }

    static DataSource store(String name) {
        if (name.startsWith("jdbc:")) {
            return Postgres.pool(name);
        }
        return StoreDirectory.open(Path.of(name)).dataSource();
    }

    private void run(DataSource store, String baseUrl) throws Exception {
        Thread listener = new Thread(Victim::haltAtAWord);
        listener.setDaemon(true);
        listener.start();
        DefaultCamelContext context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setTaskRepository(watched(new JdbcVideoTaskRepository(store)));
        component.setBaseUrl(baseUrl);
        component.setApiKey("sk-test");
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        component.setLeaseDuration(600);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create")
                        .to("gemini-omni:" + CHANNEL + "?maxRequestSize=16MB&operation="
                                + (step != null && step.generates() ? "generate" : "create"))
                        .process(exchange -> here(Step.EXCHANGE_RETURNED));
                from("gemini-omni:" + CHANNEL + "?initialDelay=0&delay=20")
                        .autoStartup(step != null && step.needsConsumer())
                        .process(Victim.this::emitted);
            }
        });
        context.start();
        Exchange created = context.createProducerTemplate().request("direct:create", exchange -> {
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, KEY);
            exchange.getIn().setBody(step == null ? "a cat" : step.prompt());
        });
        say("created "
                + (created.getException() == null
                        ? created.getMessage().getBody(VideoTask.class).taskId()
                        : created.getException()));
        stay();
    }

    private void emitted(Exchange exchange) {
        say("emitted " + exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
        emitted = true;
        here(Step.EMITTED);
        if (step == Step.LEASE_RENEWED) {
            stay();
        }
    }

    private VideoTaskRepository watched(VideoTaskRepository tasks) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                Victim.class.getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> call(tasks, method, arguments));
    }

    private Object call(VideoTaskRepository tasks, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        boolean completed = name.equals("update") && writes(arguments, TaskState.COMPLETED);
        boolean delivered = name.equals("update") && writes(arguments, TaskState.DELIVERED);
        here(name.equals("record"), Step.ANSWER_IN);
        here(completed, Step.STATUS_RECEIVED);
        here(delivered, Step.ROUTE_DONE);
        Object result;
        try {
            result = method.invoke(tasks, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        here(name.equals("begin"), Step.INTENT_COMMITTED);
        here(name.equals("record"), Step.OUTCOME_COMMITTED);
        here(name.equals("claim") && asks(arguments) && !((List<?>) result).isEmpty(), Step.CLAIMED);
        here(name.equals("claim") && !(arguments[0] instanceof Claim), Step.WAITING_FOR_VIDEO);
        here(completed, Step.RESULT_STORED);
        here(name.equals("renew") && emitted, Step.LEASE_RENEWED);
        here(delivered, Step.ACKNOWLEDGED);
        return result;
    }

    private static boolean asks(Object[] arguments) {
        return arguments[0] instanceof Claim claim && claim.purpose() == Claim.Purpose.POLL;
    }

    private static boolean writes(Object[] arguments, TaskState state) {
        return ((Collection<?>) arguments[0])
                .stream().anyMatch(update -> ((LeaseUpdate) update).task().state() == state);
    }

    private void here(boolean present, Step at) {
        if (present) {
            here(at);
        }
    }

    private void here(Step at) {
        if (at != step) {
            return;
        }
        if (waits) {
            say("at " + step);
            stay();
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static void haltAtAWord() {
        try {
            System.in.read();
        } catch (IOException e) {
            say("nobody is there: " + e);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static void stay() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void say(String what) {
        System.out.println(SAYS + what);
    }
}
