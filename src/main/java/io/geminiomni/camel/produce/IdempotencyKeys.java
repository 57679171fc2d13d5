package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeaderNames;
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
 * its own; a redelivery by the source is a new exchange and has a new one. Content enrichers, recipient lists and circuit
 * breakers hand on a new copy of the exchange each time: it counts as the exchange that it was made of.
 *
 * <p>An exchange that comes through one step twice is taken for a redelivery: of a route that sends one exchange to one
 * sub-route twice on purpose, each time needs a key of its own. The parts of a split within a split have new keys when the
 * outer one is redelivered as a whole, as Camel gives them nothing that stays.
 */
final class IdempotencyKeys {
    private static final String OPTION = "idempotencyKey";
    private static final String PART = "+";
    private static final Pattern QUEUES = Pattern.compile("(seda|stub|disruptor|disruptor-vm):");

    private final String channel;
    private final String caller;
    private final SteeringHeaders headers;
    private final @Nullable Expression expression;

    /**
     * @param caller stands for the step where Camel does not name it: a content enricher or recipient list calls its
     *     producer itself, and has one of its own
     */
    IdempotencyKeys(String channel, String caller, SteeringHeaders headers, @Nullable Expression expression) {
        this.channel = channel;
        this.caller = caller;
        this.headers = headers;
        this.expression = expression;
    }

    /** @throws InvalidVideoRequestException if the header or the expression gives something that is no key */
    SubmissionKey of(Exchange exchange) {
        if (headers.has(exchange.getIn(), HeaderNames.IDEMPOTENCY_KEY)) {
            return key(HeaderNames.IDEMPOTENCY_KEY, exchange.getIn().getHeader(HeaderNames.IDEMPOTENCY_KEY));
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

    private String position(Exchange exchange) {
        String step = exchange.getExchangeExtension().getHistoryNodeId();
        return origin(exchange)
                + "/" + (step == null ? caller : step)
                + "/" + index(exchange, ExchangePropertyKey.LOOP_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.SPLIT_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.MULTICAST_INDEX);
    }

    /**
     * The exchange's own id; of a copy that is a part of another exchange's way the id of that one, as a redelivery makes a
     * new copy. A copy that was queued in between is on its own again.
     */
    private static String origin(Exchange exchange) {
        String id = exchange.getExchangeId();
        String whole = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class);
        if (whole == null) {
            return id;
        }
        boolean part = isHandedOver(exchange)
                || (!isQueue(exchange.getFromEndpoint()) && (isOfMany(exchange) || isOfSameMaker(id, whole)));
        return part ? whole + PART : id;
    }

    /** Straight from a content enricher or a recipient list, which copy it for this one call. */
    private static boolean isHandedOver(Exchange exchange) {
        return exchange.getExchangeExtension().getHistoryNodeId() == null
                && (exchange.getUnitOfWork() == null
                        || exchange.getProperty(ExchangePropertyKey.PARENT_UNIT_OF_WORK) != null
                        || exchange.getProperty(ExchangePropertyKey.RECIPIENT_LIST_ENDPOINT) != null);
    }

    /** A part of a split, a branch of a multicast, or a recipient of a list. */
    private static boolean isOfMany(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK) != null
                || exchange.getProperty(ExchangePropertyKey.RECIPIENT_LIST_ENDPOINT) != null;
    }

    /** Camel's ids count up after a common beginning: so that a correlation id which a route has set is not taken for one. */
    private static boolean isOfSameMaker(String id, String whole) {
        int counter = id.lastIndexOf('-') + 1;
        return counter > 0 && whole.length() == id.length() && whole.startsWith(id.substring(0, counter));
    }

    private static boolean isQueue(@Nullable Endpoint source) {
        return source != null && QUEUES.matcher(source.getEndpointUri()).lookingAt();
    }

    private static String index(Exchange exchange, ExchangePropertyKey key) {
        Object index = exchange.getProperty(key);
        return index == null ? "" : index.toString();
    }
}
