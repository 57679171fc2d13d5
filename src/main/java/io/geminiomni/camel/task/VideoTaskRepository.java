package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the record of each paid request, from before it is sent until its video is delivered.
 *
 * <p>Each implementation guarantees:
 *
 * <ol>
 *   <li><b>One attempt per key.</b> Of all {@link #begin} calls with one channel and key, on any node, at most one returns
 *       {@link BeginResult.Started}. Another one may follow only when the outcome of the first is {@link TaskState#NOT_ACCEPTED}
 *       or {@link TaskState#REJECTED}, or its record was purged.
 *   <li><b>Committed when returned.</b> When a method returns, its changes are committed and visible to all nodes. A rollback of the
 *       caller's own transaction does not undo them.
 *   <li><b>Nothing paid goes unrecorded.</b> {@link #record} of an accepted outcome stores the task even if the record was swept
 *       to UNKNOWN, an operator freed its key, or it was deleted.
 *   <li><b>One owner.</b> A task is leased to one owner at a time. Each write of an owner is fenced: it takes effect only if its
 *       lease is the present lease of the task, and otherwise returns the lease as lost. A lease that has expired can be renewed
 *       by its owner until another owner has claimed the task.
 *   <li><b>Legal transitions only</b>, by {@link TaskState#canBecome}.
 *   <li><b>No more than the budget.</b> Of a submission with a {@linkplain Submission#charge charge}, the amount is reserved in the
 *       transaction that records its intent. What may have been paid under a budget key in the period of its budget never exceeds
 *       the budget, of all nodes together, except by tasks that are recorded after they were paid for: late, additional and
 *       adopted ones.
 * </ol>
 *
 * <p>It does <em>not</em> guarantee an order among tasks that are due, fairness between consumers, or that a task is emitted only
 * once. If an owner loses its lease while its route works, the next owner emits the video too.
 *
 * <p>Delays and leases are measured by the repository's clock, so that the clocks of the nodes may differ. Implementations are safe
 * for use by multiple threads. A method that cannot reach the storage throws {@link TaskStoreException}. It has then made either
 * all of its changes or none of them, and the caller does not know which. Text of the gateway is never a reason to throw: see
 * {@link VideoTask} and {@link Submission}.
 */
public interface VideoTaskRepository {
    /** The states of tasks that are moved to another base URL: they are polled there, now or after an operator's decision. */
    Set<TaskState> MOVED = Set.of(TaskState.WAITING, TaskState.UNKNOWN, TaskState.PARKED);

    /**
     * Records the intent to submit, in state SUBMITTING, unless the key is taken.
     *
     * <p>If it throws {@link TaskStoreException}, the caller must not send the request, but the intent may be recorded. To
     * {@linkplain #record record} {@link Outcome.NotAccepted} then frees the key, and has no effect if it is not recorded.
     * Otherwise {@link #sweep} makes it UNKNOWN later.
     *
     * <p>With a charge, its amount is booked as {@linkplain LedgerState#RESERVED reserved}, if its budget has room for it.
     * {@link #record} books it as spent or given back; an unknown outcome leaves it reserved.
     *
     * @return {@link BeginResult.Started} if the caller may send the request; {@link BeginResult.Known} with the task of the key; or
     *     {@link BeginResult.OverBudget} if the key is free, but the budget has no room, and nothing was recorded
     */
    BeginResult begin(Submission submission);

    /**
     * Records the outcome of a request that {@link #begin} allowed, if the record still has the submission's token and is SUBMITTING
     * or UNKNOWN. Otherwise an accepted outcome is stored as an additional task with its own key, unless the channel has that task
     * already, and other outcomes change nothing.
     *
     * @param firstPoll the delay from now to the first poll of an accepted task
     * @return the task as stored, always for an accepted outcome; empty if nothing was changed
     */
    Optional<VideoTask> record(Submission submission, Outcome outcome, Duration firstPoll);

    /** The task with this key. */
    Optional<VideoTask> find(String channel, String key);

    /** The channel's task with this id of the gateway. */
    Optional<VideoTask> findTask(String channel, String taskId);

    /**
     * Leases tasks that are due, the longest due first. A claim to emit counts a delivery attempt. A claim to poll finds tasks
     * under each spelling of its base URL.
     *
     * @return the leased tasks, as they are after the claim; at most {@code limit}
     */
    List<LeasedTask> claim(Claim claim);

    /**
     * Leases a task that is not leased, whether it is due or not. If it is to be emitted, a delivery attempt is counted.
     *
     * @return empty if there is no such task, it is leased, or nothing remains to be done for it (see {@link Claim.Purpose})
     */
    Optional<LeasedTask> claim(String channel, String key, String owner, Duration lease);

    /**
     * Extends leases to {@code duration} from now.
     *
     * @return those that are lost: another owner has claimed the task, or it is finished
     */
    Set<Lease> renew(Collection<Lease> leases, Duration duration);

    /**
     * Writes the updates of owners, and keeps or ends their leases. The end of a lease that is kept does not change.
     *
     * @return the leases that are lost; their updates were not written
     * @throws IllegalStateException if a task may not change to its new state; no update was written
     * @throws IllegalArgumentException if two updates have the same lease
     */
    Set<Lease> update(Collection<LeaseUpdate> updates);

    /** The number of records in each state, of all channels, without states that have none. */
    default Map<TaskState, Long> counts() {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        channels().forEach(channel -> counts(channel).forEach((state, count) -> counts.merge(state, count, Long::sum)));
        return counts;
    }

    /** The number of a channel's records in each state, without states that have none. */
    Map<TaskState, Long> counts(String channel);

    /**
     * The number of a channel's records in some states, without states that have none. A store may avoid reading records in other
     * states.
     *
     * @param most the highest number that is counted
     */
    default Map<TaskState, Long> counts(String channel, Set<TaskState> states, int most) {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        counts(channel).forEach((state, count) -> {
            if (states.contains(state)) {
                counts.put(state, Math.min(count, most));
            }
        });
        return counts;
    }

    /** The channels that have records, in alphabetical order. For operators: it may read all records. */
    List<String> channels();

    /**
     * A channel's records in a state, oldest first.
     *
     * @param limit the most records
     */
    List<VideoTask> inState(String channel, TaskState state, int limit);

    /**
     * A part of the list of a channel's tasks, the latest submitted first. With a prefix it may read all records of the states.
     *
     * <p>Tasks that are submitted meanwhile do not change the parts that follow. A task whose state changes meanwhile can be
     * missing in all parts, or be in two.
     */
    TaskPage page(TaskQuery query);

    /**
     * The transitions of the record with this key, oldest first: who or what changed its state, when and why. It is kept as long as the
     * record. Of many transitions the last are kept, at least ten. Transitions by nodes of a version without history are missing, and
     * those from or to a state that only a later version has.
     *
     * @return empty if there is no such record, or if this repository keeps no history
     */
    default List<Transition> history(String channel, String key) {
        return List.of();
    }

    /**
     * As {@link #inState}, with when each is due, and who has leased it. A store that does not support this omits them.
     *
     * @param limit the most records
     */
    default List<TaskOverview> overview(String channel, TaskState state, int limit) {
        return inState(channel, state, limit).stream().map(TaskOverview::of).toList();
    }

    /**
     * The finished videos of a channel that no route acknowledges. It reads only COMPLETED and PARKED records of the channel.
     *
     * @param attempts a video that was emitted at least so often counts as failing
     */
    Undelivered undelivered(String channel, int attempts);

    /**
     * The number of a channel's records that the store cannot read. Claims and lists skip them. They are kept, to be repaired by
     * hand.
     */
    default long unreadable(String channel) {
        return 0;
    }

    /** The tasks of unknown outcome, oldest first. */
    default List<VideoTask> unknown(String channel) {
        return inState(channel, TaskState.UNKNOWN, Integer.MAX_VALUE);
    }

    /** The parked tasks, oldest first. */
    default List<VideoTask> parked(String channel) {
        return inState(channel, TaskState.PARKED, Integer.MAX_VALUE);
    }

    /**
     * Resolves an UNKNOWN record as accepted: it becomes WAITING with that task id, due now. If its submitter records another task
     * later, that is an additional task.
     *
     * @param by who resolves it, for the history
     * @throws IllegalStateException if there is no such record, it is not UNKNOWN, or the channel has the task already
     */
    VideoTask resolveAsTask(String channel, String key, String taskId, String by);

    /** The same, by this program. */
    default VideoTask resolveAsTask(String channel, String key, String taskId) {
        return resolveAsTask(channel, key, taskId, TaskHistory.program());
    }

    /**
     * Resolves an UNKNOWN record as not submitted: its key becomes free. If its submitter was only paused and sends the request
     * later, a second task is paid for.
     *
     * @param by who resolves it, for the history
     * @throws IllegalStateException if there is no such record or it is not UNKNOWN
     */
    VideoTask resolveAsNotSubmitted(String channel, String key, String by);

    /** The same, by this program. */
    default VideoTask resolveAsNotSubmitted(String channel, String key) {
        return resolveAsNotSubmitted(channel, key, TaskHistory.program());
    }

    /**
     * Makes parked tasks due now, with no delivery attempts: to be emitted if the video is known, else to be polled.
     *
     * @param taskIds their ids, or {@code null} for all of the channel
     * @param by who unparks them, for the history
     * @return the number of unparked tasks
     */
    int unpark(String channel, @Nullable Collection<String> taskIds, String by);

    /** The same, by this program. */
    default int unpark(String channel, @Nullable Collection<String> taskIds) {
        return unpark(channel, taskIds, TaskHistory.program());
    }

    /**
     * The channel's WAITING tasks that have been due for longer than {@code dueFor}, and so are not polled, by base URL and account.
     * A store that does not support this returns none.
     */
    default List<Unpolled> unpolled(String channel, Duration dueFor) {
        return List.of();
    }

    /**
     * Moves a channel's tasks that are WAITING, UNKNOWN or PARKED to another base URL, where they are polled from now on.
     *
     * @param fromBaseUrl in any spelling
     * @param by who moves them, for the history
     * @return the number of moved tasks
     * @throws UnsupportedOperationException if this repository cannot
     */
    default int move(String channel, String fromBaseUrl, String toBaseUrl, String by) {
        throw new UnsupportedOperationException("This task repository cannot move tasks to another base URL");
    }

    /** The same, by this program. */
    default int move(String channel, String fromBaseUrl, String toBaseUrl) {
        return move(channel, fromBaseUrl, toBaseUrl, TaskHistory.program());
    }

    /**
     * Adds a task that was created elsewhere, with the submission's key, and books its charge as spent, also where that exceeds its
     * budget. The task that the channel has already is booked only if it is booked without an amount, and the charge has one.
     *
     * @param by who adopts it, for the history
     * @return the task; the present one if the channel has it already
     * @throws IllegalStateException if the key belongs to another task, or to one that may exist
     */
    VideoTask adopt(Submission submission, String taskId, String by);

    /** The same, by this program. */
    default VideoTask adopt(Submission submission, String taskId) {
        return adopt(submission, taskId, TaskHistory.program());
    }

    /**
     * Turns records that have been SUBMITTING for longer than {@code submitTimeout} into UNKNOWN, on all channels.
     *
     * @return those that became UNKNOWN
     */
    List<VideoTask> sweep(Duration submitTimeout);

    /**
     * Deletes records that have been finished (DELIVERED, REJECTED, NOT_ACCEPTED) for longer than their retention, of all channels;
     * of those with the same retention, the longest finished first.
     *
     * @param retention of records whose {@linkplain Submission#retention submission} has none
     * @param limit the most records
     * @return the number of deleted records
     */
    int purge(Duration retention, int limit);

    /**
     * Whether it books what attempts cost, and checks their budgets. A submission with a budget is refused by the component if it
     * does not.
     */
    default boolean holdsBudgets() {
        return false;
    }

    /**
     * What was spent in a time, by channel, budget key, model and day, sorted by day. What was given back is not in it. It does not
     * depend on whether the records of the tasks are still kept.
     *
     * @return empty if this repository does not book what attempts cost
     */
    default List<Spending> spent(SpendingQuery query) {
        return List.of();
    }

    /**
     * Deletes what attempts cost that were booked longer ago than {@link Charge#keptUntil}, the earliest first.
     *
     * @param limit the most attempts
     * @return the number of attempts
     */
    default int purgeLedger(int limit) {
        return 0;
    }
}
