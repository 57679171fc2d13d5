package io.geminiomni.camel.gateway;

/** The gateway did not do the call because too many came; it may be repeated later, see {@link #retryAfter()}. */
public class GatewayThrottledException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayThrottledException(GatewayFailure failure) {
        super(failure);
    }
}
