package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.LeasedTask;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Finishes with a task when its exchange has completed well, and gives it back when it has failed. It holds the lease
 * itself, so that nothing a route does to its message can change what is acknowledged.
 */
final class VideoAcknowledgement implements Synchronization {
    private final Deliveries deliveries;
    private final LeasedTask leased;

    VideoAcknowledgement(Deliveries deliveries, LeasedTask leased) {
        this.deliveries = deliveries;
        this.leased = leased;
    }

    @Override
    public void onComplete(Exchange exchange) {
        deliveries.finish(leased);
    }

    @Override
    public void onFailure(Exchange exchange) {
        deliveries.failed(leased, exchange.getException());
    }

    @Override
    public String toString() {
        return "VideoAcknowledgement[" + leased.task() + "]";
    }
}
