package io.geminiomni.camel;

import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Does with each exchange what its header or the endpoint says; what that is, is in a class for each operation. */
public class GeminiOmniProducer extends DefaultAsyncProducer {
    private final GeminiOmniEndpoint endpoint;
    private final SteeringHeaders headers;
    private final VideoCreator creator;
    private final TaskStatus taskStatus;
    private final VideoFetcher fetcher;
    private Users.@Nullable Stay stay;

    public GeminiOmniProducer(GeminiOmniEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.headers = new SteeringHeaders(endpoint.getConfiguration().getHeadersFromMessages());
        this.creator = new VideoCreator(endpoint, headers);
        this.taskStatus = new TaskStatus(endpoint, headers);
        this.fetcher = new VideoFetcher(endpoint, headers, taskStatus);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Users.Stay present = endpoint.enter();
        try {
            ServiceHelper.startService(creator);
        } catch (RuntimeException e) {
            present.close();
            throw e;
        }
        stay = present;
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(creator);
        if (stay != null) {
            stay.close();
        }
        super.doStop();
    }

    /** The exchange keeps what it uses, as its producer may be stopped while it waits. */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Users.Stay ofExchange;
        try {
            ofExchange = endpoint.enter();
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return operate(exchange, doneSync -> {
            ofExchange.close();
            callback.done(doneSync);
        });
    }

    private boolean operate(Exchange exchange, AsyncCallback callback) {
        try {
            switch (operation(exchange)) {
                case create -> {
                    return creator.create(exchange, callback);
                }
                case generate -> {
                    return creator.generate(exchange, callback);
                }
                case status -> taskStatus.tell(exchange);
                case upload -> upload(exchange);
                case download -> fetcher.give(exchange);
                case balance ->
                    exchange.getMessage()
                            .setBody(endpoint.getComponent()
                                    .client(endpoint.gatewaySettings())
                                    .balance());
                case validate -> creator.validate(exchange);
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void upload(Exchange exchange) {
        try (UploadBody body = UploadBody.of(exchange)) {
            String url =
                    endpoint.getComponent().client(endpoint.gatewaySettings()).upload(body.file());
            exchange.getMessage().setBody(url);
        }
    }

    private GeminiOmniOperation operation(Exchange exchange) {
        @Nullable Object header = headers.get(exchange.getIn(), GeminiOmniConstants.HEADER_OPERATION);
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
}
