package io.geminiomni.examples.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.VideoTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the form of the page does: checks a request, estimates its cost, creates a video, uploads a picture. */
final class VideoMaker {
    private static final Logger LOG = LoggerFactory.getLogger(VideoMaker.class);

    private final ProducerTemplate template;
    private final String endpoint;
    private final TaskViews views;
    private final UrlReferences references;
    private final boolean priced;

    /** @param priced whether the component has a price list */
    VideoMaker(ProducerTemplate template, String channel, TaskViews views, UrlReferences references, boolean priced) {
        this.template = template;
        this.endpoint = "gemini-omni:" + channel;
        this.views = views;
        this.references = references;
        this.priced = priced;
    }

    /** Checks the fields of a request. Nothing is sent to the gateway. */
    Reply validate(Map<String, Object> form) {
        Exchange checked = send("?operation=validate", form);
        return checked.getException() != null
                ? failure(checked.getException())
                : Reply.json(
                        200,
                        views.withoutUrls(
                                checked.getMessage().getBody(VideoRequest.class).fields()));
    }

    /** What a request costs by the price list; an object without values if the studio has none. Nothing is sent to the gateway. */
    Reply estimate(Map<String, Object> form) {
        if (!priced) {
            return Reply.json(200, Map.of());
        }
        Exchange estimated = send("?operation=estimate", form);
        if (estimated.getException() != null) {
            return failure(estimated.getException());
        }
        CostEstimate cost = estimated.getMessage().getBody(CostEstimate.class);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("known", cost.isKnown());
        answer.put("unit", cost.unit());
        if (cost.isKnown()) {
            answer.put("amount", cost.amount().toPlainString());
            answer.put("row", cost.row());
        }
        return Reply.json(200, answer);
    }

    /** Creates a video, which costs money. The form has a key of its own, so that it is paid for once. */
    Reply create(Map<String, Object> form) {
        if (!(form.get("key") instanceof String key) || key.isBlank()) {
            return Reply.error(
                    400,
                    "The request has no key, without which a repeated request would be paid for twice."
                            + " Nothing was sent, and nothing was paid for");
        }
        Exchange created = send("", form);
        if (created.getException() != null) {
            return failure(created.getException());
        }
        Map<String, Object> answer = views.view(created.getMessage().getBody(VideoTask.class));
        answer.put(
                "duplicate",
                created.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE, false, Boolean.class));
        return Reply.json(201, answer);
    }

    /** Uploads a picture, and gives a reference to it, because its URL is a secret. */
    Reply upload(HttpCall call) {
        Exchange uploaded = template.request(endpoint + "?operation=upload", exchange -> {
            exchange.getIn()
                    .setHeader(Exchange.FILE_NAME, call.parameter("name").orElse("picture"));
            exchange.getIn().setBody(call.body());
        });
        return uploaded.getException() != null
                ? failure(uploaded.getException())
                : Reply.json(201, references.refer(uploaded.getMessage().getBody(String.class)));
    }

    private Exchange send(String options, Map<String, Object> form) {
        Map<String, Object> fields = new LinkedHashMap<>(form);
        Object key = fields.remove("key");
        fields.replaceAll((name, value) -> value instanceof List<?> values ? references.resolve(values) : value);
        return template.request(endpoint + options, exchange -> {
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
            exchange.getIn().setBody(json(fields));
        });
    }

    private static String json(Map<String, Object> fields) {
        try {
            return Reply.JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The fields of a form could not be written as JSON", e);
        }
    }

    private static Reply failure(Exception failure) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", String.valueOf(failure.getMessage()));
        if (failure instanceof InvalidVideoRequestException invalid) {
            answer.put(
                    "violations",
                    invalid.violations().stream()
                            .map(violation -> Map.of(
                                    "field", violation.field(),
                                    "found", violation.found(),
                                    "allowed", violation.allowed(),
                                    "hint", violation.hint()))
                            .toList());
            return Reply.json(422, answer);
        }
        if (failure instanceof IdempotencyKeyConflictException) {
            return Reply.json(409, answer);
        }
        if (failure instanceof SubmissionOutcomeUnknownException) {
            answer.put("unknown", true);
            return Reply.json(502, answer);
        }
        if (failure instanceof CostLimitException) {
            return Reply.json(402, answer);
        }
        if (failure instanceof GatewayException) {
            return Reply.json(502, answer);
        }
        LOG.error("A request of the page failed", failure);
        return Reply.error(500, "The request failed. The log of the studio says why");
    }
}
