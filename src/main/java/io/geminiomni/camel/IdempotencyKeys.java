package io.geminiomni.camel;

import io.geminiomni.camel.submit.SubmissionKey;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Finds the idempotency key of an exchange: its header, else the option's expression, else where the exchange is. The last
 * gives a redelivery of a step by Camel the same key, and each loop iteration, split part, branch and further step one of
 * its own; a redelivery by the source is a new exchange and has a new one.
 */
final class IdempotencyKeys {
    private final String channel;
    private final @Nullable Expression expression;

    IdempotencyKeys(String channel, @Nullable Expression expression) {
        this.channel = channel;
        this.expression = expression;
    }

    /** @throws IllegalArgumentException if the header or the expression gives something that is no key */
    SubmissionKey of(Exchange exchange) {
        return new SubmissionKey(channel, text(exchange));
    }

    private String text(Exchange exchange) {
        if (exchange.getIn().getHeaders().containsKey(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY)) {
            return orBlank(exchange.getIn().getHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, String.class));
        }
        if (expression != null) {
            return orBlank(expression.evaluate(exchange, String.class));
        }
        return position(exchange);
    }

    private static String position(Exchange exchange) {
        return exchange.getExchangeId()
                + "/" + exchange.getExchangeExtension().getHistoryNodeId()
                + "/" + index(exchange, ExchangePropertyKey.LOOP_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.SPLIT_INDEX)
                + "/" + index(exchange, ExchangePropertyKey.MULTICAST_INDEX);
    }

    private static String index(Exchange exchange, ExchangePropertyKey key) {
        Object index = exchange.getProperty(key);
        return index == null ? "" : index.toString();
    }

    private static String orBlank(@Nullable String text) {
        return text == null ? "" : text;
    }
}
