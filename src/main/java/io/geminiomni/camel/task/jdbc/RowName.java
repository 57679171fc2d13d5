package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import java.util.Comparator;

/** The name of a record. All transactions lock the records that they name in this order, so that they do not wait for each other in a circle. */
record RowName(String channel, String key) implements Comparable<RowName> {
    private static final Comparator<RowName> ORDER =
            Comparator.comparing(RowName::channel).thenComparing(RowName::key);

    static RowName of(Submission submission) {
        return new RowName(submission.channel(), submission.key());
    }

    static RowName of(VideoTask task) {
        return new RowName(task.channel(), task.key());
    }

    @Override
    public int compareTo(RowName other) {
        return ORDER.compare(this, other);
    }
}
