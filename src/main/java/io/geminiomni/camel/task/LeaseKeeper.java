package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews, in one batch at a third of their time, the leases that this node works under. A lease that was lost is forgotten
 * here; its owner learns of it when it writes, as every write is fenced.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final VideoTaskRepository tasks;
    private final Duration lease;
    private final Map<Lease, Hold> held = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> renewal;

    private enum Hold {
        WORKING,
        /** It may be given back already, which is no loss. */
        GIVING_BACK
    }

    /** @param scheduler whose threads renew; it is not shut down here */
    public LeaseKeeper(VideoTaskRepository tasks, Duration lease, ScheduledExecutorService scheduler) {
        this.tasks = tasks;
        this.lease = lease;
        long third = Math.max(1, lease.toMillis() / 3);
        this.renewal = scheduler.scheduleWithFixedDelay(this::renew, third, third, TimeUnit.MILLISECONDS);
    }

    /** From now on this lease is renewed. */
    public void hold(Lease lease) {
        held.put(lease, Hold.WORKING);
    }

    /** This lease is renewed no longer. */
    public void drop(Lease lease) {
        held.remove(lease);
    }

    /** Whether this lease is being renewed: not once it was dropped, or is known to be lost. */
    public boolean holds(Lease lease) {
        return held.containsKey(lease);
    }

    /** How many leases are being renewed. */
    public int size() {
        return held.size();
    }

    /**
     * Does as {@link VideoTaskRepository#update} of the repository. Leases are renewed as long as it takes; after it, those
     * that were given back or lost are renewed no longer, and when it throws, none of these.
     */
    public Set<Lease> update(Collection<LeaseUpdate> updates) {
        for (LeaseUpdate update : updates) {
            if (update.releaseAfter() != null) {
                held.replace(update.lease(), Hold.GIVING_BACK);
            }
        }
        try {
            Set<Lease> lost = tasks.update(updates);
            for (LeaseUpdate update : updates) {
                if (update.releaseAfter() != null || lost.contains(update.lease())) {
                    drop(update.lease());
                }
            }
            return lost;
        } catch (RuntimeException | Error e) {
            updates.forEach(update -> drop(update.lease()));
            throw e;
        }
    }

    /** @return how many leases were lost */
    long renew() {
        List<Lease> present = List.copyOf(held.keySet());
        if (present.isEmpty()) {
            return 0;
        }
        try {
            long lost = tasks.renew(present, lease).stream()
                    .filter(gone -> held.remove(gone) == Hold.WORKING)
                    .count();
            if (lost > 0) {
                LOG.warn("{} leases were lost: another node has taken their tasks over", lost);
            }
            return lost;
        } catch (RuntimeException e) {
            LOG.warn(
                    "Could not renew {} leases; they are tried again until they run out: {}",
                    present.size(),
                    e.getMessage());
            return 0;
        } catch (Error e) {
            LOG.error("Could not renew {} leases; they are tried again until they run out", present.size(), e);
            return 0;
        }
    }

    @Override
    public void close() {
        renewal.cancel(false);
        held.clear();
    }
}
