package io.geminiomni.camel.task;

import java.time.Clock;
import java.util.function.Supplier;

/** Tasks in memory whose ids are determined by a simulation. */
public final class SimulatedTasks {
    private SimulatedTasks() {}

    /** @param ids gives new ids */
    public static VideoTaskRepository inMemory(Clock clock, Supplier<String> ids) {
        return new InMemoryVideoTaskRepository(clock, MemoryStore.BY_DUE_TIME, ids);
    }
}
