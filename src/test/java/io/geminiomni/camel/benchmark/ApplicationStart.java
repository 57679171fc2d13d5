package io.geminiomni.camel.benchmark;

import io.geminiomni.camel.GeminiOmniComponent;
import java.lang.management.ManagementFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel application that starts, says how long that took, and ends. Its argument is the base URL, if it has the component. */
final class ApplicationStart {
    /** The milliseconds from the start of the JVM to the end of the start. */
    static final String MILLIS = "started after ";

    private ApplicationStart() {}

    public static void main(String[] arguments) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(plain());
            if (arguments.length > 0) {
                GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
                component.setBaseUrl(arguments[0]);
                component.setApiKey("sk-bench");
                context.addRoutes(withComponent());
            }
            context.start();
            System.out.println(MILLIS
                    + (System.currentTimeMillis()
                            - ManagementFactory.getRuntimeMXBean().getStartTime()));
        }
    }

    private static RouteBuilder plain() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("file:target/benchmark-inbox").to("log:requests");
                from("direct:videos").to("log:videos");
            }
        };
    }

    private static RouteBuilder withComponent() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("file:target/benchmark-requests").to("gemini-omni:adverts");
                from("gemini-omni:adverts").to("direct:videos");
            }
        };
    }
}
