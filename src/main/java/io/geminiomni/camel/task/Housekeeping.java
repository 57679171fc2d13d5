package io.geminiomni.camel.task;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a repository in order: submissions that never came to an outcome become UNKNOWN, finished records are purged.
 * Every node does it; that they do it at the same time does no harm.
 */
public final class Housekeeping implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int PURGE_BATCH = 1000;

    /** The default of {@code retention}. */
    private static final Duration UNSAID_RETENTION = Duration.ofDays(7);

    private final VideoTaskRepository tasks;
    private final Duration submitTimeout;
    private final Duration unsaidRetention;

    /**
     * @param submitTimeout how long a record may be SUBMITTING
     * @param retention how long a finished record is kept that does not say it itself, as one of an earlier version; at
     *     least 7 days, as others who submitted it may count on them
     */
    public Housekeeping(VideoTaskRepository tasks, Duration submitTimeout, Duration retention) {
        this.tasks = tasks;
        this.submitTimeout = submitTimeout;
        this.unsaidRetention = retention.compareTo(UNSAID_RETENTION) > 0 ? retention : UNSAID_RETENTION;
    }

    @Override
    public void run() {
        try {
            for (VideoTask task : tasks.sweep(submitTimeout)) {
                LOG.error(
                        "The outcome of the request with key {} on channel {} is unknown: its submitter did not come back within"
                                + " {} ms. Money may have been spent. It is not sent again by itself: look whether the task"
                                + " exists with the gateway, then resolve the key as that task or as not submitted",
                        task.key(),
                        task.channel(),
                        submitTimeout.toMillis());
            }
            int purged = tasks.purge(unsaidRetention, PURGE_BATCH);
            while (purged == PURGE_BATCH) {
                purged = tasks.purge(unsaidRetention, PURGE_BATCH);
            }
        } catch (RuntimeException e) {
            LOG.warn("The task store could not be kept in order; it is tried again: {}", e.getMessage());
        } catch (Error e) {
            LOG.error("The task store could not be kept in order; it is tried again", e);
        }
    }
}
