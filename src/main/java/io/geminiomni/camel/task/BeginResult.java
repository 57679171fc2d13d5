package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Charge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The result of {@link VideoTaskRepository#begin}: the intent is recorded, or the key is taken, or the budget is used up. */
public sealed interface BeginResult {
    /** The intent is recorded. The request may be sent once. */
    record Started(VideoTask task) implements BeginResult {}

    /** The key belongs to another attempt. */
    record Known(VideoTask task) implements BeginResult {}

    /**
     * The budget has no room for the request. Nothing is recorded of it.
     *
     * @param charge of the request
     * @param booked what is booked in the period of the budget
     * @param roomAt when there is room if nothing else is booked; {@code null} if the request costs more than the whole budget
     */
    record OverBudget(
            Charge charge, Booked booked, @Nullable Instant roomAt) implements BeginResult {}
}
