package io.geminiomni.camel.gateway;

/**
 * How a create ended. Exactly one of four, by the first of the six rules of the contract that fits; whoever pays
 * attention to money must treat {@link Unclear} as "may have been charged" and must not send again by itself.
 */
public sealed interface CreateOutcome {

    /** The gateway took the request, and charged for it: this is the task. */
    record Accepted(TaskAnswer task) implements CreateOutcome {}

    /** There is no task that we know of. */
    sealed interface NotCreated extends CreateOutcome {
        GatewayFailure failure();

        /** The exception that says the same; a new one at each call. */
        GatewayException toException();
    }

    /** The gateway has not taken the request, for certain; it may be sent again. */
    record NotAccepted(NotAccepted.Reason reason, GatewayFailure failure) implements NotCreated {
        @Override
        public GatewayException toException() {
            return switch (reason) {
                case NOT_CONNECTED -> new GatewayUnavailableException(failure);
                case THROTTLED -> new GatewayThrottledException(failure);
            };
        }

        /** Why it is certain. */
        public enum Reason {
            /** No byte of the request has left. */
            NOT_CONNECTED,
            /** The gateway said that too many requests came. */
            THROTTLED
        }
    }

    /** The gateway has refused the request; nothing was charged. */
    record Refused(Refused.Reason reason, GatewayFailure failure) implements NotCreated {
        @Override
        public GatewayException toException() {
            return reason == Refused.Reason.AUTHENTICATION
                    ? new GatewayAuthenticationException(failure)
                    : new GatewayRejectedException(failure);
        }

        /** What the gateway took exception to. */
        public enum Reason {
            AUTHENTICATION,
            BALANCE,
            REQUEST
        }
    }

    /**
     * The gateway may have taken the request and charged for it.
     *
     * @param why what happened, as the end of a sentence; no more than that
     */
    record Unclear(String why, GatewayFailure failure) implements NotCreated {
        @Override
        public GatewayException toException() {
            return new GatewayUnavailableException(failure);
        }
    }
}
