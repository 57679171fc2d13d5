package io.geminiomni.camel.gateway;

/** The gateway got too many calls and did nothing. The call may be repeated after {@link #retryAfter()}. */
public class GatewayThrottledException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayThrottledException(GatewayFailure failure) {
        super(failure);
    }
}
