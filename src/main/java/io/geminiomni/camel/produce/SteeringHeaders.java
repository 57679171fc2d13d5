package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.option.HeadersFromMessages;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The headers that name an operation, an idempotency key, a task or a video: they count unless
 * {@code headersFromMessages} says otherwise.
 */
public final class SteeringHeaders {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringHeaders.class);

    /** Headers that no step of this component writes: a message that has one wants something by it. */
    private static final Set<String> NEVER_WRITTEN = Set.of(HeaderNames.OPERATION, HeaderNames.IDEMPOTENCY_KEY);

    private final HeadersFromMessages counting;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public SteeringHeaders(HeadersFromMessages counting) {
        this.counting = counting;
    }

    /** Whether the message has the header, be it without a value, and the header counts. */
    boolean has(Message message, String name) {
        if (!message.getHeaders().containsKey(name)) {
            return false;
        }
        if (counting == HeadersFromMessages.all) {
            return true;
        }
        if (NEVER_WRITTEN.contains(name) && told.add(name)) {
            LOG.warn("The header {} of a message is ignored, as the option headersFromMessages is {}", name, counting);
        }
        return false;
    }

    /** The value of the header if it counts. */
    public @Nullable Object get(Message message, String name) {
        return has(message, name) ? message.getHeader(name) : null;
    }

    /** What an error message adds where the message has the header, but it does not count; else nothing. */
    String whyIgnored(Message message, String name) {
        return counting == HeadersFromMessages.all || !message.getHeaders().containsKey(name)
                ? ""
                : ". The message has the header " + name + ", which is ignored, as the option headersFromMessages is "
                        + counting;
    }
}
