package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** An answer and what it changes. */
record JudgedAnswer(PollAnswer answer, Verdict verdict) {
    Lease lease() {
        return answer.asked().lease();
    }

    VideoTask task() {
        return verdict.task();
    }

    /** Whether the task has ended and is to be emitted. */
    boolean isToEmit() {
        return Claim.Purpose.EMIT.covers(task().state());
    }

    /** Why there was no answer, if there was none. */
    @Nullable RuntimeException failure() {
        return answer instanceof PollAnswer.Failed failed ? failed.failure() : null;
    }

    /** Writes it and keeps the task; one that is to be emitted counts as emitted once more. */
    LeaseUpdate keep() {
        return LeaseUpdate.keep(
                lease(),
                isToEmit() ? task().toBuilder().attempts(task().attempts() + 1).build() : task());
    }

    /** Writes it and gives the task back. */
    LeaseUpdate release() {
        return LeaseUpdate.release(lease(), task(), verdict.nextQuestion());
    }
}
