package io.geminiomni.camel.gateway;

/** The gateway rejected the call, and would reject the same call again. */
public class GatewayRejectedException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayRejectedException(GatewayFailure failure) {
        super(failure);
    }
}
