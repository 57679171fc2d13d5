package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the polls of a channel reach something that they need. Each kind of failure is logged once until it is reached again,
 * which is logged once, too.
 */
public final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private final String channel;
    private final String what;
    private final Duration memory;
    private final Elapsed elapsed;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    /** Polls that have failed in a row. */
    private record Outage(RuntimeException failure, Duration since, Duration last, int failures, Set<Class<?>> kinds) {
        static Outage of(@Nullable Outage before, RuntimeException cause, Duration now) {
            return before == null
                    ? new Outage(cause, now, now, 1, Set.of(cause.getClass()))
                    : new Outage(cause, before.since, now, before.failures + 1, before.kindsWith(cause));
        }

        private Set<Class<?>> kindsWith(RuntimeException cause) {
            Set<Class<?>> all = new HashSet<>(kinds);
            all.add(cause.getClass());
            return all;
        }
    }

    /**
     * @param what its name at the beginning of a sentence
     * @param memory how long a failure counts if nothing follows it
     */
    public Reachability(String channel, String what, Duration memory, Elapsed elapsed) {
        this.channel = channel;
        this.what = what;
        this.memory = memory;
        this.elapsed = elapsed;
    }

    /** A poll failed because of it. */
    public void failed(RuntimeException cause) {
        Duration now = elapsed.read();
        Outage before = outage.getAndUpdate(present -> Outage.of(present, cause, now));
        boolean isNew = before == null || !before.kinds().contains(cause.getClass());
        if (isNew && !isLoggedByStanding(cause)) {
            LOG.warn(
                    "{} fails the polls of channel {}, which go on; further failures are logged at DEBUG until one succeeds."
                            + " No task is lost: {}",
                    what,
                    channel,
                    cause.getMessage());
        } else {
            LOG.debug("{} fails a poll of channel {}", what, channel, cause);
        }
    }

    /** {@link Standing} logs these once for all that poll tasks of the account. */
    private static boolean isLoggedByStanding(RuntimeException cause) {
        return cause instanceof GatewayAuthenticationException || cause instanceof GatewayThrottledException;
    }

    /** A poll has reached it. */
    public void reached() {
        Outage ended = outage.getAndSet(null);
        if (ended != null) {
            LOG.info(
                    "{} no longer fails the polls of channel {}: it did for {} s, and failed {} of them",
                    what,
                    channel,
                    elapsed.read().minus(ended.since()).toSeconds(),
                    ended.failures());
        }
    }

    /** How many polls in a row have failed because of it, if the last failure still counts. */
    public int failures() {
        Outage present = fresh();
        return present == null ? 0 : present.failures();
    }

    /** The last failure, if it still counts. */
    public @Nullable RuntimeException failure() {
        Outage present = fresh();
        return present == null ? null : present.failure();
    }

    private @Nullable Outage fresh() {
        Outage present = outage.get();
        return present != null && elapsed.read().minus(present.last()).compareTo(memory) <= 0 ? present : null;
    }
}
