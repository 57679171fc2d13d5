package io.geminiomni.camel.gateway;

/** The gateway understood the call and will not do it; the same call again has the same end. */
public class GatewayRejectedException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayRejectedException(GatewayFailure failure) {
        super(failure);
    }
}
