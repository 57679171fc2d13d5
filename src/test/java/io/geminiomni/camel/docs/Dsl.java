package io.geminiomni.camel.docs;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** A language in which the documentation shows an example, and in which a test runs it. */
enum Dsl {
    JAVA,
    XML,
    YAML;

    /**
     * The routes of an example.
     *
     * @param resource where they are in the other languages, without the ending of the file
     */
    RouteBuilder routes(String resource, RouteBuilder inJava) {
        if (this == JAVA) {
            return inJava;
        }
        return new RouteBuilder() {
            @Override
            public void configure() {
                load(getContext(), resource);
            }
        };
    }

    /**
     * Sets up the context as an example does.
     *
     * @param resource where it is in the other languages, without the ending of the file
     */
    void configure(CamelContext context, String resource, Runnable inJava) {
        if (this == JAVA) {
            inJava.run();
        } else {
            load(context, resource);
        }
    }

    private void load(CamelContext context, String resource) {
        String file = "classpath:" + resource + "." + name().toLowerCase(Locale.ROOT);
        try {
            Resource routes = PluginHelper.getResourceLoader(context).resolveResource(file);
            PluginHelper.getRoutesLoader(context).loadRoutes(routes);
        } catch (Exception e) {
            throw new RuntimeCamelException("The example " + file + " cannot be loaded", e);
        }
    }
}
