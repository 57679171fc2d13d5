package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.List;
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
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> renewal;

    /** @param scheduler whose threads renew; it is not shut down here */
    public LeaseKeeper(VideoTaskRepository tasks, Duration lease, ScheduledExecutorService scheduler) {
        this.tasks = tasks;
        this.lease = lease;
        long third = Math.max(1, lease.toMillis() / 3);
        this.renewal = scheduler.scheduleWithFixedDelay(this::renew, third, third, TimeUnit.MILLISECONDS);
    }

    /** From now on this lease is renewed. */
    public void hold(Lease lease) {
        held.add(lease);
    }

    /** This lease is renewed no longer. */
    public void drop(Lease lease) {
        held.remove(lease);
    }

    /** Whether this lease is being renewed: not once it was dropped, or is known to be lost. */
    public boolean holds(Lease lease) {
        return held.contains(lease);
    }

    /** How many leases are being renewed. */
    public int size() {
        return held.size();
    }

    void renew() {
        List<Lease> present = List.copyOf(held);
        if (present.isEmpty()) {
            return;
        }
        try {
            long lost =
                    tasks.renew(present, lease).stream().filter(held::remove).count();
            if (lost > 0) {
                LOG.warn("{} leases were lost: another node has taken their tasks over", lost);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Could not renew {} leases; they are tried again until they run out: {}",
                    present.size(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        renewal.cancel(false);
        held.clear();
    }
}
