package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task as the in-memory repository keeps it.
 *
 * @param id the record's id in leases
 * @param attemptToken the attempt whose outcome is expected here, or {@code null} if none is
 * @param dueAt when it may be claimed, if its state is one that tasks are claimed in; the end of the lease while it is held
 * @param leaseToken the present lease, which may have run out, or {@code null}
 * @param retention how long it is kept when it is finished, or {@code null} where its submitter did not say
 * @param since when it came to its state
 */
record StoredTask(
        String id,
        VideoTask task,
        @Nullable String attemptToken,
        Instant dueAt,
        @Nullable String leaseToken,
        @Nullable Duration retention,
        Instant since) {

    static StoredTask of(
            String id,
            VideoTask task,
            @Nullable String attemptToken,
            Instant dueAt,
            @Nullable Duration retention,
            Instant now) {
        return new StoredTask(id, task, attemptToken, dueAt, null, retention, now);
    }

    Claim.@Nullable Purpose purpose() {
        return Claim.Purpose.of(task.state());
    }

    boolean isHeldBy(Lease lease) {
        return lease.token().equals(leaseToken);
    }

    boolean isHeldAt(Instant now) {
        return leaseToken != null && dueAt.isAfter(now);
    }

    /** The same task in another form, due at the given time and leased to nobody. */
    StoredTask with(VideoTask next, @Nullable String attempt, Instant due, Instant now) {
        return new StoredTask(id, next, attempt, due, null, retention, next.state() == task.state() ? since : now);
    }

    /** The same record, that of another submission. */
    StoredTask with(Submission submission, VideoTask next, @Nullable String attempt, Instant now) {
        return new StoredTask(id, next, attempt, now, null, submission.retention(), now);
    }

    StoredTask claimed(String token, Instant leaseEnd) {
        VideoTask claimed = purpose() == Claim.Purpose.EMIT
                ? task.toBuilder().attempts(task.attempts() + 1).build()
                : task;
        return new StoredTask(id, claimed, attemptToken, leaseEnd, token, retention, since);
    }

    StoredTask renewed(Instant leaseEnd) {
        return new StoredTask(id, task, attemptToken, leaseEnd, leaseToken, retention, since);
    }

    /** What an owner's update makes of it: what its submission fixed stays, whatever the update says. */
    StoredTask updated(LeaseUpdate update, Instant now) {
        VideoTask next = update.task().toBuilder()
                .channel(task.channel())
                .key(task.key())
                .fingerprint(task.fingerprint())
                .baseUrl(task.baseUrl())
                .request(task.request())
                .correlationHeaders(task.correlationHeaders())
                .submittedAt(task.submittedAt())
                .taskId(task.taskId())
                .build();
        Duration releaseAfter = update.releaseAfter();
        if (Claim.Purpose.of(next.state()) == null) {
            return with(next, attemptToken, now, now);
        }
        return releaseAfter != null
                ? with(next, attemptToken, now.plus(releaseAfter), now)
                : new StoredTask(
                        id,
                        next,
                        attemptToken,
                        dueAt,
                        leaseToken,
                        retention,
                        next.state() == task.state() ? since : now);
    }

    /** The same task, made at another base URL. */
    StoredTask at(String baseUrl) {
        VideoTask moved = task.toBuilder().baseUrl(baseUrl).build();
        return new StoredTask(id, moved, attemptToken, dueAt, leaseToken, retention, since);
    }

    LeasedTask leased(Instant now) {
        return new LeasedTask(task, new Lease(id, Objects.requireNonNull(leaseToken)), now);
    }
}
