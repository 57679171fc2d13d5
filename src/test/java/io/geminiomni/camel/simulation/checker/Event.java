package io.geminiomni.camel.simulation.checker;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that was seen from outside of the component. Nodes are named by their process: a restarted node has another name. */
public sealed interface Event {
    /** What the sender of a create learns. */
    enum Answer {
        ACCEPTED,
        NOT_ACCEPTED,
        REJECTED,
        UNCLEAR
    }

    /** A create has reached the gateway. */
    record CreateReceived(String node, String key, long call) implements Event {
        @Override
        public String toString() {
            return node + ": its create for key " + key + " reaches the gateway (call " + call + ")";
        }
    }

    /** The gateway has accepted a create, and charged for it. */
    record Charged(long call, String key, String taskId) implements Event {
        @Override
        public String toString() {
            return "gateway: accepts call " + call + " for key " + key + " as task " + taskId + ", which is paid for";
        }
    }

    /** The answer to a create has reached its sender. */
    record CreateAnswered(String node, String key, long call, Answer answer) implements Event {
        @Override
        public String toString() {
            return node + ": learns that call " + call + " for key " + key + " is " + answer;
        }
    }

    /** A poll has reached the gateway. */
    record Polled(String node, String taskId, String answer) implements Event {
        @Override
        public String toString() {
            return node + ": polls task " + taskId + ": " + answer;
        }
    }

    /** The answer to a poll was that the account is throttled. */
    record Throttled(String node, Duration retryAfter) implements Event {
        @Override
        public String toString() {
            return node + ": is throttled for " + retryAfter.toSeconds() + " s";
        }
    }

    /** The gateway has finished a task. */
    record TaskEnded(String taskId, boolean video) implements Event {
        @Override
        public String toString() {
            return "gateway: task " + taskId + (video ? " is completed" : " has failed");
        }
    }

    /** A video has entered a route. */
    record Emitted(String node, String taskId, String lease) implements Event {
        @Override
        public String toString() {
            return node + ": emits task " + taskId;
        }
    }

    /** The route has taken the video. */
    record RouteCompleted(String node, String taskId) implements Event {
        @Override
        public String toString() {
            return node + ": the route completes for task " + taskId;
        }
    }

    /** The route has failed. */
    record RouteFailed(String node, String taskId) implements Event {
        @Override
        public String toString() {
            return node + ": the route fails for task " + taskId;
        }
    }

    /** The failure of a task has been reported. */
    record FailureReported(String node, String taskId) implements Event {
        @Override
        public String toString() {
            return node + ": reports the failure of task " + taskId;
        }
    }

    /** An operator has resolved a key as not submitted. */
    record Freed(String key) implements Event {
        @Override
        public String toString() {
            return "operator: resolves key " + key + " as not submitted";
        }
    }

    /** An operator has resolved a key as a task. */
    record Resolved(String key, String taskId) implements Event {
        @Override
        public String toString() {
            return "operator: resolves key " + key + " as task " + taskId;
        }
    }

    /** An operator has adopted a task. */
    record Adopted(String taskId) implements Event {
        @Override
        public String toString() {
            return "operator: adopts task " + taskId;
        }
    }

    /** An operator has unparked tasks. */
    record Unparked(int tasks) implements Event {
        @Override
        public String toString() {
            return "operator: unparks " + tasks + " tasks";
        }
    }

    /**
     * The intent to submit was committed.
     *
     * @param sendWithin how long after it the request may be sent
     * @param retention how long a finished record of the key is kept
     */
    record IntentRecorded(String node, String key, Duration sendWithin, Duration retention) implements Event {
        @Override
        public String toString() {
            return node + ": the intent to submit key " + key + " is committed";
        }
    }

    /**
     * The intent of an attempt was booked under a budget key.
     *
     * @param intentAt the store's time of the intent since the beginning
     */
    record Booked(String node, String key, String budgetKey, BigDecimal amount, Duration intentAt) implements Event {
        @Override
        public String toString() {
            return node + ": key " + key + " is booked with " + amount + " under budget key " + budgetKey;
        }
    }

    /** A node calls the store to record that the gateway has made a task. */
    record GivenToStore(String node, String key, String taskId) implements Event {
        @Override
        public String toString() {
            return node + ": gives the store task " + taskId + " of key " + key;
        }
    }

    /**
     * A record has another state.
     *
     * @param submittedAt the store's time of its submission since the beginning
     * @param late whether its task is late
     */
    record Became(String key, @Nullable String taskId, String state, Duration submittedAt, boolean late)
            implements Event {
        @Override
        public String toString() {
            return "store: key " + key + (taskId == null ? "" : ", task " + taskId + ",") + " becomes " + state;
        }
    }

    /**
     * A task was leased, or it has ended and is emitted under the lease that it has.
     *
     * @param time how long the lease lasts; zero for the lease that it has
     */
    record Leased(String node, String record, String key, String lease, boolean toEmit, Duration time)
            implements Event {
        @Override
        public String toString() {
            return node + ": leases key " + key + (toEmit ? " to emit it" : " to poll it");
        }
    }

    /** A lease was extended. */
    record Renewed(String node, String record, String lease, Duration time) implements Event {
        @Override
        public String toString() {
            return node + ": renews a lease";
        }
    }

    /**
     * A write under a lease had an effect.
     *
     * @param released whether it ended the lease
     */
    record Wrote(String node, String record, String key, String lease, boolean released) implements Event {
        @Override
        public String toString() {
            return node + ": writes key " + key + (released ? " and releases it" : " under its lease");
        }
    }

    /** It is not known whether a write under a lease had an effect, and ended the lease. */
    record Uncertain(String node, String record, String key, String lease) implements Event {
        @Override
        public String toString() {
            return node + ": does not learn whether its write of key " + key + " had an effect";
        }
    }

    /** A process, or one of its threads, takes no step for some time. */
    record Paused(String node, String threads, Duration time) implements Event {
        @Override
        public String toString() {
            return node + ": is paused for " + time.toSeconds() + " s (" + threads + ")";
        }
    }

    /** A process has ended; suddenly or not. */
    record Ended(String node, boolean suddenly) implements Event {
        @Override
        public String toString() {
            return node + (suddenly ? ": ends suddenly" : ": has stopped");
        }
    }

    /** A call of the component has returned to its caller with an exception. */
    record Thrown(String node, String call, Throwable exception) implements Event {
        @Override
        public String toString() {
            return node + ": " + call + " throws " + exception.getClass().getSimpleName();
        }
    }

    /** A thread is still in the middle of something when all should be at rest. */
    record NotAtRest(String what) implements Event {
        @Override
        public String toString() {
            return "at the end: " + what;
        }
    }

    /** A record at the end. */
    record Final(String key, @Nullable String taskId, String state) implements Event {
        @Override
        public String toString() {
            return "at the end: key " + key + (taskId == null ? "" : ", task " + taskId + ",") + " is " + state;
        }
    }

    /** Something that only a reader needs. */
    record Note(String text) implements Event {
        @Override
        public String toString() {
            return text;
        }
    }
}
