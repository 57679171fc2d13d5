package io.geminiomni.camel.gateway;

/** The gateway refuses the API key: code 20001, HTTP 401 or 403. */
public class GatewayAuthenticationException extends GatewayException {
    private static final long serialVersionUID = 1L;

    public GatewayAuthenticationException(GatewayFailure failure) {
        super(failure);
    }
}
