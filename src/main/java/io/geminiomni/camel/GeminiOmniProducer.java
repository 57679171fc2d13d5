package io.geminiomni.camel;

import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.GatewayClient;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.request.VideoRequestReader;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.Stopwatch;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.submit.SubmissionPolicy;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.submit.VideoSubmitter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns exchanges into validated requests and, unless it only validates, into tasks that are paid for at most once. */
public class GeminiOmniProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(GeminiOmniProducer.class);

    private final GeminiOmniEndpoint endpoint;
    private final VideoRequestReader reader;
    private final CorrelationHeaders correlationHeaders;
    private @Nullable IdempotencyKeys keys;
    private @Nullable VideoSubmitter submitter;
    private @Nullable VideoSubmitter leasingSubmitter;
    private @Nullable VideoGenerator generator;
    private @Nullable GatewaySettings gateway;

    public GeminiOmniProducer(GeminiOmniEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        VideoRequestReader.checkDefaults(configuration.requestDefaults(), configuration.isStrict());
        this.reader = new VideoRequestReader(
                configuration.requestDefaults(),
                configuration.getBodyFormat(),
                configuration.maxRequestBytes(),
                configuration.isStrict());
        this.correlationHeaders = new CorrelationHeaders(configuration.getCorrelationHeaders());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        GatewaySettings settings = endpoint.gatewaySettings();
        GatewayClient client = endpoint.getComponent().client(settings);
        this.gateway = settings;
        this.keys = new IdempotencyKeys(endpoint.getChannel(), keyExpression());
        SubmissionPolicy policy = endpoint.submissionPolicy();
        this.submitter = submitter(client, policy);
        // No consumer may ask for the task before the exchange that waits for it has taken its lease.
        this.leasingSubmitter = submitter(
                client, policy.withFirstQuestion(endpoint.getConfiguration().lease()));
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(generator);
        generator = null;
        super.doStop();
    }

    private VideoSubmitter submitter(GatewayClient client, SubmissionPolicy policy) {
        return new VideoSubmitter(endpoint.tasks(), client::create, policy, Stopwatch.system());
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

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            switch (operation(exchange)) {
                case create -> create(exchange, submitter);
                case generate -> {
                    return generate(exchange, callback);
                }
                case validate -> validate(exchange);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private boolean generate(Exchange exchange, AsyncCallback callback) {
        return generator().await(exchange, create(exchange, leasingSubmitter), callback);
    }

    private Submitted create(Exchange exchange, @Nullable VideoSubmitter through) {
        NormalizedRequest normalized = read(exchange);
        SubmissionKey key = Objects.requireNonNull(keys).of(exchange);
        Map<String, Object> correlation = correlationHeaders.of(exchange.getIn());
        GatewaySettings settings = Objects.requireNonNull(gateway);
        Submitted submitted = Objects.requireNonNull(through)
                .submit(
                        key,
                        normalized.request(),
                        correlation,
                        settings.baseUrl().toString(),
                        settings.accountFingerprint());
        Message message = exchange.getMessage();
        VideoHeaders.tell(message, submitted.task());
        message.setHeader(GeminiOmniConstants.HEADER_DUPLICATE, submitted.duplicate());
        message.setHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS, normalized.ignoredFields());
        message.setBody(submitted.task());
        return submitted;
    }

    private void validate(Exchange exchange) {
        NormalizedRequest normalized = read(exchange);
        Message message = exchange.getMessage();
        message.setHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS, normalized.ignoredFields());
        message.setBody(normalized.request());
    }

    private NormalizedRequest read(Exchange exchange) {
        NormalizedRequest normalized = reader.read(exchange);
        normalized.warnings().forEach(warning -> LOG.warn("Channel {}: {}", endpoint.getChannel(), warning));
        return normalized;
    }

    private GeminiOmniOperation operation(Exchange exchange) {
        @Nullable Object header = exchange.getIn().getHeader(GeminiOmniConstants.HEADER_OPERATION);
        if (header == null) {
            return endpoint.getConfiguration().getOperation();
        }
        for (GeminiOmniOperation operation : GeminiOmniOperation.values()) {
            if (operation == header
                    || (header instanceof String name && operation.name().equals(name))) {
                return operation;
            }
        }
        throw new InvalidVideoRequestException(List.of(Violation.of(
                GeminiOmniConstants.HEADER_OPERATION,
                header,
                "one of " + Arrays.toString(GeminiOmniOperation.values()),
                "without the header, the endpoint's operation counts")));
    }

    private @Nullable Expression keyExpression() {
        String text = endpoint.getConfiguration().getIdempotencyKey();
        if (text == null) {
            return null;
        }
        Expression expression =
                endpoint.getCamelContext().resolveLanguage("simple").createExpression(text);
        expression.init(endpoint.getCamelContext());
        return expression;
    }
}
