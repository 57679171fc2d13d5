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
 * The default exception handler of a consumer. The consumer itself logs a gateway or a task store that cannot be reached, once;
 * all other exceptions are logged as Camel does.
 */
public final class PollFailureHandler extends LoggingExceptionHandler {
    /** @param consumer the class in whose name it logs */
    public PollFailureHandler(CamelContext context, Class<?> consumer) {
        super(context, consumer);
    }

    @Override
    public void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
        if (exchange != null || !isLoggedByConsumer(exception)) {
            super.handleException(message, exchange, exception);
        }
    }

    private static boolean isLoggedByConsumer(Throwable exception) {
        return exception instanceof GatewayException || exception instanceof TaskStoreException;
    }

    /** The default poll strategy of an endpoint: it leaves the failures of polls to the exception handler. */
    public static final class Strategy extends DefaultPollingConsumerPollStrategy {
        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
            return false;
        }
    }
}
