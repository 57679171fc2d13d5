package io.geminiomni.camel.emit;

import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.task.TaskStoreException;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.LoggingExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * The exception handler of a consumer that was given none. A gateway or a task store that is away is told of by the consumer
 * itself, once; all else is logged as Camel does.
 */
public final class PollFailureHandler extends LoggingExceptionHandler {
    /** @param consumer in whose name it logs */
    public PollFailureHandler(CamelContext context, Class<?> consumer) {
        super(context, consumer);
    }

    @Override
    public void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
        if (exchange != null || !isToldOf(exception)) {
            super.handleException(message, exchange, exception);
        }
    }

    private static boolean isToldOf(Throwable exception) {
        return exception instanceof GatewayException || exception instanceof TaskStoreException;
    }

    /** The poll strategy of an endpoint that was given none: what failed a poll is left to the exception handler to log. */
    public static final class Strategy extends DefaultPollingConsumerPollStrategy {
        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
            return false;
        }
    }
}
