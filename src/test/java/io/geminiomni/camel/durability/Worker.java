package io.geminiomni.camel.durability;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import javax.sql.DataSource;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A node that submits a range of orders and consumes what its channel has: {@code Worker <JDBC URL> <base URL> <first order>
 * <orders> <milliseconds per video> <lease in milliseconds>}. It says that it has started, what it emits and what its route
 * has taken, and ends when it is killed.
 */
final class Worker {
    static final String SAYS = "worker: ";

    private Worker() {}

    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[2]);
        int orders = Integer.parseInt(arguments[3]);
        long perVideo = Long.parseLong(arguments[4]);
        DefaultCamelContext context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setDataSource(store(arguments[0]));
        component.setBaseUrl(arguments[1]);
        component.setApiKey("sk-test");
        component.setPollInterval(500);
        component.setMaxPollInterval(1000);
        component.setConnectTimeout(2000);
        component.setRequestTimeout(5000);
        component.setSubmitTimeout(15_000);
        component.setLeaseDuration(Long.parseLong(arguments[5]));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // As a queue does, this repeats each request that was not accepted.
                onException(Exception.class).maximumRedeliveries(-1).redeliveryDelay(200);
                onException(SubmissionOutcomeUnknownException.class).maximumRedeliveries(0);
                from("direct:order").to("gemini-omni:" + Victim.CHANNEL);
                from("gemini-omni:" + Victim.CHANNEL + "?initialDelay=0&delay=100&concurrentConsumers=4")
                        .process(exchange ->
                                say("emitted " + exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID)))
                        .delay(perVideo)
                        .process(exchange ->
                                say("took " + exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID)));
            }
        });
        context.start();
        say("started");
        ProducerTemplate template = context.createProducerTemplate();
        for (int order = first; order < first + orders; order++) {
            String key = "order-" + order;
            template.request("direct:order", exchange -> {
                exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
                exchange.getIn().setBody("a cat for " + key);
            });
        }
        say("submitted " + orders);
        System.in.read();
    }

    /** The time-outs are shorter than the lease, so that a connection that has become silent does not cost it. */
    private static DataSource store(String url) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(10);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(1000);
        pool.setValidationTimeout(500);
        pool.addDataSourceProperty("socketTimeout", 2);
        return new HikariDataSource(pool);
    }

    private static void say(String what) {
        System.out.println(SAYS + what);
    }
}
