package io.geminiomni.camel.delivery;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.observe.EmissionEvent;
import io.geminiomni.camel.observe.ObservedSpan;
import io.geminiomni.camel.task.TraceContext;
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

    ObservedSpan follow(VideoTask task) {
        TraceContext trace = task.traceContext();
        return listener.emitting(new EmissionEvent(
                task.channel(),
                task.request().model(),
                task.attempts(),
                trace == null ? null : trace.traceparent(),
                trace == null ? null : trace.tracestate()));
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
