package io.geminiomni.camel.task;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up a repository: submissions without an outcome become UNKNOWN, and finished records and old entries of the ledger are
 * purged. Each node does this.
 * Several nodes may do it at the same time.
 */
public final class Housekeeping implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int PURGE_BATCH = 1000;

    /** The default of {@code retention}. */
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    private final VideoTaskRepository tasks;
    private final Duration submitTimeout;
    private final Duration defaultRetention;

    /**
     * @param submitTimeout how long a record may be SUBMITTING
     * @param retention how long a finished record is kept that has no retention, as one of an earlier version; at least 7
     *     days, on which its submitter may rely
     */
    public Housekeeping(VideoTaskRepository tasks, Duration submitTimeout, Duration retention) {
        this.tasks = tasks;
        this.submitTimeout = submitTimeout;
        this.defaultRetention = retention.compareTo(DEFAULT_RETENTION) > 0 ? retention : DEFAULT_RETENTION;
    }

    @Override
    public void run() {
        try {
            for (VideoTask task : tasks.sweep(submitTimeout)) {
                LOG.error(
                        "The outcome of the request with key {} on channel {} is unknown: none was recorded within {} ms. Money may"
                                + " have been spent. The request is not sent again automatically: find out whether the gateway"
                                + " has the task, then resolve the key as that task or as not submitted",
                        task.key(),
                        task.channel(),
                        submitTimeout.toMillis());
            }
            int purged;
            do {
                purged = tasks.purge(defaultRetention, PURGE_BATCH);
            } while (purged == PURGE_BATCH);
            do {
                purged = tasks.purgeLedger(PURGE_BATCH);
            } while (purged == PURGE_BATCH);
        } catch (RuntimeException e) {
            LOG.warn("The task store could not be cleaned up; it is retried: {}", e.getMessage());
        } catch (Error e) {
            LOG.error("The task store could not be cleaned up; it is retried", e);
        }
    }
}
