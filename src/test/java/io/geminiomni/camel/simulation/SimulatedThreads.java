package io.geminiomni.camel.simulation;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The threads, locks, time and randomness of one process of the simulation. */
final class SimulatedThreads implements Threads {
    private final Scheduler scheduler;
    private final Life life;
    private final RandomGenerator random;
    private final Chance chance;
    private final Consumer<Throwable> whenJobFails;
    private final PlantedFault planted;

    /** @param whenJobFails is told what the job of a timer has thrown */
    SimulatedThreads(
            Scheduler scheduler,
            Life life,
            RandomGenerator random,
            Chance chance,
            Consumer<Throwable> whenJobFails,
            PlantedFault planted) {
        this.scheduler = scheduler;
        this.life = life;
        this.random = random;
        this.chance = chance;
        this.whenJobFails = whenJobFails;
        this.planted = planted;
    }

    @Override
    public ExecutorService pool(Object owner, String name, int threads) {
        return new SimulatedPool(scheduler, life, name, threads, () -> chance.happens(FaultKind.NO_THREAD));
    }

    @Override
    public ScheduledExecutorService timer(Object owner, String name) {
        return new SimulatedTimer(scheduler, life, name, whenJobFails, planted.disables(name));
    }

    @Override
    public Monitor monitor() {
        return new SimulatedMonitor(scheduler);
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.now());
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        if (!scheduler.sleep(duration)) {
            throw new InterruptedException();
        }
    }
}
