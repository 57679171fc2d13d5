package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.request.RequestField;
import io.geminiomni.camel.request.VideoRequestReader;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the request of an exchange: its values, its image, its key, its charge and its correlation headers. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Channel channel;
    private final ProducerOptions options;
    private final VideoRequestReader reader;
    private final IdempotencyKeys keys;
    private final CorrelationHeaders correlationHeaders;
    private final MisspeltHeaders misspelt = new MisspeltHeaders();

    /**
     * @param caller names the step of a route where Camel does not
     * @throws IllegalArgumentException if an option is invalid
     */
    Intake(Channel channel, ProducerOptions options, String caller) {
        this.channel = channel;
        this.options = options;
        VideoRequestReader.checkDefaults(options.defaults(), options.strict());
        if (options.bodyFormat() == BodyFormat.image && options.defaults().has(RequestField.IMAGE_URLS)) {
            throw new IllegalArgumentException(
                    "The option imageUrls is set together with bodyFormat=image, where the body is the image: leave out one of them");
        }
        this.reader = new VideoRequestReader(
                options.defaults(), options.bodyFormat(), options.maxRequestBytes(), options.strict(), usesHeaders());
        this.keys = new IdempotencyKeys(
                channel.name(),
                caller,
                new SteeringHeaders(options.headersFromMessages()),
                KeyExpression.of(channel.context(), IdempotencyKeys.OPTION, options.idempotencyKey()));
        this.correlationHeaders = new CorrelationHeaders(options.correlationHeaders());
    }

    /** @throws InvalidVideoRequestException naming all that is wrong with the request */
    Order order(Exchange exchange) {
        UploadBody image = image(exchange);
        NormalizedRequest normalized = normalized(exchange, image);
        SubmissionKey key = keys.of(exchange);
        Submission submission = new Submission(
                UUID.randomUUID().toString(),
                key.channel(),
                key.key(),
                normalized.request().fingerprint(),
                normalized.request(),
                stored(exchange.getIn()),
                channel.options().gateway().baseUrl().toString(),
                channel.options().gateway().accountFingerprint(),
                channel.retention());
        return new Order(exchange, normalized, image, submission);
    }

    /** The correlation headers and the trace context. */
    private Map<String, Object> stored(Message message) {
        Map<String, Object> headers = correlationHeaders.of(message);
        return TraceContext.of(message.getHeader(TraceContext.TRACEPARENT), message.getHeader(TraceContext.TRACESTATE))
                .map(trace -> trace.storedWith(headers))
                .orElse(headers);
    }

    /** @throws InvalidVideoRequestException naming all that is wrong with the request */
    NormalizedRequest request(Exchange exchange) {
        return normalized(exchange, image(exchange));
    }

    private NormalizedRequest normalized(Exchange exchange, @Nullable UploadBody image) {
        if (usesHeaders()) {
            misspelt.warn(exchange.getIn().getHeaders());
        }
        NormalizedRequest normalized = image == null ? reader.read(exchange) : withImage(exchange, image);
        normalized.warnings().forEach(warning -> LOG.warn("Channel {}: {}", channel.name(), warning));
        return normalized;
    }

    /** Before its upload an image is named by a hash of its content, so that the same image makes the same request. */
    private NormalizedRequest withImage(Exchange exchange, UploadBody image) {
        List<Violation> violations = new ArrayList<>(image.violations());
        try {
            NormalizedRequest normalized = reader.readWithImage(exchange, violations.isEmpty() ? image.hash() : "");
            if (violations.isEmpty()) {
                return normalized;
            }
        } catch (InvalidVideoRequestException e) {
            violations.addAll(e.violations());
        }
        throw new InvalidVideoRequestException(violations);
    }

    /** To read it would download it. */
    private static void requireNoVideo(@Nullable Object body) {
        if (body instanceof GeneratedVideo) {
            throw new InvalidVideoRequestException(List.of(new Violation(
                    "body",
                    "a GeneratedVideo, the video of another request",
                    "a request",
                    "set the body to the prompt or the JSON of the next video before this step, or to nothing if headers and"
                            + " options have it all")));
        }
    }

    /** The body as an image, with bodyFormat=image. Its temporary file is deleted with the exchange. */
    private @Nullable UploadBody image(Exchange exchange) {
        requireNoVideo(exchange.getIn().getBody());
        if (options.bodyFormat() != BodyFormat.image) {
            return null;
        }
        UploadBody image = UploadBody.image(exchange);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                image.close();
            }
        });
        return image;
    }

    private boolean usesHeaders() {
        return options.headersFromMessages() != HeadersFromMessages.none;
    }
}
