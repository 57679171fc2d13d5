package io.geminiomni.camel.evidence;

import io.geminiomni.camel.concurrent.Monitor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what one account has spent. Creates wait for it only for a short time. */
final class BalanceReader {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** After a reading that failed no create waits for another one for so long. */
    static final Duration REST = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(BalanceReader.class);

    private final AccountWatch.Sources sources;
    private final Clock clock;
    private final Supplier<Duration> elapsed;
    private final Monitor monitor;
    private @Nullable CompletableFuture<Optional<Reading>> next;
    private @Nullable Duration lastFailed;

    /**
     * @param begunAt by {@code elapsed}
     * @param open the tasks that were open when it began
     */
    record Reading(BalanceReading balance, Duration begunAt, List<OpenTask> open) {}

    BalanceReader(AccountWatch.Sources sources, Clock clock, Supplier<Duration> elapsed, Monitor monitor) {
        this.sources = sources;
        this.clock = clock;
        this.elapsed = elapsed;
        this.monitor = monitor;
    }

    /** Begins a reading without the open tasks. The result is empty if that takes too long or fails. */
    CompletableFuture<Optional<Reading>> first() {
        CompletableFuture<Optional<Reading>> result = new CompletableFuture<>();
        monitor.run(() -> begin(result, List::of));
        return result;
    }

    /** The next reading that is not under way yet: there is one at most, whoever waits for it. */
    CompletableFuture<Optional<Reading>> next() {
        return monitor.get(() -> {
            CompletableFuture<Optional<Reading>> present = next;
            if (present == null) {
                present = new CompletableFuture<>();
                next = present;
                begin(present, sources.openTasks());
            }
            return present;
        });
    }

    private void begin(CompletableFuture<Optional<Reading>> result, Supplier<List<OpenTask>> open) {
        if (isResting()) {
            end(result);
            return;
        }
        result.completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            sources.reader().execute(() -> {
                monitor.run(() -> next = next == result ? null : next);
                if (!result.isDone()) {
                    result.complete(read(open));
                }
            });
        } catch (RejectedExecutionException e) {
            end(result);
        }
    }

    private boolean isResting() {
        Duration failed = lastFailed;
        return failed != null && elapsed.get().minus(failed).compareTo(REST) < 0;
    }

    private void end(CompletableFuture<Optional<Reading>> notRead) {
        next = next == notRead ? null : next;
        notRead.complete(Optional.empty());
    }

    Optional<Reading> await(CompletableFuture<Optional<Reading>> result) {
        Optional<Reading> reading = result.join();
        if (reading.isEmpty() && monitor.get(this::beginsRest)) {
            LOG.warn(
                    "The balance could not be read in time: requests of the next {} s go on without it, and have no evidence"
                            + " if their outcome is unknown",
                    REST.toSeconds());
        }
        return reading;
    }

    private boolean beginsRest() {
        boolean begins = !isResting();
        lastFailed = begins ? elapsed.get() : lastFailed;
        return begins;
    }

    Optional<Reading> now() {
        return read(sources.openTasks());
    }

    private Optional<Reading> read(Supplier<List<OpenTask>> open) {
        try {
            Duration begunAt = elapsed.get();
            List<OpenTask> openThen = open.get();
            return Optional.of(
                    new Reading(BalanceReading.of(sources.balance().get(), clock.instant()), begunAt, openThen));
        } catch (RuntimeException e) {
            LOG.debug("The balance could not be read", e);
            return Optional.empty();
        } catch (Error e) {
            LOG.error("The balance could not be read", e);
            return Optional.empty();
        }
    }
}
