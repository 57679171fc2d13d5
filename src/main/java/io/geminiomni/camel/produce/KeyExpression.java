package io.geminiomni.camel.produce;

import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/** An option that is a Simple expression, whose value is a key. */
record KeyExpression(String option, Expression expression) {
    /**
     * @param text {@code null} if the option is not set
     * @throws IllegalArgumentException naming the option if the text is no Simple expression
     */
    static @Nullable KeyExpression of(CamelContext context, String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Expression expression = context.resolveLanguage("simple").createExpression(text);
            expression.init(context);
            return new KeyExpression(option, expression);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "The option " + option + " is not a Simple expression: " + e.getMessage(), e);
        }
    }

    /**
     * The value, which is not converted: {@link KeyText} decides which values are keys.
     *
     * @throws InvalidVideoRequestException if the expression fails
     */
    @Nullable Object evaluate(Exchange exchange) {
        try {
            return expression.evaluate(exchange, Object.class);
        } catch (RuntimeException | StackOverflowError e) {
            throw new InvalidVideoRequestException(List.of(new Violation(
                    option,
                    "an expression that failed with " + e.getClass().getSimpleName(),
                    KeyText.ALLOWED,
                    "it must give a key for every exchange")));
        }
    }
}
