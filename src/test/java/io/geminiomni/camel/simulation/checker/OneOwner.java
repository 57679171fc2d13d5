package io.geminiomni.camel.simulation.checker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A task is leased to one owner at a time. A write has an effect only under the present lease of its task. */
final class OneOwner extends Rule {
    private final Map<String, Held> leases = new HashMap<>();

    private record Held(String lease, Duration until) {}

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Leased lease) {
            Held before = leases.get(lease.record());
            boolean same = before != null && before.lease().equals(lease.lease());
            if (before != null && !same && before.until().compareTo(at) > 0) {
                broken(lease.node() + " has claimed key " + lease.key() + ", which is leased for another "
                        + before.until().minus(at).toMillis() + " ms");
            }
            if (!same) {
                leases.put(lease.record(), new Held(lease.lease(), at.plus(lease.time())));
            }
        } else if (event instanceof Event.Renewed renewed) {
            leases.put(renewed.record(), new Held(renewed.lease(), at.plus(renewed.time())));
        } else if (event instanceof Event.Uncertain write) {
            leases.computeIfPresent(write.record(), (record, held) -> new Held(held.lease(), Duration.ZERO));
        } else if (event instanceof Event.Wrote write) {
            Held present = leases.get(write.record());
            if (present == null || !present.lease().equals(write.lease())) {
                broken(write.node() + " has written key " + write.key() + " with a lease that was lost");
            }
            if (write.released()) {
                leases.remove(write.record());
            }
        }
    }
}
