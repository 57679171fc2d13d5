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
 * The headers that name an operation, an idempotency key, a task or a video. They are used only with
 * {@code headersFromMessages=all}.
 */
public final class SteeringHeaders {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringHeaders.class);

    /** Headers that no step of this component writes, so that ignoring them is worth a warning. */
    private static final Set<String> NEVER_WRITTEN = Set.of(HeaderNames.OPERATION, HeaderNames.IDEMPOTENCY_KEY);

    private final HeadersFromMessages used;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param used which headers of messages are used */
    public SteeringHeaders(HeadersFromMessages used) {
        this.used = used;
    }

    /** Whether the message has the header, with or without a value, and the header is used. */
    boolean has(Message message, String name) {
        if (!message.getHeaders().containsKey(name)) {
            return false;
        }
        if (used == HeadersFromMessages.all) {
            return true;
        }
        if (NEVER_WRITTEN.contains(name) && warned.add(name)) {
            LOG.warn("The header {} of a message is ignored, as the option headersFromMessages is {}", name, used);
        }
        return false;
    }

    public @Nullable Object get(Message message, String name) {
        return has(message, name) ? message.getHeader(name) : null;
    }

    /** What an error message adds if the message has the header, but it is not used; else nothing. */
    String whyIgnored(Message message, String name) {
        return used == HeadersFromMessages.all || !message.getHeaders().containsKey(name)
                ? ""
                : ". The message has the header " + name + ", which is ignored, as the option headersFromMessages is "
                        + used;
    }
}
