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
 * Whether something that a channel needs can be reached, as far as its polls show. The log is told once of each kind of
 * failure until it can be reached again, and once of that.
 */
public final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private final String channel;
    private final String what;
    private final Duration memory;
    private final Elapsed elapsed;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    /**
     * Polls that have failed in a row.
     *
     * @param kinds of their failures
     */
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
     * @param what names it at the beginning of a sentence
     * @param memory how long a failure tells anything of the present, if nothing is heard after it
     */
    public Reachability(String channel, String what, Duration memory, Elapsed elapsed) {
        this.channel = channel;
        this.what = what;
        this.memory = memory;
        this.elapsed = elapsed;
    }

    /** A poll failed for it. */
    public void failed(RuntimeException cause) {
        Duration now = elapsed.read();
        Outage before = outage.getAndUpdate(present -> Outage.of(present, cause, now));
        boolean isNew = before == null || !before.kinds().contains(cause.getClass());
        if (isNew && !isToldByStanding(cause)) {
            LOG.warn(
                    "{} fails the polls of channel {}, which go on; further failures are logged at DEBUG until one succeeds."
                            + " No task is lost by it: {}",
                    what,
                    channel,
                    cause.getMessage());
        } else {
            LOG.debug("{} fails a poll of channel {}", what, channel, cause);
        }
    }

    /** {@link Standing} tells of it, once for all that ask for the account. */
    private static boolean isToldByStanding(RuntimeException cause) {
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

    /** How many polls in a row have failed for it, as far as they still tell anything. */
    public int failures() {
        Outage present = fresh();
        return present == null ? 0 : present.failures();
    }

    /** Why the last of them has. */
    public @Nullable RuntimeException failure() {
        Outage present = fresh();
        return present == null ? null : present.failure();
    }

    private @Nullable Outage fresh() {
        Outage present = outage.get();
        return present != null && elapsed.read().minus(present.last()).compareTo(memory) <= 0 ? present : null;
    }
}
