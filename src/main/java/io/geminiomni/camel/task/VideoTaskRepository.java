package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the record of every paid request from the moment before it is sent until its video is delivered.
 *
 * <p>What every implementation guarantees:
 *
 * <ol>
 *   <li><b>One attempt per key.</b> Of all {@link #begin} calls with one channel and key, on any node and at any time, at
 *       most one at a time returns {@link Begun.Started}; it may only be followed by another once the outcome of the first
 *       is {@link TaskState#NOT_ACCEPTED} or {@link TaskState#REJECTED}, or the record was purged.
 *   <li><b>Committed when returned.</b> What a method wrote is there when it returns, for all nodes, and a rollback of the
 *       caller's own transaction does not undo it.
 *   <li><b>Nothing paid goes unrecorded.</b> {@link #record} of an accepted outcome stores the task whatever has happened
 *       to the record meanwhile: it was swept to UNKNOWN, an operator freed its key, or it is gone.
 *   <li><b>One owner.</b> A task is leased to one owner at a time. Every write of an owner is fenced: it takes effect only
 *       while its lease is the task's present one, and says so where it is not. A lease that ends by time can be renewed
 *       by its owner until somebody else has claimed the task.
 *   <li><b>Legal transitions only</b>, as in {@link TaskState#canBecome}.
 * </ol>
 *
 * <p>What is <em>not</em> promised: an order among tasks that are due, fairness between consumers, and that a task is
 * emitted once only. An owner that loses its lease while its route works shares the video with the next owner.
 *
 * <p>Delays and leases count on the repository's own clock, so that nodes need not agree on the time. All methods may be
 * called by many threads. A method that cannot reach its storage throws {@link TaskStoreException} and has, as far as the
 * caller may assume, either done all of its work or none of it. No text of the gateway is a reason to throw: see
 * {@link VideoTask} and {@link Submission} for what is stored of it.
 */
public interface VideoTaskRepository {
    /** The states of tasks that are moved to another base URL: they are asked for there, at once or when a person says so. */
    Set<TaskState> MOVED = Set.of(TaskState.WAITING, TaskState.UNKNOWN, TaskState.PARKED);

    /**
     * Records the intent to submit, in state SUBMITTING, unless the key is taken.
     *
     * <p>Where it throws {@link TaskStoreException}, nothing may be sent, but the intent may be on record. To
     * {@linkplain #record record} that attempt as {@link Outcome.NotAccepted} frees its key if so, and does nothing if not;
     * without that, {@link #sweep} makes it UNKNOWN in time.
     *
     * @return {@link Begun.Started} if the caller may now send the request, else {@link Begun.Known} with the record that
     *     has the key
     */
    Begun begin(Submission submission);

    /**
     * Records what became of a request that {@link #begin} allowed. Takes effect if the record still carries the
     * submission's attempt token and is SUBMITTING or UNKNOWN. Where it does not, an accepted outcome is stored as an
     * additional task under a key of its own, unless the channel has that task already, and any other outcome changes nothing.
     *
     * @param firstQuestion how long from now the task is asked for first; only for an accepted outcome
     * @return the record as stored, that of the accepted task in any case; empty if there is none and nothing was changed
     */
    Optional<VideoTask> record(Submission submission, Outcome outcome, Duration firstQuestion);

    /** The record that has this key. */
    Optional<VideoTask> find(String channel, String key);

    /** The record of the channel that the gateway made this task of. */
    Optional<VideoTask> findTask(String channel, String taskId);

    /**
     * Leases up to {@code limit} tasks that are due, the longest due first. A claim to emit counts a delivery attempt. One to
     * ask finds the tasks of its base URL under every spelling that is stored.
     *
     * @return the leased tasks, as they are after the claim; never more than asked for
     */
    List<LeasedTask> claim(Claim claim);

    /**
     * Leases one certain task, whether it is due or not, unless somebody holds it. A task that is to be emitted counts a
     * delivery attempt.
     *
     * @return empty if there is no such task, somebody holds it, or nothing is left to do for it (see {@link Claim.Purpose})
     */
    Optional<LeasedTask> claim(String channel, String key, String owner, Duration lease);

    /**
     * Extends leases to {@code duration} from now.
     *
     * @return those that were lost: their tasks belong to somebody else, or are done
     */
    Set<Lease> renew(Collection<Lease> leases, Duration duration);

    /**
     * Writes what owners found out, and keeps or gives back their leases. A kept lease ends when it would have ended.
     *
     * @return the leases that were lost; their updates were not written
     * @throws IllegalStateException if a task may not go over to the state that it is given; nothing of the batch was written
     * @throws IllegalArgumentException if two updates are under one lease
     */
    Set<Lease> update(Collection<LeaseUpdate> updates);

    /** How many records there are in each state, over all channels; states without any are left out. */
    Map<TaskState, Long> counts();

    /** How many records a channel has in each state; states without any are left out. */
    Map<TaskState, Long> counts(String channel);

    /**
     * How many records a channel has in some of the states; those without any are left out. Where the store can, it looks at
     * no records in other states.
     *
     * @param most no state is counted any further
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

    /** The channels that have records, in alphabetical order. For people who look at the store: it looks at every record. */
    List<String> channels();

    /**
     * A channel's records in a state, oldest first.
     *
     * @param limit how many at most
     */
    List<VideoTask> inState(String channel, TaskState state, int limit);

    /**
     * What of a channel's finished videos no route takes. It looks at the channel's COMPLETED and PARKED records only.
     *
     * @param attempts a video that was emitted at least so often is a failing one
     */
    Undelivered undelivered(String channel, int attempts);

    /**
     * How many of a channel's records the store finds damaged: whoever claims or lists others goes on without them, and they
     * stay, to be mended by hand.
     */
    default long unreadable(String channel) {
        return 0;
    }

    /** The records whose outcome is not known, oldest first. */
    List<VideoTask> unknown(String channel);

    /** The parked tasks, oldest first. */
    List<VideoTask> parked(String channel);

    /**
     * An operator found out that an UNKNOWN record was accepted: it becomes WAITING with that task id, due now. Should its
     * submitter learn of another task after this, that one is an additional task.
     *
     * @throws IllegalStateException if there is no such record, it is not UNKNOWN, or the task is that of another record of
     *     the channel
     */
    VideoTask resolveAsTask(String channel, String key, String taskId);

    /**
     * An operator found out that an UNKNOWN record was never made: its key becomes free. A submitter that was only paused,
     * and goes on to send after this, makes a second paid task.
     *
     * @throws IllegalStateException if there is no such record or it is not UNKNOWN
     */
    VideoTask resolveAsNotSubmitted(String channel, String key);

    /**
     * Makes parked tasks due now, with their delivery attempts counted from zero: to be emitted where the video is known,
     * else to be asked for.
     *
     * @param taskIds which ones, or {@code null} for all of the channel
     * @return how many were unparked
     */
    int unpark(String channel, @Nullable Collection<String> taskIds);

    /**
     * The channel's WAITING tasks that have been due for longer than {@code dueFor}, so that nobody has asked for them: by base
     * URL and account. An implementation that cannot tell gives none.
     */
    default List<Unasked> unasked(String channel, Duration dueFor) {
        return List.of();
    }

    /**
     * Moves a channel's tasks that are WAITING, UNKNOWN or PARKED to another base URL, where they are asked for from now on.
     *
     * @param fromBaseUrl in any spelling
     * @return how many
     * @throws UnsupportedOperationException if this repository cannot
     */
    default int move(String channel, String fromBaseUrl, String toBaseUrl) {
        throw new UnsupportedOperationException("This task repository cannot move tasks to another base URL");
    }

    /**
     * Tracks a task that was made elsewhere, from now on, under the submission's key.
     *
     * @return the record; the present one if the channel has that task already
     * @throws IllegalStateException if the key belongs to another task, or one that may exist
     */
    VideoTask adopt(Submission submission, String taskId);

    /**
     * Turns records that have been SUBMITTING for longer than {@code submitTimeout} into UNKNOWN, on all channels.
     *
     * @return those that were turned
     */
    List<VideoTask> sweep(Duration submitTimeout);

    /**
     * Deletes records that have been finished (DELIVERED, REJECTED, NOT_ACCEPTED) for longer than they are kept, on all
     * channels; of those that are kept for the same time, the longest finished first.
     *
     * @param retention how long records are kept whose {@linkplain Submission#retention submission} did not say it
     * @param limit how many at most
     * @return how many were deleted
     */
    int purge(Duration retention, int limit);
}
