package io.geminiomni.camel.delivery;

import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.observe.ObservedSpan;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TraceContext;
import io.geminiomni.camel.task.VideoTask;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.spi.SynchronizationVetoable;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finishes a task when its exchange completes, and releases it when the exchange fails or is rolled back. With
 * {@code verifyVideo=park} it parks the task if the video that was read is not what was asked for, however the exchange ended. It
 * holds the lease itself, so a route cannot change what is acknowledged. Only the first call has an effect.
 */
public final class VideoAcknowledgement implements SynchronizationVetoable {
    private static final List<Class<? extends Exception>> SIGNS_OF_A_STOP = List.of(
            RejectedExecutionException.class,
            InterruptedException.class,
            InterruptedIOException.class,
            ClosedByInterruptException.class);

    /** The classes that add copies to queues. */
    private static final List<String> QUEUES =
            List.of("org.apache.camel.component.seda.SedaProducer", "org.apache.camel.component.disruptor.");

    /** They are among so many frames of the stack trace of an exception that their queue throws. */
    private static final int QUEUE_FRAMES = 5;

    private final Deliveries deliveries;
    private final LeasedTask leased;
    private final VideoVerification verification;
    private final BooleanSupplier stopping;
    private final BooleanSupplier othersWait;
    private final AtomicBoolean given = new AtomicBoolean();
    private volatile ObservedSpan span = ObservedSpan.NONE;
    private volatile LostCopy ofLatest = new LostCopy();

    VideoAcknowledgement(
            Deliveries deliveries,
            LeasedTask leased,
            VideoVerification verification,
            BooleanSupplier stopping,
            BooleanSupplier othersWait) {
        this.deliveries = deliveries;
        this.leased = leased;
        this.verification = verification;
        this.stopping = stopping;
        this.othersWait = othersWait;
    }

    /**
     * Sets the headers and the body of an exchange to those of the task: the body is a {@link GeneratedVideo}, or, for a failed task,
     * the {@link io.geminiomni.camel.task.VideoTask}.
     */
    public void describe(Exchange exchange, FreshUrl freshUrl) {
        deliveries.describe(exchange, leased.task(), freshUrl, verification);
    }

    /** Sets the body of an exchange, which has the headers of the task already, to its finished video. */
    public void setVideo(Exchange exchange, FreshUrl freshUrl) {
        deliveries.setVideo(exchange, leased.task(), freshUrl, verification);
    }

    public VideoTask task() {
        return leased.task();
    }

    /** Whether the end of an exchange is still to acknowledge the video, as far as is known. */
    boolean isHeld() {
        return deliveries.isHeld(leased);
    }

    /** From now on the delivery is followed, if somebody does, and the exchange has the trace context of that. */
    public void follow(Exchange exchange) {
        if (span == ObservedSpan.NONE) {
            span = deliveries.follow(leased.task());
        }
        Message message = exchange.getIn();
        Map<String, String> headers = span.headers();
        if (!headers.isEmpty()) {
            message.removeHeader(TraceContext.TRACESTATE);
            headers.forEach(message::setHeader);
        }
    }

    /** From now on the end of the exchange, or of a copy that takes this over from it, acknowledges the video. */
    public void giveAtTheEndOf(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(this);
        watch(exchange);
    }

    private void watch(Exchange exchange) {
        ofLatest = new LostCopy();
        exchange.getExchangeExtension().addOnCompletion(ofLatest);
    }

    @Override
    public boolean allowHandover() {
        return true;
    }

    @Override
    public void beforeHandover(Exchange copy) {
        ofLatest.takenOverAt = copy.getProperty(ExchangePropertyKey.TO_ENDPOINT, String.class);
        watch(copy);
    }

    /**
     * Acknowledges for a copy that was not routed. {@code seda} hands this over to a copy before it adds the copy to its queue, and
     * drops the copy if the queue does not take it. This stays with the exchange itself. It acts at the end of the exchange if that has
     * the exception of such a queue. Camel keeps this exception when a later redelivery succeeds, and when a route handles it. Only if
     * Camel tells that the copy of this endpoint was refused, and that the failure was handled, the video is finished: otherwise
     * another queue may be meant, or another copy may be queued, and the video is emitted again.
     */
    private final class LostCopy extends SynchronizationAdapter {
        private volatile @Nullable String takenOverAt;

        @Override
        public boolean allowHandover() {
            return false;
        }

        @Override
        public void onDone(Exchange exchange) {
            String failedAt = exchange.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT, String.class);
            Throwable failure = exchange.getException() == null
                    ? exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class)
                    : exchange.getException();
            boolean mayBeThisCopy = takenOverAt != null && (failedAt == null || failedAt.equals(takenOverAt));
            if (!mayBeThisCopy || failure == null || !isOfAQueue(failure)) {
                return;
            }
            if (failedAt != null && exchange.getException() == null) {
                finished();
            } else {
                failed(failure);
            }
        }

        private static boolean isOfAQueue(Throwable failure) {
            for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
                if (isThrownByAQueue(cause)
                        || Arrays.stream(cause.getSuppressed()).anyMatch(LostCopy::isThrownByAQueue)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isThrownByAQueue(Throwable failure) {
            return Arrays.stream(failure.getStackTrace())
                    .limit(QUEUE_FRAMES)
                    .anyMatch(frame -> QUEUES.stream().anyMatch(frame.getClassName()::startsWith));
        }
    }

    @Override
    public void onComplete(Exchange exchange) {
        Throwable unconverted = unconverted(exchange);
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            failed(exchange.getException());
        } else if (unconverted != null) {
            failed(unconverted);
        } else {
            finished();
        }
    }

    /**
     * Why a {@code ConsumerTemplate} could not convert the video. It throws that to its caller, but completes the exchange without it. A
     * route that completes its exchange has handled it.
     */
    private static @Nullable Throwable unconverted(Exchange exchange) {
        return exchange.getFromRouteId() == null && exchange.getMessage().getBody() instanceof GeneratedVideo video
                ? video.conversionFailure()
                : null;
    }

    @Override
    public void onFailure(Exchange exchange) {
        failed(exchange.getException());
    }

    /** The video was taken, or the failure reported. */
    public void finished() {
        if (!given.compareAndSet(false, true) || parked()) {
            return;
        }
        deliveries.finish(leased, verification.finding(), othersWait.getAsBoolean());
        end(leased.task().state() == TaskState.FAILED ? "task_failed" : null);
    }

    /** Parks the task if its video is not what was asked for: each further attempt would fetch the same file. */
    private boolean parked() {
        String reason = verification.reasonToPark();
        if (reason == null) {
            return false;
        }
        deliveries.parkWrong(leased, reason);
        end(WrongVideoException.class.getName());
        return true;
    }

    /** The exchange failed, or could not be created. */
    public void failed(@Nullable Throwable cause) {
        if (!given.compareAndSet(false, true) || parked()) {
            return;
        }
        if (wasInterrupted(cause)) {
            deliveries.interrupted(leased);
        } else {
            deliveries.failed(leased, cause);
        }
        end(cause == null ? "rolled_back" : cause.getClass().getName());
    }

    private void end(@Nullable String error) {
        span.end(leased.task().taskId(), error);
    }

    private boolean wasInterrupted(@Nullable Throwable cause) {
        return cause != null
                && stopping.getAsBoolean()
                && SIGNS_OF_A_STOP.stream()
                        .map(sign -> ObjectHelper.getException(sign, cause))
                        .filter(Objects::nonNull)
                        .anyMatch(sign -> !(sign instanceof SocketTimeoutException));
    }

    @Override
    public String toString() {
        return "VideoAcknowledgement[" + leased.task() + "]";
    }
}
