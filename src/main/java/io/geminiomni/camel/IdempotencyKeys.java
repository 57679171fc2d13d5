package io.geminiomni.camel;

import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.SubmissionKey;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Finds the idempotency key of an exchange: its header, else the option's expression, else where the exchange is. The last
 * gives a redelivery of a step by Camel the same key, and each loop iteration, split part, branch and further step one of
 * its own; a redelivery by the source is a new exchange and has a new one.
 *
 * <p>An exchange that comes through one step twice is taken for a redelivery: of a route that sends one exchange to one
 * sub-route twice on purpose, each time needs a key of its own. The parts of a split within a split have new keys when the
 * outer one is redelivered as a whole, as Camel gives them nothing that stays.
 */
final class IdempotencyKeys {
    private static final String OPTION = "idempotencyKey";
    private static final Pattern QUEUES = Pattern.compile("(seda|disruptor|disruptor-vm):");

    private final String channel;
    private final @Nullable Expression expression;

    IdempotencyKeys(String channel, @Nullable Expression expression) {
        this.channel = channel;
        this.expression = expression;
    }

    /** @throws InvalidVideoRequestException if the header or the expression gives something that is no key */
    SubmissionKey of(Exchange exchange) {
        if (exchange.getIn().getHeaders().containsKey(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY)) {
            return key(
                    GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY,
                    exchange.getIn().getHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY));
        }
        return key(OPTION, expression == null ? position(exchange) : evaluated(expression, exchange));
    }

    /** As it is, for {@link KeyText} to judge: as text, a stream would be read, and a stranger called by a name of its own. */
    private static @Nullable Object evaluated(Expression expression, Exchange exchange) {
        try {
            return expression.evaluate(exchange, Object.class);
        } catch (RuntimeException | StackOverflowError e) {
            throw invalid(new Violation(
                    OPTION,
                    "an expression that failed with " + e.getClass().getSimpleName(),
                    KeyText.ALLOWED,
                    "it has to give a key for every exchange"));
        }
    }

    private SubmissionKey key(String writtenAs, @Nullable Object value) {
        try {
            return new SubmissionKey(channel, KeyText.of(value));
        } catch (IllegalArgumentException e) {
            throw invalid(Violation.of(
                    writtenAs,
                    value,
                    KeyText.ALLOWED,
                    "set it to something that each request has of its own, or to nothing at all for a derived key"));
        }
    }

    private static InvalidVideoRequestException invalid(Violation violation) {
        return new InvalidVideoRequestException(List.of(violation));
    }

    private static String position(Exchange exchange) {
        return origin(exchange)
                + "/" + exchange.getExchangeExtension().getHistoryNodeId()
                + "/" + index(exchange, ExchangePropertyKey.LOOP_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.SPLIT_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.MULTICAST_INDEX);
    }

    /**
     * The exchange's own id; of a part of a split or multicast the id of the exchange that was split, as the part gets a
     * new id when the whole is redelivered. A copy that was queued in between is on its own again.
     */
    private static String origin(Exchange exchange) {
        String whole = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class);
        boolean part = whole != null && exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK) != null;
        return part && !isQueue(exchange.getFromEndpoint()) ? whole : exchange.getExchangeId();
    }

    private static boolean isQueue(@Nullable Endpoint source) {
        return source != null && QUEUES.matcher(source.getEndpointUri()).lookingAt();
    }

    private static String index(Exchange exchange, ExchangePropertyKey key) {
        Object index = exchange.getProperty(key);
        return index == null ? "" : index.toString();
    }
}
