package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.Set;

/** A caller sees only the exceptions that the documentation names. */
final class DeclaredExceptions extends Rule {
    private static final Set<String> DECLARED = Set.of(
            "GatewayAuthenticationException",
            "GatewayRejectedException",
            "GatewayThrottledException",
            "GatewayUnavailableException",
            "UnknownTaskException",
            "SubmissionOutcomeUnknownException",
            "IdempotencyKeyConflictException",
            "BudgetExceededException",
            "TaskStoreException",
            "VideoTaskFailedException",
            "VideoTaskTimeoutException",
            "GenerateInterruptedException",
            "LeaseLostException",
            "InterruptedException");

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Thrown thrown && !isDeclared(thrown.exception())) {
            broken(thrown.node() + ": " + thrown.call() + " has thrown " + thrown.exception());
        }
    }

    /** An {@code IllegalStateException} tells that nothing was sent and nothing was paid. */
    private static boolean isDeclared(Throwable exception) {
        String name = exception.getClass().getSimpleName();
        String message = String.valueOf(exception.getMessage());
        return DECLARED.contains(name)
                || (name.equals("IllegalStateException")
                        && (message.contains("othing was paid")
                                || message.contains("omponent is stopped")
                                || message.contains("here is no thread")));
    }
}
