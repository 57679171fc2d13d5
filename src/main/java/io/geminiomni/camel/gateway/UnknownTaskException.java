package io.geminiomni.camel.gateway;

/** The gateway does not know the task: too early by seconds, another account or base URL, or gone. */
public final class UnknownTaskException extends GatewayRejectedException {
    private static final long serialVersionUID = 1L;

    public UnknownTaskException(GatewayFailure failure) {
        super(failure);
    }
}
