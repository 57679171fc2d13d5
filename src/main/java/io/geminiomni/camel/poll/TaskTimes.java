package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how long tasks of one kind take, and of how their progress relates to that. The end that their progress
 * promises is the one of a progress that grows evenly; how wrong that is, is learned. Immutable, and bounded in size.
 */
final class TaskTimes {
    /** With fewer tasks nothing is known. */
    static final int ENOUGH = 10;

    /** So many tasks have ended at the time that {@link #early} gives. */
    private static final double EARLY = 1.0 / 20;

    private static final int TENTHS = 10;
    /** Up to 3 days, in steps of 9 %. */
    private static final Histogram NO_DURATION = Histogram.empty(100, 22, 8);
    /** From an eighth of what was promised up to eight times that, in steps of 3 %. */
    private static final Histogram NO_RATIO = Histogram.empty(1.0 / 8, 6, 24);

    static final TaskTimes UNKNOWN = new TaskTimes(NO_DURATION, Collections.nCopies(TENTHS, NO_RATIO));

    /** In milliseconds. */
    private final Histogram durations;
    /** The duration divided by the one that the progress promised, for each tenth of the progress. */
    private final List<Histogram> ratios;

    private TaskTimes(Histogram durations, List<Histogram> ratios) {
        this.durations = durations;
        this.ratios = ratios;
    }

    /**
     * When a task will have ended, by what is known: a random duration of which {@code scale} times a number of the histogram is
     * known.
     */
    record Forecast(Histogram numbers, double scale) {
        /** The weight of the tasks that end before this age, in milliseconds. */
        double endedBy(double age) {
            return numbers.weightBelow(age / scale);
        }

        double all() {
            return numbers.weight();
        }
    }

    /** This, and a task more that was seen to end. */
    TaskTimes with(EndedTask ended) {
        List<Histogram> learned = new ArrayList<>(ratios);
        for (ProgressReports.Report report : ended.reports()) {
            double promised = promised(report.age(), report.progress());
            learned.set(
                    tenth(report.progress()),
                    learned.get(tenth(report.progress()))
                            .with(
                                    Math.max(millis(ended.after()), millis(report.age())) / promised,
                                    millis(ended.before()) / promised));
        }
        return new TaskTimes(durations.with(millis(ended.after()), millis(ended.before())), List.copyOf(learned));
    }

    boolean isKnown() {
        return durations.size() >= ENOUGH;
    }

    /** The age at which the first one in twenty tasks has ended. */
    Duration early() {
        return Duration.ofMillis(Math.round(durations.quantile(EARLY)));
    }

    /** How much longer the others take, on average, in milliseconds. */
    double meanAfterEarly() {
        return durations.meanExcess(durations.quantile(EARLY));
    }

    /**
     * When a task will have ended.
     *
     * @param progress 0 if it has reported none
     * @return null if too little is known
     */
    @Nullable Forecast forecast(Duration age, int progress) {
        if (!isKnown()) {
            return null;
        }
        if (progress > 0 && ratios.get(tenth(progress)).size() >= ENOUGH) {
            return new Forecast(ratios.get(tenth(progress)), promised(age, progress));
        }
        return new Forecast(durations, 1);
    }

    /** In milliseconds. */
    private static double promised(Duration age, int progress) {
        return Math.max(1, millis(age)) * 100 / progress;
    }

    private static int tenth(int progress) {
        return Math.min(TENTHS - 1, progress / TENTHS);
    }

    private static double millis(Duration duration) {
        return duration.toMillis();
    }
}
