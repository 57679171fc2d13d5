package io.geminiomni.camel.delivery;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reports the ends of delivery attempts.
 *
 * @param lostAcknowledgements counts acknowledgements that changed nothing because their lease was lost
 * @param clock for the time since the completion of a task
 */
public record DeliveryReports(ChannelListener listener, LongAdder lostAcknowledgements, Clock clock) {
    void lost(int acknowledgements) {
        lostAcknowledgements.add(acknowledgements);
    }

    void ended(VideoTask task, DeliveryEvent.Outcome outcome) {
        listener.delivered(new DeliveryEvent(
                task.channel(), outcome, outcome == DeliveryEvent.Outcome.DELIVERED ? sinceDone(task) : null));
    }

    /** The clocks of the gateway and of this node may differ: no time is negative. */
    private @Nullable Duration sinceDone(VideoTask task) {
        Instant done = task.completedAt();
        if (done == null) {
            return null;
        }
        Duration since = Duration.between(done, clock.instant());
        return since.isNegative() ? Duration.ZERO : since;
    }
}
