package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.produce.CostOptions;
import io.geminiomni.camel.produce.ProducerOptions;
import io.geminiomni.camel.produce.SpendingReport;
import io.geminiomni.camel.produce.SteeringHeaders;
import io.geminiomni.camel.produce.TaskReferences;
import io.geminiomni.camel.produce.TaskStatus;
import io.geminiomni.camel.produce.UploadBody;
import io.geminiomni.camel.produce.VideoCreator;
import io.geminiomni.camel.produce.VideoFetcher;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the operation that the header or the endpoint names. Each operation has a class of its own. */
public class GeminiOmniProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(GeminiOmniProducer.class);

    private final GeminiOmniEndpoint endpoint;
    private @Nullable AtWork atWork;
    private Users.@Nullable Stay stay;

    private record AtWork(
            Channel channel,
            SteeringHeaders headers,
            VideoCreator creator,
            TaskStatus taskStatus,
            VideoFetcher fetcher,
            SpendingReport spending) {}

    public GeminiOmniProducer(GeminiOmniEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Users.Stay present = endpoint.channel().enter();
        try {
            atWork = start(endpoint.channel(), endpoint.getConfiguration().producerOptions(), endpoint.costOptions());
        } catch (RuntimeException e) {
            present.close();
            throw e;
        }
        stay = present;
    }

    private AtWork start(Channel channel, ProducerOptions options, CostOptions cost) {
        VideoCreator creator = new VideoCreator(channel, options, cost, endpoint::inFlightLimit);
        TaskReferences references = new TaskReferences(channel, options);
        TaskStatus taskStatus = new TaskStatus(channel, references);
        ServiceHelper.startService(creator);
        return new AtWork(
                channel,
                new SteeringHeaders(options.headersFromMessages()),
                creator,
                taskStatus,
                new VideoFetcher(channel, references, taskStatus),
                new SpendingReport(channel, options));
    }

    @Override
    protected void doStop() throws Exception {
        try {
            if (atWork != null) {
                ServiceHelper.stopService(atWork.creator());
            }
        } finally {
            if (stay != null) {
                stay.close();
            }
        }
        super.doStop();
    }

    /** The exchange keeps the channel in use, as its producer may be stopped while it waits. */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Users.Stay ofExchange;
        AtWork present;
        try {
            present = atWork();
            ofExchange = present.channel().enter();
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return operate(exchange, present, doneSync -> {
            leave(ofExchange);
            callback.done(doneSync);
        });
    }

    /** What the last user closes may fail, which is no failure of its exchange. */
    private void leave(Users.Stay ofExchange) {
        try {
            ofExchange.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("The clients of channel {} could not be closed", endpoint.getChannel(), e);
        }
    }

    private boolean operate(Exchange exchange, AtWork present, AsyncCallback callback) {
        try {
            switch (operation(exchange, present.headers())) {
                case create -> {
                    return present.creator().create(exchange, callback);
                }
                case generate -> {
                    return present.creator().generate(exchange, callback);
                }
                case status -> present.taskStatus().process(exchange);
                case upload -> upload(exchange, present.channel());
                case download -> present.fetcher().process(exchange);
                case balance ->
                    exchange.getMessage().setBody(present.channel().gateway().balance());
                case validate -> present.creator().validate(exchange);
                case estimate -> present.creator().estimate(exchange);
                case spend -> present.spending().process(exchange);
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private static void upload(Exchange exchange, Channel channel) {
        try (UploadBody body = UploadBody.of(exchange)) {
            exchange.getMessage().setBody(channel.gateway().upload(body.file()));
        }
    }

    private AtWork atWork() {
        AtWork present = atWork;
        if (present == null) {
            throw new IllegalStateException("The producer for channel " + endpoint.getChannel()
                    + " is not started. Nothing was sent and nothing was paid; start it first");
        }
        return present;
    }

    private GeminiOmniOperation operation(Exchange exchange, SteeringHeaders headers) {
        @Nullable Object header = headers.get(exchange.getIn(), GeminiOmniConstants.HEADER_OPERATION);
        if (header == null) {
            return endpoint.getConfiguration().getOperation();
        }
        return Arrays.stream(GeminiOmniOperation.values())
                .filter(operation -> operation == header || operation.name().equals(header))
                .findFirst()
                .orElseThrow(() -> new InvalidVideoRequestException(List.of(Violation.of(
                        GeminiOmniConstants.HEADER_OPERATION,
                        header,
                        "one of " + Arrays.toString(GeminiOmniOperation.values()),
                        "without the header the endpoint's operation is used"))));
    }
}
