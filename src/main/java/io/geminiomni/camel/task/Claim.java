package io.geminiomni.camel.task;

import io.geminiomni.camel.net.BaseUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wish for tasks.
 *
 * @param channel the channel
 * @param purpose what for
 * @param baseUrl only tasks that were made there, however it was spelt, as a task can only be asked for where it was made;
 *     {@code null} to emit, as a video can be emitted wherever it was made
 * @param whose only tasks of these accounts; {@code null} for tasks of any account
 * @param limit how many at most
 * @param owner who claims; only for people who look at the store
 * @param lease for how long; more than zero
 */
public record Claim(
        String channel,
        Purpose purpose,
        @Nullable String baseUrl,
        @Nullable Whose whose,
        int limit,
        String owner,
        Duration lease) {
    /** What a task is claimed for. */
    public enum Purpose {
        /** WAITING tasks that are due to be asked for. */
        ASK,
        /** COMPLETED and FAILED tasks that are due to be emitted or reported. */
        EMIT;

        /** What tasks in this state are claimed for, or {@code null} if there is nothing left to do for them. */
        public static @Nullable Purpose of(TaskState state) {
            return switch (state) {
                case WAITING -> ASK;
                case COMPLETED, FAILED -> EMIT;
                case SUBMITTING, NOT_ACCEPTED, REJECTED, UNKNOWN, DELIVERED, PARKED -> null;
            };
        }

        /** Whether a task in this state is claimed for this purpose. */
        public boolean covers(TaskState state) {
            return of(state) == this;
        }
    }

    /**
     * @throws IllegalArgumentException if a base URL is missing where the purpose is to ask, or given where it is to emit; if accounts are;
     *     if the limit is negative; if the lease is not longer than zero
     */
    public Claim {
        if (limit < 0) {
            throw new IllegalArgumentException("The limit of a claim is " + limit + ", but cannot be negative");
        }
        if (lease.isZero() || lease.isNegative()) {
            throw new IllegalArgumentException("The lease of a claim is " + lease + ", but has to be longer than zero");
        }
        if (purpose == Purpose.ASK && baseUrl == null) {
            throw new IllegalArgumentException("A claim to ask names the base URL that is going to be asked");
        }
        if (purpose == Purpose.EMIT && baseUrl != null) {
            throw new IllegalArgumentException("A claim to emit names no base URL, but has " + baseUrl);
        }
        if (purpose == Purpose.EMIT && whose != null) {
            throw new IllegalArgumentException(
                    "A claim to emit is for tasks of any account, but names account " + whose.account());
        }
        baseUrl = baseUrl == null ? null : BaseUrl.normalized(baseUrl);
    }

    public static Claim toAsk(String channel, String baseUrl, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.ASK, baseUrl, null, limit, owner, lease);
    }

    /** The same claim, for tasks of certain accounts only. */
    public Claim of(Whose accounts) {
        return new Claim(channel, purpose, baseUrl, accounts, limit, owner, lease);
    }

    public static Claim toEmit(String channel, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.EMIT, null, null, limit, owner, lease);
    }
}
