package io.geminiomni.camel.gateway;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the answers of one gateway: classifies them, describes them for messages, and finds the tasks in them. */
final class AnswerReader {
    private static final int SHOWN = 200;
    private static final int LONGEST_ID = 256;

    /** How a web server that is not the gateway answers these calls: redirects, unknown pages, unknown methods. */
    private static final Set<Integer> OF_ANOTHER_SERVER = Set.of(200, 301, 302, 303, 307, 308, 404, 405, 501);

    private final URI baseUrl;
    private final Redaction redaction;
    private final Clock clock;
    private final TaskAnswers tasks;

    /**
     * @param secrets are removed from all texts
     * @param clock for dates in {@code Retry-After}
     */
    AnswerReader(URI baseUrl, Clock clock, String... secrets) {
        this.baseUrl = baseUrl;
        this.clock = clock;
        this.redaction = new Redaction(secrets);
        this.tasks = new TaskAnswers(baseUrl, redaction);
    }

    TaskAnswers tasks() {
        return tasks;
    }

    ClassifiedAnswer classify(GatewayAnswer answer) {
        return classify(answer, "");
    }

    /** @param sent the request, as the answer may quote it */
    ClassifiedAnswer classify(GatewayAnswer answer, String sent) {
        Envelope envelope = Envelope.in(answer.body());
        Phrases phrases = new Phrases(envelope == null ? null : envelope.message(), sent);
        return new ClassifiedAnswer(
                ClassifiedAnswer.Kind.of(answer.httpStatus(), envelope, phrases),
                answer.httpStatus(),
                envelope,
                phrases,
                RetryAfter.parse(answer.retryAfter(), clock.instant()),
                text(answer.httpStatus(), envelope));
    }

    private String text(int httpStatus, @Nullable Envelope envelope) {
        if (envelope == null) {
            return "HTTP " + httpStatus + " and no answer of the contract's form"
                    + (OF_ANOTHER_SERVER.contains(httpStatus)
                            ? " (is the option baseUrl, " + baseUrl + ", that of the gateway?)"
                            : "");
        }
        String message = envelope.message() == null ? null : Texts.clean(redaction.apply(envelope.message()), SHOWN);
        return "HTTP " + httpStatus
                + (envelope.code() == null || !envelope.hasCode() ? "" : ", code " + redaction.apply(envelope.code()))
                + (message == null ? "" : ", \"" + message + "\"");
    }

    /** The task that an answer names, as an operator needs it who looks for the task; empty if it names none. */
    String namedTask(Envelope envelope) {
        String id = envelope.namedTask();
        return id == null ? "" : " (its task_id is \"" + Texts.clean(redaction.apply(id), LONGEST_ID) + "\")";
    }

    /** What happened in a call without a whole answer. */
    String text(CallFailedException failure) {
        return redaction.apply(String.valueOf(failure.getMessage()));
    }
}
