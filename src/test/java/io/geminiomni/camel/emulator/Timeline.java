package io.geminiomni.camel.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a task, and when. Immutable.
 *
 * <p>The phases of a time line are all measured in time, which the emulator's speed divides, or all in queries: a phase
 * of two queries is seen by two queries, and the third sees the next phase. So a test need not wait.
 */
public final class Timeline {

    private static final Duration QUEUED = Duration.ofSeconds(10);
    private static final Duration PROCESSING = Duration.ofSeconds(110);

    private final List<Phase> phases;
    private final boolean byQueries;
    private final End end;
    private final Set<Quirk> quirks;

    private Timeline(List<Phase> phases, boolean byQueries, End end, Set<Quirk> quirks) {
        this.phases = phases;
        this.byQueries = byQueries;
        this.end = end;
        this.quirks = quirks;
    }

    /** Queued for 10 s, processing for 110 s, then completed. */
    public static Timeline standard() {
        return immediate().queued(QUEUED).processing(PROCESSING);
    }

    /** Completed at once; phases that are added come before that. */
    public static Timeline immediate() {
        return new Timeline(List.of(), false, new End("completed", null), Set.of());
    }

    /** Queued for a time. */
    public Timeline queued(Duration time) {
        return phase("queued", time);
    }

    /** Queued for some queries. */
    public Timeline queued(int queries) {
        return phase("queued", queries);
    }

    /** Processing for a time, with a progress that grows. */
    public Timeline processing(Duration time) {
        return phase("processing", time);
    }

    /** Processing for some queries, with a progress that grows. */
    public Timeline processing(int queries) {
        return phase("processing", queries);
    }

    /** Any status for a time. */
    public Timeline phase(String status, Duration time) {
        return and(new Phase(Seen.STATUS, status, time.toMillis()), false);
    }

    /** Any status for some queries. */
    public Timeline phase(String status, int queries) {
        return and(new Phase(Seen.STATUS, status, queries), true);
    }

    /** Not known to the gateway for a time. */
    public Timeline unknown(Duration time) {
        return and(new Phase(Seen.NOTHING, "", time.toMillis()), false);
    }

    /** Not known to the gateway for some queries. */
    public Timeline unknown(int queries) {
        return and(new Phase(Seen.NOTHING, "", queries), true);
    }

    /** Completed, but without a URL, for a time. */
    public Timeline withoutUrl(Duration time) {
        return and(new Phase(Seen.NO_URL, "completed", time.toMillis()), false);
    }

    /** Completed, but without a URL, for some queries. */
    public Timeline withoutUrl(int queries) {
        return and(new Phase(Seen.NO_URL, "completed", queries), true);
    }

    /** Never ends: what was added last stays for ever. */
    public Timeline stuck() {
        if (phases.isEmpty()) {
            throw new IllegalStateException("There is no phase to be stuck in");
        }
        List<Phase> all = new ArrayList<>(phases);
        Phase last = all.remove(all.size() - 1);
        all.add(new Phase(last.seen(), last.status(), Long.MAX_VALUE));
        return new Timeline(List.copyOf(all), byQueries, end, quirks);
    }

    /** Fails, for a reason. */
    public Timeline failed(String reason) {
        return ending("failed", reason);
    }

    /** Ends with any status, such as {@code canceled} or {@code expired}, for a reason. */
    public Timeline ending(String status, String reason) {
        return new Timeline(phases, byQueries, new End(status, reason), quirks);
    }

    /** The answers about this task have quirks. */
    public Timeline with(Quirk... more) {
        Set<Quirk> all = EnumSet.noneOf(Quirk.class);
        all.addAll(quirks);
        all.addAll(Arrays.asList(more));
        return new Timeline(phases, byQueries, end, all);
    }

    Set<Quirk> quirks() {
        return quirks;
    }

    /**
     * What a query sees.
     *
     * @param elapsed since the create, the emulator's speed included
     * @param queries that were answered before this one
     */
    View at(Duration elapsed, long queries) {
        long left = byQueries ? queries : elapsed.toMillis();
        for (Phase phase : phases) {
            if (left < phase.length()) {
                return phase.at(left);
            }
            left -= phase.length();
        }
        return end.view();
    }

    /** How long the phases take together, or nothing when they are counted in queries. */
    Duration length() {
        return byQueries
                ? Duration.ZERO
                : Duration.ofMillis(phases.stream().mapToLong(Phase::length).sum());
    }

    private Timeline and(Phase phase, boolean inQueries) {
        if (!phases.isEmpty() && byQueries != inQueries) {
            throw new IllegalArgumentException("One time line is measured in time or in queries, not in both");
        }
        if (phase.length() < 0) {
            throw new IllegalArgumentException("A phase takes no less than nothing");
        }
        return new Timeline(Stream.concat(phases.stream(), Stream.of(phase)).toList(), inQueries, end, quirks);
    }

    /**
     * What a query sees of a task.
     *
     * @param error why it failed, when it did
     */
    record View(
            Seen seen,
            String status,
            int progress,
            @Nullable String error) {
        boolean ended() {
            return seen == Seen.VIDEO || seen == Seen.FAILURE;
        }
    }

    /** How much there is to see. */
    enum Seen {
        NOTHING,
        STATUS,
        NO_URL,
        VIDEO,
        FAILURE
    }

    private record Phase(Seen seen, String status, long length) {

        private static final Set<String> WAITING = Set.of("queued", "pending", "submitted");

        View at(long into) {
            return new View(seen, status, progress(into), null);
        }

        private int progress(long into) {
            if (seen == Seen.NO_URL) {
                return 100;
            }
            return WAITING.contains(status) ? 0 : (int) (1 + 98.0 * into / length);
        }
    }

    private record End(String status, @Nullable String reason) {
        View view() {
            return reason == null ? new View(Seen.VIDEO, status, 100, null) : new View(Seen.FAILURE, status, 0, reason);
        }
    }
}
