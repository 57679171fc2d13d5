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

    private final VideoTaskRepository tasks;
    private final Duration submitTimeout;
    private final Duration retention;

    /**
     * @param submitTimeout how long a record may be SUBMITTING
     * @param retention how long a finished record is kept
     */
    public Housekeeping(VideoTaskRepository tasks, Duration submitTimeout, Duration retention) {
        this.tasks = tasks;
        this.submitTimeout = submitTimeout;
        this.retention = retention;
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
            int purged = tasks.purge(retention, PURGE_BATCH);
            while (purged == PURGE_BATCH) {
                purged = tasks.purge(retention, PURGE_BATCH);
            }
        } catch (RuntimeException e) {
            LOG.warn("The task store could not be kept in order; it is tried again: {}", e.getMessage());
        }
    }
}
