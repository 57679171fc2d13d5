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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews, in one batch at a third of their time, the leases that this node works under. A lease that was lost is renewed no
 * longer. Its holder is notified if it has asked for that, or learns of the loss when it writes, as every write is fenced.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final VideoTaskRepository tasks;
    private final Duration lease;
    private final Map<Lease, Hold> held = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> renewal;

    /**
     * A lease that is renewed.
     *
     * @param givenBack whether it may be given back already, which is no loss
     * @param whenEnded is notified when it is renewed no longer
     */
    private record Hold(boolean givenBack, Consumer<Lease> whenEnded) {}

    /** @param scheduler whose threads renew; it is not shut down here */
    public LeaseKeeper(VideoTaskRepository tasks, Duration lease, ScheduledExecutorService scheduler) {
        this.tasks = tasks;
        this.lease = lease;
        long third = Math.max(1, lease.toMillis() / 3);
        this.renewal = scheduler.scheduleWithFixedDelay(this::renew, third, third, TimeUnit.MILLISECONDS);
    }

    /** From now on this lease is renewed. */
    public void hold(Lease lease) {
        held.put(lease, new Hold(false, ended -> {}));
    }

    /** This lease is renewed no longer. */
    public void drop(Lease lease) {
        end(lease);
    }

    /**
     * Has somebody notified, once, when this lease is renewed no longer, because it was dropped or is known to be lost: at once
     * if that is so already.
     */
    public void whenEnded(Lease lease, Consumer<Lease> whenEnded) {
        if (held.computeIfPresent(lease, (key, hold) -> new Hold(hold.givenBack(), whenEnded)) == null) {
            whenEnded.accept(lease);
        }
    }

    /** @return whether it was renewed until now, and was not given back */
    private boolean end(Lease lease) {
        Hold hold = held.remove(lease);
        if (hold == null) {
            return false;
        }
        hold.whenEnded().accept(lease);
        return !hold.givenBack();
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
                held.computeIfPresent(update.lease(), (key, hold) -> new Hold(true, hold.whenEnded()));
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
            long lost = tasks.renew(present, lease).stream().filter(this::end).count();
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
        held.keySet().forEach(this::drop);
    }
}
