package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;

/** Turns the answer to a call that costs nothing into its data, or into the exception of its kind. */
final class CallRules {
    private final String call;
    private final String later;
    private final AnswerText texts;
    private final Clock clock;

    /**
     * @param call what was done, as the start of a sentence
     * @param later what to do when the call may succeed later, as a sentence
     */
    CallRules(String call, String later, AnswerText texts, Clock clock) {
        this.call = call;
        this.later = later;
        this.texts = texts;
        this.clock = clock;
    }

    GatewayException judge(CallFailedException failure) {
        return new GatewayUnavailableException(new GatewayFailure(
                message(texts.of(failure), later), null, failure.httpStatus(), false, null, failure));
    }

    /** The data of a success. */
    JsonNode judge(GatewayAnswer answer) {
        return data(classify(answer));
    }

    ClassifiedAnswer classify(GatewayAnswer answer) {
        return ClassifiedAnswer.of(answer, texts, clock);
    }

    JsonNode data(ClassifiedAnswer answer) {
        switch (answer.kind()) {
            case SUCCESS -> {
                JsonNode data =
                        answer.envelope() == null ? null : answer.envelope().data();
                if (data == null) {
                    throw senseless(answer, "the answer holds no data");
                }
                return data;
            }
            case THROTTLED ->
                throw new GatewayThrottledException(failure(answer, "too many calls: " + answer.text(), later));
            case KEY_REFUSED ->
                throw new GatewayAuthenticationException(failure(
                        answer,
                        "the API key is not accepted: " + answer.text(),
                        "Check the option apiKey, and that the key belongs to this base URL."));
            case REJECTED ->
                throw new GatewayRejectedException(
                        failure(answer, answer.text(), "The same call again will have the same answer."));
            default -> throw senseless(answer, answer.text());
        }
    }

    /** For a success that makes no sense: another answer may come later. */
    GatewayException senseless(GatewayAnswer answer, String why) {
        return senseless(classify(answer), why);
    }

    GatewayException senseless(ClassifiedAnswer answer, String why) {
        return new GatewayUnavailableException(failure(answer, why, later));
    }

    GatewayFailure failure(ClassifiedAnswer answer, String what, String next) {
        return answer.failure(message(what, next), false);
    }

    private String message(String what, String next) {
        return call + ", but " + what + ". No money was spent by this call. " + next;
    }
}
