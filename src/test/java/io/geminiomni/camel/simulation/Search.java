package io.geminiomni.camel.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs the histories of seeds in a row, several at once, until one breaks a promise. Each history has threads, a gateway and a
 * store of its own, so what runs beside it does not change it.
 */
final class Search {
    /** A long search shows its figures after so many histories, and so again and again. */
    private static final long FIGURES_AFTER = 20_000;
    /**
     * One thread of a history runs at a time. Until the next one runs, the processor has nothing to do, unless there is another
     * history.
     */
    private static final int AT_ONCE = 4 * Runtime.getRuntime().availableProcessors();

    private final long end;
    private final Figures figures = new Figures();
    private long next;
    private @Nullable Result broken;

    private Search(long first, long histories) {
        this.next = first;
        this.end = first + histories;
    }

    /**
     * What a search has found.
     *
     * @param broken a history that breaks a promise; null if there was none
     */
    record Findings(Figures figures, @Nullable Result broken) {}

    static Findings amongSeeds(long first, long histories) throws InterruptedException, ExecutionException {
        return new Search(first, histories).run();
    }

    private Findings run() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < AT_ONCE; thread++) {
                running.add(threads.submit(this::runHistories));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Findings(figures, broken);
    }

    private void runHistories() {
        for (Plan plan = nextPlan(); plan != null; plan = nextPlan()) {
            ended(Simulation.run(plan));
        }
    }

    private synchronized @Nullable Plan nextPlan() {
        return next < end && broken == null ? Plan.of(next++) : null;
    }

    private synchronized void ended(Result result) {
        figures.add(result);
        if (!result.violations().isEmpty()) {
            broken = result;
        }
        if (figures.histories() % FIGURES_AFTER == 0) {
            System.out.println(figures);
        }
    }
}
