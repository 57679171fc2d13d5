package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.LeasedTask;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finishes with a task when its exchange has completed well, and gives it back when it has failed or was rolled back. It
 * holds the lease itself, so that nothing a route does to its message can change what is acknowledged. Only the first word
 * counts.
 */
public final class VideoAcknowledgement implements Synchronization {
    private static final List<Class<? extends Exception>> SIGNS_OF_A_STOP = List.of(
            RejectedExecutionException.class,
            InterruptedException.class,
            InterruptedIOException.class,
            ClosedByInterruptException.class);

    private final Deliveries deliveries;
    private final LeasedTask leased;
    private final BooleanSupplier stopping;
    private final AtomicBoolean given = new AtomicBoolean();

    VideoAcknowledgement(Deliveries deliveries, LeasedTask leased, BooleanSupplier stopping) {
        this.deliveries = deliveries;
        this.leased = leased;
        this.stopping = stopping;
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

    /** Its video was taken, or its failure reported. */
    public void finished() {
        if (given.compareAndSet(false, true)) {
            deliveries.finish(leased);
        }
    }

    /** Its exchange failed, or could not even be made. */
    public void failed(@Nullable Throwable cause) {
        if (!given.compareAndSet(false, true)) {
            return;
        }
        if (wasCutOff(cause)) {
            deliveries.release(List.of(leased));
        } else {
            deliveries.failed(leased, cause);
        }
    }

    private boolean wasCutOff(@Nullable Throwable cause) {
        return cause != null
                && stopping.getAsBoolean()
                && SIGNS_OF_A_STOP.stream().anyMatch(sign -> ObjectHelper.getException(sign, cause) != null);
    }

    @Override
    public String toString() {
        return "VideoAcknowledgement[" + leased.task() + "]";
    }
}
