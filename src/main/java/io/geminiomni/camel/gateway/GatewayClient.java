package io.geminiomni.camel.gateway;

import io.geminiomni.camel.request.VideoRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Speaks to one gateway with one account. Started and stopped with the component; nothing of it is left after a stop.
 * Safe for use by many threads.
 */
public final class GatewayClient extends ServiceSupport {
    private final CamelContext context;
    private final GatewaySettings settings;

    public GatewayClient(CamelContext context, GatewaySettings settings) {
        this.context = context;
        this.settings = settings;
    }

    public CreateOutcome create(VideoRequest request, String idempotencyKeyHash) {
        return create(request.toJson(), idempotencyKeyHash);
    }

    /**
     * Sends one create request, once.
     *
     * @param json               the request in the contract's wire form
     * @param idempotencyKeyHash sent as {@code Idempotency-Key}
     * @return how it ended, whatever the network or the gateway does; nothing is thrown for that
     */
    CreateOutcome create(String json, String idempotencyKeyHash) {
        throw notYet();
    }

    /**
     * Asks once how a task is.
     *
     * @throws UnknownTaskException           when the gateway does not know it
     * @throws GatewayAuthenticationException when the gateway does not take the key
     * @throws GatewayThrottledException      when it has to be asked later
     * @throws GatewayRejectedException       when it refuses to answer otherwise
     * @throws GatewayUnavailableException    when there was no answer that makes sense
     */
    public TaskAnswer query(String taskId) {
        throw notYet();
    }

    private IllegalStateException notYet() {
        return new IllegalStateException("Not built yet: " + settings + " of " + context.getName());
    }
}
