package io.geminiomni.camel.gateway;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a create: one of four, by the first rule of {@link CreateRules} that fits. {@link Unknown} means that the
 * request may have been charged for, and must not be sent again without a person's decision.
 */
public sealed interface CreateOutcome {

    /** The gateway accepted the request and charged for it. */
    record Accepted(TaskAnswer task) implements CreateOutcome {}

    /** No task is known. */
    sealed interface NotCreated extends CreateOutcome {
        GatewayFailure failure();

        /** A new exception that says the same. */
        GatewayException toException();
    }

    /** The gateway certainly did not take the request; it may be sent again. */
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
            /** The gateway answered that too many requests came. */
            THROTTLED
        }
    }

    /** The gateway rejected the request; nothing was charged. */
    record Rejected(Rejected.Reason reason, GatewayFailure failure) implements NotCreated {
        @Override
        public GatewayException toException() {
            return reason == Rejected.Reason.AUTHENTICATION
                    ? new GatewayAuthenticationException(failure)
                    : new GatewayRejectedException(failure);
        }

        /** What was rejected. */
        public enum Reason {
            AUTHENTICATION,
            BALANCE,
            REQUEST
        }
    }

    /**
     * The gateway may have accepted the request and charged for it.
     *
     * @param why what happened, as the end of a sentence
     */
    record Unknown(String why, GatewayFailure failure) implements NotCreated {
        /**
         * For a call without a usable answer.
         *
         * @param request what it is called in messages
         * @param httpStatus 0 without an answer
         */
        public static Unknown of(String request, String why, int httpStatus, @Nullable Throwable cause) {
            return new Unknown(why, new GatewayFailure(message(request, why), null, httpStatus, true, null, cause));
        }

        static String message(String request, String why) {
            return "It is not known whether the gateway accepted " + request + ": " + why
                    + ". Money may have been spent. Look for the task in the gateway's account before the request is sent again.";
        }

        @Override
        public GatewayException toException() {
            return new GatewayUnavailableException(failure);
        }
    }
}
