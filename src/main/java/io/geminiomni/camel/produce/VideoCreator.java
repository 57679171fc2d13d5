package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.submit.VideoSubmitter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The operations {@code create} and {@code generate}, which pay, and {@code validate} and {@code estimate}, which only read the
 * request. A request is read ({@link Intake}), admitted ({@link Admission}) and submitted ({@link VideoSubmitter}); then the exchange continues, or
 * waits for its video ({@link VideoGenerator}). A request with the key of a known task needs no admission, as nothing is sent.
 */
public final class VideoCreator extends ServiceSupport {
    private static final AtomicLong CREATORS = new AtomicLong();

    private final Channel channel;
    private final ProducerOptions options;
    private final CostOptions cost;
    private final Pricing pricing;
    private final Intake intake;
    private final Admission admission;
    private final Next create;
    private final VideoSubmitter leasingSubmitter;
    private final Monitor monitor;
    private @Nullable VideoGenerator generator;

    /**
     * @param cost what requests cost, and may cost
     * @param limit of the channel, used only with {@code maxInFlight}
     * @throws IllegalArgumentException if an option is invalid
     */
    public VideoCreator(Channel channel, ProducerOptions options, CostOptions cost, Supplier<InFlightLimit> limit) {
        this.channel = channel;
        this.monitor = channel.threads().monitor();
        this.options = options;
        this.cost = cost;
        this.pricing = new Pricing(channel.context(), channel.name(), cost);
        this.intake = new Intake(channel, options, "caller" + CREATORS.incrementAndGet());
        Gateway gateway = channel.gateway();
        ChannelOptions.BalanceLimit balance = channel.options().balance();
        this.admission = new Admission(
                gateway,
                pricing,
                balance.minimum() == null
                        ? null
                        : new BalanceMinimum(
                                balance.minimum(),
                                balance.keptFor(),
                                gateway::balance,
                                channel.clock(),
                                channel.threads()),
                options.maxInFlight() == null ? null : limit.get(),
                options.blockWhenFull());
        this.create = new Next(channel.submitter(), (exchange, submitted, callback) -> {
            callback.done(true);
            return true;
        });
        // No consumer may poll the task before the exchange that waits for it has its lease.
        this.leasingSubmitter = channel.submitter(channel.options().lease());
    }

    /** Checks the request of an exchange and sets it as the body. */
    public void validate(Exchange exchange) {
        NormalizedRequest normalized = intake.request(exchange);
        setFindings(exchange.getMessage(), normalized);
        exchange.getMessage().setBody(normalized.request());
    }

    /**
     * Sets what the request of an exchange costs as the body.
     *
     * @throws IllegalStateException without a price list
     */
    public void estimate(Exchange exchange) {
        NormalizedRequest normalized = intake.request(exchange);
        CostEstimate cost = pricing.mandatoryEstimate(normalized.request());
        setFindings(exchange.getMessage(), normalized);
        exchange.getMessage().setBody(cost);
    }

    /** @return whether the exchange was completed synchronously */
    public boolean create(Exchange exchange, AsyncCallback callback) {
        return process(exchange, create, callback);
    }

    /** @return whether the exchange was completed synchronously */
    public boolean generate(Exchange exchange, AsyncCallback callback) {
        return process(exchange, new Next(leasingSubmitter, generator()::await), callback);
    }

    private boolean process(Exchange exchange, Next next, AsyncCallback callback) {
        Order read = intake.order(exchange);
        Charge charge;
        try {
            charge = pricing.charge(exchange, read.submission().request());
        } catch (InvalidVideoRequestException e) {
            // Nothing is paid for a known task, so it needs no budget key.
            return next.proceed(read, next.submitter().known(read.submission()).orElseThrow(() -> e), callback);
        }
        return process(read.withCharge(charge), next, callback);
    }

    private boolean process(Order order, Next next, AsyncCallback callback) {
        if (admission.isNeededFor(order)) {
            Optional<Submitted> known = next.submitter().known(order.submission());
            return known.isPresent()
                    ? next.proceed(order, known.get(), callback)
                    : admission.admit(order, next, callback);
        }
        return next.proceed(order, next.submit(order), callback);
    }

    private interface Ending {
        /** @return whether the exchange was completed synchronously */
        boolean end(Exchange exchange, Submitted submitted, AsyncCallback callback);
    }

    private final class Next implements Admission.Next {
        private final VideoSubmitter submitter;
        private final Ending ending;

        Next(VideoSubmitter submitter, Ending ending) {
            this.submitter = submitter;
            this.ending = ending;
        }

        VideoSubmitter submitter() {
            return submitter;
        }

        @Override
        public void requireStarted() {
            VideoCreator.this.requireStarted();
        }

        @Override
        public Submitted submit(Order order) {
            return submitter.submit(order.submission());
        }

        @Override
        public boolean proceed(Order order, Submitted submitted, AsyncCallback callback) {
            setTask(order, submitted);
            return ending.end(order.exchange(), submitted, callback);
        }
    }

    private void setTask(Order order, Submitted submitted) {
        UrlDisclosure disclosure = channel.options().disclosure();
        Message message = order.exchange().getMessage();
        VideoHeaders.set(message, submitted.task(), disclosure);
        message.setHeader(HeaderNames.DUPLICATE, submitted.duplicate());
        setFindings(message, order.normalized());
        message.setBody(disclosure.inBody(submitted.task()));
    }

    /** The header of the cost is that of this request, not of an earlier step. */
    private void setFindings(Message message, NormalizedRequest normalized) {
        message.setHeader(HeaderNames.IGNORED_FIELDS, normalized.ignoredFields());
        message.setHeader(HeaderNames.WARNINGS, normalized.warnings());
        message.removeHeader(HeaderNames.ESTIMATED_COST);
        pricing.estimate(normalized.request())
                .map(CostEstimate::amount)
                .ifPresent(amount -> message.setHeader(HeaderNames.ESTIMATED_COST, amount));
    }

    private void requireStarted() {
        if (!isStarted()) {
            throw new IllegalStateException("The producer for channel " + channel.name()
                    + " is stopped. The request was not sent and nothing was paid; its key is free, so send it"
                    + " again after the start");
        }
    }

    private VideoGenerator generator() {
        return monitor.get(() -> {
            VideoGenerator present = generator;
            if (present == null) {
                requireStarted();
                present = new VideoGenerator(channel, options.generateTimeout());
                ServiceHelper.startService(present);
                generator = present;
            }
            return present;
        });
    }

    @Override
    protected void doStart() {
        OtherUnits.warn(channel, cost);
    }

    @Override
    protected void doStop() {
        @Nullable VideoGenerator last = monitor.get(() -> {
            VideoGenerator present = generator;
            generator = null;
            return present;
        });
        ServiceHelper.stopService(last);
    }
}
