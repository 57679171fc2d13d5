package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a record in a list that begins with the task submitted last. Its text form is for URLs; programs do not interpret it.
 *
 * @param submittedAt when the task was submitted, by the store's time
 * @param id the id of the record
 */
public record TaskCursor(Instant submittedAt, String id) {
    /** The order of lists: the latest submitted first. */
    public static final Comparator<TaskCursor> LATEST_FIRST = Comparator.comparing(TaskCursor::submittedAt)
            .thenComparing(TaskCursor::id)
            .reversed();

    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,18})_([A-Za-z0-9-]{1,36})");

    static TaskCursor of(TaskRecord record) {
        return new TaskCursor(record.task().submittedAt(), record.id());
    }

    /**
     * From its text form.
     *
     * @throws IllegalArgumentException if the text is not that of a cursor
     */
    public static TaskCursor of(String text) {
        Matcher cursor = TEXT.matcher(text);
        if (!cursor.matches()) {
            throw new IllegalArgumentException("The text has " + text.length()
                    + " characters and is not a place in a list of tasks: take the one that came with the page before");
        }
        return new TaskCursor(
                Instant.EPOCH.plus(Duration.of(Long.parseLong(cursor.group(1)), ChronoUnit.MICROS)), cursor.group(2));
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, submittedAt) + "_" + id;
    }
}
