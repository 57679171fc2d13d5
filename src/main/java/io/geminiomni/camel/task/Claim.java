package io.geminiomni.camel.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wish for tasks.
 *
 * @param channel the channel
 * @param purpose what for
 * @param baseUrl only tasks that were made there, as a task can only be asked for where it was made; {@code null} for any
 * @param limit how many at most
 * @param owner who claims; only for people who look at the store
 * @param lease for how long
 */
public record Claim(
        String channel, Purpose purpose, @Nullable String baseUrl, int limit, String owner, Duration lease) {
    /** What a task is claimed for. */
    public enum Purpose {
        /** WAITING tasks that are due to be asked for. */
        ASK,
        /** COMPLETED and FAILED tasks that are due to be emitted or reported. */
        EMIT;

        /** Whether a task in this state is claimed for this purpose. */
        public boolean covers(TaskState state) {
            return switch (this) {
                case ASK -> state == TaskState.WAITING;
                case EMIT -> state == TaskState.COMPLETED || state == TaskState.FAILED;
            };
        }
    }

    /** @throws IllegalArgumentException if the purpose to ask names no base URL, or the limit is negative */
    public Claim {
        if (limit < 0) {
            throw new IllegalArgumentException("The limit of a claim is " + limit + ", but cannot be negative");
        }
        if (purpose == Purpose.ASK && baseUrl == null) {
            throw new IllegalArgumentException("A claim to ask names the base URL that is going to be asked");
        }
    }

    public static Claim toAsk(String channel, String baseUrl, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.ASK, baseUrl, limit, owner, lease);
    }

    public static Claim toEmit(String channel, int limit, String owner, Duration lease) {
        return new Claim(channel, Purpose.EMIT, null, limit, owner, lease);
    }
}
