package io.geminiomni.camel.observe;

import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Makes the listener of an optional library. The component looks for factories under {@link #PATH}, by the names of
 * {@link GuardedListener}, and works without those whose library is not on the class path.
 */
public interface ChannelListenerFactory {
    /** Where Camel's factory finder looks for the names of the factories' classes. */
    String PATH = "META-INF/services/org/apache/camel/gemini-omni/";

    /** Empty if the context has nothing to report to. */
    Optional<ChannelListener> create(CamelContext context);
}
