package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the answer to a call that costs nothing into its data, or into the exception of its kind. */
class CallRules {
    private final String call;
    private final String later;
    private final AnswerReader reader;

    /**
     * @param call what was done, as the start of a sentence
     * @param later what to do when the call may succeed later, as a sentence
     */
    CallRules(String call, String later, AnswerReader reader) {
        this.call = call;
        this.later = later;
        this.reader = reader;
    }

    final GatewayException judge(CallFailedException failure) {
        return new GatewayUnavailableException(new GatewayFailure(
                message(reader.text(failure), later), null, failure.httpStatus(), false, null, failure));
    }

    /**
     * What a success says.
     *
     * @param reading returns {@code null} if the data lacks what is read
     * @param lacking what is wrong then
     */
    final <T> T read(GatewayAnswer answer, Function<JsonNode, @Nullable T> reading, String lacking) {
        ClassifiedAnswer classified = reader.classify(answer);
        @Nullable T read = reading.apply(data(classified));
        if (read == null) {
            throw unusable(classified, lacking);
        }
        return read;
    }

    JsonNode data(ClassifiedAnswer answer) {
        switch (answer.kind()) {
            case SUCCESS -> {
                JsonNode data =
                        answer.envelope() == null ? null : answer.envelope().data();
                if (data == null) {
                    throw unusable(answer, "the answer holds no data");
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
            default -> throw unusable(answer, answer.text());
        }
    }

    /** For an answer that cannot be used: another answer may come later. */
    final GatewayException unusable(ClassifiedAnswer answer, String why) {
        return new GatewayUnavailableException(failure(answer, why, later));
    }

    final GatewayFailure failure(ClassifiedAnswer answer, String what, String next) {
        return answer.failure(message(what, next), false);
    }

    private String message(String what, String next) {
        return call + ", but " + what + ". No money was spent by this call. " + next;
    }
}
