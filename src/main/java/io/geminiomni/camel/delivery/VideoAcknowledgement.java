package io.geminiomni.camel.delivery;

import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.observe.ObservedSpan;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TraceContext;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finishes a task when its exchange completes, and releases it when the exchange fails or is rolled back. With
 * {@code verifyVideo=park} it parks the task if the video that was read is not what was asked for, however the exchange ended. It
 * holds the lease
 * itself, so a route cannot change what is acknowledged. Only the first call has an effect.
 */
public final class VideoAcknowledgement implements Synchronization {
    private static final List<Class<? extends Exception>> SIGNS_OF_A_STOP = List.of(
            RejectedExecutionException.class,
            InterruptedException.class,
            InterruptedIOException.class,
            ClosedByInterruptException.class);

    private final Deliveries deliveries;
    private final LeasedTask leased;
    private final VideoVerification verification;
    private final BooleanSupplier stopping;
    private final BooleanSupplier othersWait;
    private final AtomicBoolean given = new AtomicBoolean();
    private volatile ObservedSpan span = ObservedSpan.NONE;

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

    /** From now on the delivery is followed, if somebody does, and the exchange has the trace context of that. */
    public void follow(Exchange exchange) {
        span = deliveries.follow(leased.task());
        Message message = exchange.getIn();
        Map<String, String> headers = span.headers();
        if (!headers.isEmpty()) {
            message.removeHeader(TraceContext.TRACESTATE);
            headers.forEach(message::setHeader);
        }
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            failed(exchange.getException());
        } else {
            finished();
        }
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
                && SIGNS_OF_A_STOP.stream().anyMatch(sign -> ObjectHelper.getException(sign, cause) != null);
    }

    @Override
    public String toString() {
        return "VideoAcknowledgement[" + leased.task() + "]";
    }
}
