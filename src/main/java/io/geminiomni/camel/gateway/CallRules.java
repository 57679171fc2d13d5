package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the answer to a call that neither makes a task nor asks for one into its data, or into the exception that fits. */
final class CallRules {
    private static final Set<Integer> REFUSING_STATUS = Set.of(400, 402, 404, 413, 415, 422);

    private final String call;
    private final String later;
    private final AnswerText said;
    private final Clock clock;

    /**
     * @param call what was done, as the start of a sentence
     * @param later what to do when the outcome is that it may work another time
     */
    CallRules(String call, String later, AnswerText said, Clock clock) {
        this.call = call;
        this.later = later;
        this.said = said;
        this.clock = clock;
    }

    GatewayException judge(CallFailedException failure) {
        return new GatewayUnavailableException(
                new GatewayFailure(message(said.of(failure), later), null, failure.httpStatus(), false, null, failure));
    }

    /** The data of a success. */
    JsonNode judge(GatewayAnswer answer) {
        Envelope envelope = Envelope.in(answer.body());
        int status = answer.httpStatus();
        if (envelope != null && envelope.success()) {
            JsonNode data = envelope.data();
            if (data == null) {
                throw new GatewayUnavailableException(failure(answer, envelope, "the answer holds no data", later));
            }
            return data;
        }
        String what = said.of(status, envelope);
        if (status == 429 || (envelope != null && Phrases.throttled(envelope.message()))) {
            throw new GatewayThrottledException(failure(answer, envelope, "too many calls: " + what, later));
        }
        if (status == 401 || status == 403 || (envelope != null && envelope.authenticationFailed())) {
            throw new GatewayAuthenticationException(failure(
                    answer,
                    envelope,
                    "the API key is not accepted: " + what,
                    "Check the option apiKey, and that the key belongs to this base URL."));
        }
        boolean refused = envelope == null ? REFUSING_STATUS.contains(status) : !envelope.serverError() && status < 500;
        if (refused) {
            throw new GatewayRejectedException(
                    failure(answer, envelope, what, "The same call again will have the same answer."));
        }
        throw new GatewayUnavailableException(failure(answer, envelope, what, later));
    }

    /** For a success whose data makes no sense. */
    GatewayException senseless(GatewayAnswer answer, String why) {
        return new GatewayUnavailableException(failure(answer, Envelope.in(answer.body()), why, later));
    }

    private GatewayFailure failure(GatewayAnswer answer, @Nullable Envelope envelope, String what, String next) {
        return new GatewayFailure(
                message(what, next),
                envelope == null ? null : envelope.code(),
                answer.httpStatus(),
                false,
                RetryAfter.parse(answer.retryAfter(), clock.instant()),
                null);
    }

    private String message(String what, String next) {
        return call + ", but " + what + ". No money was spent by this. " + next;
    }
}
