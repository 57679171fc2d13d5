package io.geminiomni.camel.task;

import io.geminiomni.camel.net.BaseUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to lease, and for how long.
 *
 * @param channel the channel
 * @param purpose what the tasks are leased for
 * @param baseUrl where the tasks were created, in any spelling, as a task can be polled only there; {@code null} to emit, as a
 *     video can be emitted wherever it was created
 * @param accounts the accounts of the tasks; {@code null} for all accounts
 * @param limit the most tasks
 * @param owner the name of the owner, for operators
 * @param lease how long the tasks are leased; more than zero
 */
public record Claim(
        String channel,
        Purpose purpose,
        @Nullable String baseUrl,
        @Nullable ClaimedAccounts accounts,
        int limit,
        String owner,
        Duration lease) {
    /** The purpose of a claim. */
    public enum Purpose {
        /** To poll WAITING tasks that are due. */
        POLL,
        /** To emit or report COMPLETED and FAILED tasks that are due. */
        EMIT;

        /** The purpose for which tasks in this state are claimed, or {@code null} if nothing remains to be done for them. */
        public static @Nullable Purpose of(TaskState state) {
            return switch (state) {
                case WAITING -> POLL;
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
     * @throws IllegalArgumentException if a claim to poll has no base URL, if a claim to emit has a base URL or accounts, if the
     *     limit is negative, or if the lease is not longer than zero
     */
    public Claim {
        if (limit < 0) {
            throw new IllegalArgumentException("The limit of a claim is " + limit + ", but cannot be negative");
        }
        if (lease.isZero() || lease.isNegative()) {
            throw new IllegalArgumentException("The lease of a claim is " + lease + ", but must be longer than zero");
        }
        if (purpose == Purpose.POLL && baseUrl == null) {
            throw new IllegalArgumentException("A claim to poll has no base URL, but needs the one that is polled");
        }
        if (purpose == Purpose.EMIT && baseUrl != null) {
            throw new IllegalArgumentException("A claim to emit cannot have a base URL, but has " + baseUrl);
        }
        if (purpose == Purpose.EMIT && accounts != null) {
            throw new IllegalArgumentException("A claim to emit cannot have an account, but has " + accounts.account());
        }
        baseUrl = baseUrl == null ? null : BaseUrl.normalized(baseUrl);
    }

    public static Claim toPoll(String channel, String baseUrl, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.POLL, baseUrl, null, limit, owner, lease);
    }

    /** The same claim for tasks of certain accounts. */
    public Claim of(ClaimedAccounts accounts) {
        return new Claim(channel, purpose, baseUrl, accounts, limit, owner, lease);
    }

    public static Claim toEmit(String channel, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.EMIT, null, null, limit, owner, lease);
    }
}
