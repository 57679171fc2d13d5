package io.geminiomni.camel.gateway;

/** The gateway does not know the task: it was created seconds ago, is of another account or base URL, or is gone. */
public final class UnknownTaskException extends GatewayRejectedException {
    private static final long serialVersionUID = 1L;

    public UnknownTaskException(GatewayFailure failure) {
        super(failure);
    }
}
