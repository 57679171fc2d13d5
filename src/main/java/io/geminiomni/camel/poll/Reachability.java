package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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
    private final Set<Class<?>> told = new HashSet<>();
    private @Nullable RuntimeException failure;
    private Duration since = Duration.ZERO;
    private Duration last = Duration.ZERO;
    private int failures;

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
    public synchronized void failed(RuntimeException cause) {
        Duration now = elapsed.read();
        if (failures == 0) {
            since = now;
        }
        failure = cause;
        failures++;
        last = now;
        if (told.add(cause.getClass()) && !isToldByStanding(cause)) {
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
    public synchronized void reached() {
        if (failures > 0) {
            LOG.info(
                    "{} no longer fails the polls of channel {}: it did for {} s, and failed {} of them",
                    what,
                    channel,
                    elapsed.read().minus(since).toSeconds(),
                    failures);
        }
        failure = null;
        failures = 0;
        told.clear();
    }

    /** How many polls in a row have failed for it, as far as they still tell anything. */
    public synchronized int failures() {
        return isFresh() ? failures : 0;
    }

    /** Why the last of them has. */
    public synchronized @Nullable RuntimeException failure() {
        return isFresh() ? failure : null;
    }

    private boolean isFresh() {
        return elapsed.read().minus(last).compareTo(memory) <= 0;
    }
}
