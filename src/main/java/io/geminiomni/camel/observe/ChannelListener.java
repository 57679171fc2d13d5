package io.geminiomni.camel.observe;

import java.time.Duration;

/**
 * Is notified of what the channels of a component do, after it was recorded. Calls come from many threads, and hold up the work
 * that they report, so they must return at once. The component passes them through {@link GuardedListener}, so that an exception
 * has no effect on that work.
 *
 * <p>No event has a prompt, a URL or an idempotency key.
 */
public interface ChannelListener {
    /** Listens to nothing. */
    ChannelListener NONE = new ChannelListener() {};

    /**
     * A request is about to be sent.
     *
     * @return what is notified of its end
     */
    default ObservedSpan submitting(String channel, String model) {
        return ObservedSpan.NONE;
    }

    /**
     * A task is about to enter a route.
     *
     * @return what is notified of its end, and has headers for its exchange
     */
    default ObservedSpan emitting(EmissionEvent event) {
        return ObservedSpan.NONE;
    }

    /** A submission has ended. */
    default void submitted(SubmissionEvent event) {}

    /** A task has ended at the gateway, or is not polled any more. */
    default void ended(TaskEvent event) {}

    /**
     * The gateway throttles an account.
     *
     * @param pause how long nothing is polled, in addition to what was reported before
     */
    default void throttled(Duration pause) {}

    /** An attempt to deliver a video, or to report a failure, has ended. */
    default void delivered(DeliveryEvent event) {}

    /** A download has ended. */
    default void downloaded(DownloadEvent event) {}

    /** An operation of a task store has ended. */
    default void stored(StoreEvent event) {}

    /** A channel has its first started endpoint. */
    default void opened(OpenChannel channel) {}

    /** The last endpoint of a channel has stopped. */
    default void closed(String channel) {}
}
