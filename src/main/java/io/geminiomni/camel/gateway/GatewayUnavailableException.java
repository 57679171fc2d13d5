package io.geminiomni.camel.gateway;

/** The gateway could not be reached, did not answer in time, reported an error of its own, or gave an unusable answer. */
public class GatewayUnavailableException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayUnavailableException(GatewayFailure failure) {
        super(failure);
    }
}
