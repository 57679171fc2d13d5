package io.geminiomni.camel;

import io.geminiomni.camel.delivery.UrlDisclosure;
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
    private final SteeringHeaders headers;
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
            @Nullable BalanceMinimum balance,
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

    VideoCreator(GeminiOmniEndpoint endpoint, SteeringHeaders headers) {
        this.endpoint = endpoint;
        this.headers = headers;
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        VideoRequestReader.checkDefaults(configuration.requestDefaults(), configuration.isStrict());
        if (configuration.getBodyFormat() == BodyFormat.image && configuration.getImageUrls() != null) {
            throw new IllegalArgumentException(
                    "The option imageUrls is set beside bodyFormat=image, where the body is the image: leave out one of them");
        }
        VideoRequestReader all = new VideoRequestReader(
                configuration.requestDefaults(),
                configuration.getBodyFormat(),
                configuration.maxRequestBytes(),
                configuration.isStrict());
        this.reader = headersCount() ? all : all.withoutHeaders();
        this.correlationHeaders = new CorrelationHeaders(configuration.getCorrelationHeaders());
    }

    void validate(Exchange exchange) {
        NormalizedRequest normalized = read(exchange, image(exchange));
        Message message = exchange.getMessage();
        tell(message, normalized);
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
                } catch (RuntimeException | Error e) {
                    giveUp(e);
                }
            }

            @Override
            public void giveUp(Throwable why) {
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
        BalanceMinimum balance = started().balance();
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

    private void tell(Order order, Submitted submitted) {
        UrlDisclosure disclosure = endpoint.getConfiguration().urlDisclosure();
        Message message = order.exchange().getMessage();
        VideoHeaders.tell(message, submitted.task(), disclosure);
        message.setHeader(GeminiOmniConstants.HEADER_DUPLICATE, submitted.duplicate());
        tell(message, order.normalized());
        message.setBody(disclosure.inBody(submitted.task()));
    }

    private static void tell(Message message, NormalizedRequest normalized) {
        message.setHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS, normalized.ignoredFields());
        message.setHeader(GeminiOmniConstants.HEADER_WARNINGS, normalized.warnings());
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
        if (headersCount()) {
            misspelt.warn(exchange.getIn().getHeaders());
        }
        NormalizedRequest normalized = image == null ? reader.read(exchange) : readWithImage(exchange, image);
        normalized.warnings().forEach(warning -> LOG.warn("Channel {}: {}", endpoint.getChannel(), warning));
        return normalized;
    }

    private boolean headersCount() {
        return endpoint.getConfiguration().getHeadersFromMessages() != HeadersFromMessages.none;
    }

    private synchronized VideoGenerator generator() {
        VideoGenerator present = generator;
        if (present == null) {
            if (!isStarted()) {
                throw new IllegalStateException("The producer for channel " + endpoint.getChannel()
                        + " is stopped. The request was not sent and nothing was paid; its key is free, so send it again"
                        + " after the start");
            }
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
                new IdempotencyKeys(endpoint.getChannel(), caller, headers, keyExpression()),
                submitter(client, policy),
                // No consumer may ask for the task before the exchange that waits for it has taken its lease.
                submitter(client, policy.withFirstQuestion(configuration.lease())),
                knownBalance(client),
                limit);
    }

    @Override
    protected void doStop() {
        @Nullable VideoGenerator last;
        synchronized (this) {
            last = generator;
            generator = null;
        }
        ServiceHelper.stopService(last);
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
        GeminiOmniComponent component = endpoint.getComponent();
        return new VideoSubmitter(
                endpoint.tasks(), sender, policy, Stopwatch.system(component.getClock()), component.openSubmissions());
    }

    private @Nullable BalanceMinimum knownBalance(GatewayClient client) {
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        Double minimum = configuration.getMinBalance();
        return minimum == null
                ? null
                : new BalanceMinimum(
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
