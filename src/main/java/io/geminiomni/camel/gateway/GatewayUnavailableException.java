package io.geminiomni.camel.gateway;

/** The gateway could not be reached, gave no answer in time, said that it is in trouble, or gave an answer without sense. */
public class GatewayUnavailableException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayUnavailableException(GatewayFailure failure) {
        super(failure);
    }
}
