package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.VideoTask;

/** The result of a poll, and what it changes. */
record JudgedPoll(PollResult result, Verdict verdict) {
    Lease lease() {
        return result.polled().lease();
    }

    VideoTask task() {
        return verdict.task();
    }

    /** Whether the task has ended and is to be emitted. */
    boolean isToEmit() {
        return Claim.Purpose.EMIT.covers(task().state());
    }

    /** The update that keeps the lease. It counts an attempt to emit the task if the task is to be emitted. */
    LeaseUpdate keep() {
        int attempts = task().attempts() + (isToEmit() ? 1 : 0);
        return LeaseUpdate.keep(lease(), task().toBuilder().attempts(attempts).build());
    }

    /** The update that releases the task. */
    LeaseUpdate release() {
        return LeaseUpdate.release(lease(), task(), verdict.nextPoll());
    }
}
