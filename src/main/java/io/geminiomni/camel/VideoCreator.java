package io.geminiomni.camel;

import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.VideoRequestReader;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.Stopwatch;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.submit.SubmissionPolicy;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.submit.VideoSubmitter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations that pay, {@code create} and {@code generate}, and {@code validate}, which only reads what they would send.
 * A request whose key stands for a task already passes all limits, as nothing is sent for it.
 */
final class VideoCreator extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(VideoCreator.class);

    private static final AtomicLong CREATORS = new AtomicLong();

    private final String caller = "caller" + CREATORS.incrementAndGet();
    private final GeminiOmniEndpoint endpoint;
    private final VideoRequestReader reader;
    private final CorrelationHeaders correlationHeaders;
    private final MisspeltHeaders misspelt = new MisspeltHeaders();
    private @Nullable Started started;
    private @Nullable VideoGenerator generator;

    private record Started(
            GatewaySettings gateway,
            IdempotencyKeys keys,
            VideoSubmitter submitter,
            VideoSubmitter leasingSubmitter,
            @Nullable KnownBalance balance,
            @Nullable InFlightLimit limit) {}

    /** A request on its way, and what is done with its task. */
    private record Order(
            Exchange exchange,
            NormalizedRequest normalized,
            @Nullable UploadBody image,
            SubmissionKey key,
            Map<String, Object> correlation,
            VideoSubmitter submitter,
            Continuation continuation) {}

    /** What is done with an exchange that has its task. */
    private interface Continuation {
        /** @return whether the exchange was done with at once */
        boolean goOn(Exchange exchange, Submitted submitted, AsyncCallback callback);
    }

    VideoCreator(GeminiOmniEndpoint endpoint) {
        this.endpoint = endpoint;
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        VideoRequestReader.checkDefaults(configuration.requestDefaults(), configuration.isStrict());
        if (configuration.getBodyFormat() == BodyFormat.image && configuration.getImageUrls() != null) {
            throw new IllegalArgumentException(
                    "The option imageUrls is set beside bodyFormat=image, where the body is the image: leave out one of them");
        }
        this.reader = new VideoRequestReader(
                configuration.requestDefaults(),
                configuration.getBodyFormat(),
                configuration.maxRequestBytes(),
                configuration.isStrict());
        this.correlationHeaders = new CorrelationHeaders(configuration.getCorrelationHeaders());
    }

    void validate(Exchange exchange) {
        NormalizedRequest normalized = read(exchange, image(exchange));
        Message message = exchange.getMessage();
        message.setHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS, normalized.ignoredFields());
        message.setBody(normalized.request());
    }

    boolean create(Exchange exchange, AsyncCallback callback) {
        return order(exchange, started().submitter(), VideoCreator::done, callback);
    }

    boolean generate(Exchange exchange, AsyncCallback callback) {
        VideoGenerator waiting = generator();
        return order(exchange, started().leasingSubmitter(), waiting::await, callback);
    }

    private static boolean done(Exchange exchange, Submitted submitted, AsyncCallback callback) {
        callback.done(true);
        return true;
    }

    private boolean order(
            Exchange exchange, VideoSubmitter submitter, Continuation continuation, AsyncCallback callback) {
        UploadBody image = image(exchange);
        NormalizedRequest normalized = read(exchange, image);
        SubmissionKey key = started().keys().of(exchange);
        Order order = new Order(
                exchange, normalized, image, key, correlationHeaders.of(exchange.getIn()), submitter, continuation);
        InFlightLimit limit = started().limit();
        if (limit == null && started().balance() == null && image == null) {
            return continuation.goOn(exchange, submit(order, normalized.request()), callback);
        }
        Optional<Submitted> known = submitter.known(key, normalized.request().fingerprint());
        if (known.isPresent()) {
            tell(order, known.get());
            return continuation.goOn(exchange, known.get(), callback);
        }
        if (limit == null) {
            return continuation.goOn(exchange, submitIfPayable(order), callback);
        }
        if (endpoint.getConfiguration().isBlockWhenFull()) {
            if (!limit.enterOrWait(whenThereIsRoom(order, limit, callback))) {
                return false;
            }
        } else {
            limit.enter();
        }
        return continuation.goOn(exchange, submitWithin(limit, order), callback);
    }

    private InFlightLimit.Waiting whenThereIsRoom(Order order, InFlightLimit limit, AsyncCallback callback) {
        AsyncCallback later = doneSync -> callback.done(false);
        return new InFlightLimit.Waiting() {
            @Override
            public void goOn() {
                try {
                    Submitted submitted = submitWithin(limit, order);
                    order.continuation().goOn(order.exchange(), submitted, later);
                } catch (RuntimeException e) {
                    giveUp(e);
                }
            }

            @Override
            public void giveUp(RuntimeException why) {
                order.exchange().setException(why);
                later.done(false);
            }
        };
    }

    private Submitted submitWithin(InFlightLimit limit, Order order) {
        try {
            return submitIfPayable(order);
        } finally {
            limit.leave();
        }
    }

    private Submitted submitIfPayable(Order order) {
        KnownBalance balance = started().balance();
        if (balance != null) {
            balance.check();
        }
        return submit(order, withImage(order));
    }

    /** The request with its picture uploaded, if that is what the body is. */
    private VideoRequest withImage(Order order) {
        VideoRequest request = order.normalized().request();
        if (order.image() == null) {
            return request;
        }
        String url = endpoint.getComponent()
                .client(started().gateway())
                .upload(order.image().file());
        return request.toBuilder().imageUrls(url).build();
    }

    private Submitted submit(Order order, VideoRequest request) {
        GatewaySettings gateway = started().gateway();
        Submitted submitted = order.submitter()
                .submit(
                        order.key(),
                        request,
                        order.normalized().request().fingerprint(),
                        order.correlation(),
                        gateway.baseUrl().toString(),
                        gateway.accountFingerprint());
        tell(order, submitted);
        return submitted;
    }

    private static void tell(Order order, Submitted submitted) {
        Message message = order.exchange().getMessage();
        VideoHeaders.tell(message, submitted.task());
        message.setHeader(GeminiOmniConstants.HEADER_DUPLICATE, submitted.duplicate());
        message.setHeader(
                GeminiOmniConstants.HEADER_IGNORED_FIELDS, order.normalized().ignoredFields());
        message.setBody(submitted.task());
    }

    /** The picture that the body is, with bodyFormat=image; what it keeps goes when the exchange is done. */
    private @Nullable UploadBody image(Exchange exchange) {
        if (endpoint.getConfiguration().getBodyFormat() != BodyFormat.image) {
            return null;
        }
        UploadBody image = UploadBody.picture(exchange);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                image.close();
            }
        });
        return image;
    }

    /** Until it is uploaded, a picture is named by its content: so the same picture makes the same request. */
    private NormalizedRequest readWithImage(Exchange exchange, UploadBody image) {
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

    private NormalizedRequest read(Exchange exchange, @Nullable UploadBody image) {
        misspelt.warn(exchange.getIn().getHeaders());
        NormalizedRequest normalized = image == null ? reader.read(exchange) : readWithImage(exchange, image);
        normalized.warnings().forEach(warning -> LOG.warn("Channel {}: {}", endpoint.getChannel(), warning));
        return normalized;
    }

    private synchronized VideoGenerator generator() {
        VideoGenerator present = generator;
        if (present == null) {
            present = new VideoGenerator(endpoint);
            ServiceHelper.startService(present);
            generator = present;
        }
        return present;
    }

    private Started started() {
        return Objects.requireNonNull(started);
    }

    @Override
    protected void doStart() {
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        GatewaySettings gateway = endpoint.gatewaySettings();
        GatewayClient client = endpoint.getComponent().client(gateway);
        SubmissionPolicy policy = endpoint.submissionPolicy();
        @Nullable InFlightLimit limit = configuration.getMaxInFlight() == null ? null : endpoint.inFlightLimit();
        started = new Started(
                gateway,
                new IdempotencyKeys(endpoint.getChannel(), caller, keyExpression()),
                submitter(client, policy),
                // No consumer may ask for the task before the exchange that waits for it has taken its lease.
                submitter(client, policy.withFirstQuestion(configuration.lease())),
                knownBalance(client),
                limit);
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(generator);
        generator = null;
    }

    private VideoSubmitter submitter(GatewayClient client, SubmissionPolicy policy) {
        VideoSubmitter.Sender sender = new VideoSubmitter.Sender() {
            @Override
            public boolean awaitTurn(Duration atMost) {
                return client.awaitTurn(atMost);
            }

            @Override
            public CreateOutcome send(VideoRequest request, SubmissionKey key) {
                return client.create(request, key.hash(), "the request with " + key);
            }
        };
        return new VideoSubmitter(endpoint.tasks(), sender, policy, Stopwatch.system());
    }

    private @Nullable KnownBalance knownBalance(GatewayClient client) {
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        Double minimum = configuration.getMinBalance();
        return minimum == null
                ? null
                : new KnownBalance(
                        BigDecimal.valueOf(minimum),
                        Duration.ofMillis(configuration.getBalanceCacheTime()),
                        client::balance,
                        endpoint.getComponent().getClock());
    }

    private @Nullable Expression keyExpression() {
        String text = endpoint.getConfiguration().getIdempotencyKey();
        if (text == null) {
            return null;
        }
        try {
            Expression expression =
                    endpoint.getCamelContext().resolveLanguage("simple").createExpression(text);
            expression.init(endpoint.getCamelContext());
            return expression;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "The option idempotencyKey is not a Simple expression: " + e.getMessage(), e);
        }
    }
}
