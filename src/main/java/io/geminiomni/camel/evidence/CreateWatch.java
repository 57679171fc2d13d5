package io.geminiomni.camel.evidence;

import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.Evidence;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches creates, for evidence of what the account was charged for one of unknown outcome. */
public interface CreateWatch {
    /** A watch that finds nothing. */
    CreateWatch NONE = (channel, key, price) -> new Create() {};

    /**
     * A create is about to be sent. Waits a bounded time for a reading of the balance, and never throws.
     *
     * @param price {@code null} if it is not known
     */
    Create begin(String channel, String key, @Nullable CostEstimate price);

    /** One create. If it is closed without an outcome, it is not known whether it was paid for. */
    interface Create extends AutoCloseable {
        /** It was paid for. */
        default void accepted() {}

        /** It was not sent, or was not paid for. */
        default void notPaid() {}

        /** It is not known whether it was paid for. */
        default void unclear() {}

        /** What the balance says now, some seconds later at most. After {@link #unclear}. */
        default Optional<Evidence> evidence() {
            return Optional.empty();
        }

        /**
         * Calls the consumer, on another thread, with what the balance says some minutes later, if it can be read then. Once, after
         * {@link #unclear} and before {@link #close}.
         */
        default void later(Consumer<Evidence> consumer) {}

        @Override
        default void close() {}
    }
}
