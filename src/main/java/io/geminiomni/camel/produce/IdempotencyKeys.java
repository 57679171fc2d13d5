package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.SubmissionKey;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.OffUuidGenerator;
import org.apache.camel.support.SimpleUuidGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Determines the idempotency key of an exchange: its header, else the option's expression, else a key derived from the position
 * of the exchange. A derived key is the same when Camel redelivers the step, and different for each loop iteration, split part,
 * branch and step. A redelivery by the source is a new exchange with a new key. A copy that a content enricher, recipient list
 * or circuit breaker makes counts as the original exchange.
 *
 * <p>An exchange that passes a step twice counts as redelivered, so a route that does this on purpose needs a key for each
 * time. The parts of a split within a split get new keys when the outer split is redelivered: Camel gives them no stable id.
 */
final class IdempotencyKeys {
    static final String OPTION = "idempotencyKey";
    private static final String PART = "+";
    private static final Pattern QUEUES = Pattern.compile("(seda|stub|disruptor|disruptor-vm):");

    private final String channel;
    private final String caller;
    /** Their ids are those of other exchanges, too: all have none, or they begin anew with each start. */
    private static final Set<Class<?>> NOT_UNIQUE = Set.of(OffUuidGenerator.class, SimpleUuidGenerator.class);

    private final SteeringHeaders headers;
    private final @Nullable KeyExpression expression;

    /**
     * @param caller names the step where Camel does not, as for a content enricher or recipient list, which calls a producer
     *     of its own
     */
    IdempotencyKeys(String channel, String caller, SteeringHeaders headers, @Nullable KeyExpression expression) {
        this.channel = channel;
        this.caller = caller;
        this.headers = headers;
        this.expression = expression;
    }

    /** @throws InvalidVideoRequestException if the value of the header or the expression is not a key */
    SubmissionKey of(Exchange exchange) {
        if (headers.has(exchange.getIn(), HeaderNames.IDEMPOTENCY_KEY)) {
            return key(HeaderNames.IDEMPOTENCY_KEY, exchange.getIn().getHeader(HeaderNames.IDEMPOTENCY_KEY));
        }
        return key(OPTION, expression == null ? derived(exchange) : expression.evaluate(exchange));
    }

    private String derived(Exchange exchange) {
        Class<?> generator = exchange.getContext().getUuidGenerator().getClass();
        if (NOT_UNIQUE.contains(generator)) {
            throw new InvalidVideoRequestException(List.of(new Violation(
                    OPTION,
                    "nothing, and a " + generator.getSimpleName() + " of the Camel context",
                    KeyText.ALLOWED,
                    "a key can only be derived from exchange ids that no other exchange has, also after a restart: set idempotencyKey"
                            + " to a value that is unique for each request, or use Camel's default UUID generator")));
        }
        return position(exchange);
    }

    private SubmissionKey key(String writtenAs, @Nullable Object value) {
        try {
            return new SubmissionKey(channel, KeyText.of(value));
        } catch (IllegalArgumentException e) {
            throw new InvalidVideoRequestException(List.of(Violation.of(
                    writtenAs,
                    value,
                    KeyText.ALLOWED,
                    "set it to a value that is unique for each request, or leave it out for a derived key")));
        }
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
     * The id of the exchange; for a copy within the route of another exchange the id of that one, because a redelivery makes a
     * new copy. A copy that was queued has its own id.
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

    /** Whether it is a copy of a content enricher or recipient list for one call. */
    private static boolean isHandedOver(Exchange exchange) {
        return exchange.getExchangeExtension().getHistoryNodeId() == null
                && (exchange.getUnitOfWork() == null
                        || exchange.getProperty(ExchangePropertyKey.RECIPIENT_LIST_ENDPOINT) != null);
    }

    /** Whether it is a part of a split, a branch of a multicast, or for a recipient of a list. */
    private static boolean isOfMany(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK) != null
                || exchange.getProperty(ExchangePropertyKey.RECIPIENT_LIST_ENDPOINT) != null;
    }

    /** Whether both are ids of one Camel context, which have a common prefix; a route may set another correlation id. */
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
