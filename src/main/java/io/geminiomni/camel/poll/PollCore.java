package io.geminiomni.camel.poll;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of polling that {@link TaskPoller} and {@link TaskWatcher} share: how many polls may be sent, what their results say
 * of the account, what they change in their tasks, and how tasks are released. These two decide which tasks are polled, and
 * when.
 */
public final class PollCore {
    private static final Logger LOG = LoggerFactory.getLogger(PollCore.class);
    private static final int MAX_IN_FLIGHT = 50;

    final VideoTaskRepository tasks;
    final LeaseKeeper leases;
    final PollExecutor polls;
    private final AnswerRules rules;
    private final PolledAccount account;
    private final PollPolicy policy;
    private final PollSchedule schedule;
    private final RandomGenerator random;
    private final ChannelListener listener;

    /** @param listener is notified of the end of tasks */
    public PollCore(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            PollExecutor polls,
            PollPolicy policy,
            PolledAccount account,
            Elapsed elapsed,
            RandomGenerator random,
            ChannelListener listener) {
        this.tasks = tasks;
        this.leases = leases;
        this.polls = polls;
        this.rules = new AnswerRules(policy, account.times(), elapsed, random);
        this.account = account;
        this.policy = policy;
        this.schedule = policy.schedule();
        this.random = random;
        this.listener = listener;
        polls.of(account.standing().of(schedule, random));
    }

    /** The tasks that were made with other API keys. */
    OtherAccounts others() {
        return account.others();
    }

    /** Room for the polls that may be sent now: none while the gateway throttles the account. */
    Standing.Room room() {
        return account.standing().reserve(MAX_IN_FLIGHT, polls.inFlight());
    }

    /**
     * Sends polls. While calls of the account are sent slowly, those go first whose videos expire first.
     *
     * @return false if nothing is polled any more; then the tasks stay with the caller
     */
    boolean send(List<LeasedTask> due) {
        return polls.send(
                account.standing().isSlow()
                        ? due.stream()
                                .sorted(Comparator.comparing(
                                        leased -> leased.task().submittedAt()))
                                .toList()
                        : due);
    }

    /** Collects results as {@link PollExecutor#collect} does, and notes what they say of the API key. */
    List<PollResult> collect(Duration patience) throws InterruptedException {
        List<PollResult> results = polls.collect(patience);
        account.standing().noteKey(results, schedule);
        return results;
    }

    JudgedPoll judge(PollResult result) {
        JudgedPoll judged = new JudgedPoll(result, account.others().judge(result, rules));
        TaskState state = judged.task().state();
        if (state == TaskState.COMPLETED || state == TaskState.FAILED) {
            account.ends().accept(judged.task());
        }
        return judged;
    }

    /**
     * The time until the first poll of a task by this node.
     *
     * @param atMost how long somebody waits for the task
     * @param estimated how long it will take, by the gateway, which counts if nothing was learned of tasks like it
     */
    Duration untilFirstPoll(LeasedTask leased, Duration atMost, @Nullable Duration estimated) {
        VideoTask task = leased.task();
        Duration half = atMost.dividedBy(2);
        Duration usual = estimated == null || account.times().isKnown(task.request())
                ? schedule.afterAnswer(task.polls(), task.late(), random)
                : schedule.first(estimated.minus(leased.age()), random);
        Duration learned = untilWorthPolling(leased, leased.age().plus(half));
        Duration first = learned.compareTo(usual) > 0 ? learned : usual;
        Duration left = task.polls() > 0 ? half : Collections.min(List.of(half, leftUntilLatest(leased)));
        return first.compareTo(left) < 0 ? first : left;
    }

    private Duration leftUntilLatest(LeasedTask leased) {
        Duration left = policy.latestFirstPoll().minus(leased.age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The time until a due task that was never polled is worth a poll; zero if it is. */
    Duration untilWorthPolling(LeasedTask leased) {
        return untilWorthPolling(leased, policy.latestFirstPoll());
    }

    /** A task of another account is for a node with its own key, and is not put off. */
    private Duration untilWorthPolling(LeasedTask leased, Duration latest) {
        VideoTask task = leased.task();
        if (task.polls() > 0
                || task.late()
                || !task.account().equals(account.others().account())) {
            return Duration.ZERO;
        }
        Duration first = policy.latestFirstPoll();
        return schedule.untilFirst(
                leased.age(), account.times().of(task), latest.compareTo(first) < 0 ? latest : first, random);
    }

    /** The time until a poll is repeated whose result could not be stored. */
    Duration untilRepeated() {
        return schedule.afterFailure(1, null, random);
    }

    /**
     * Writes updates. If that fails, their leases are no longer renewed, and the tasks are polled again when the leases have
     * expired.
     *
     * @return the lost leases, whose updates were not written
     */
    Set<Lease> writeOrDrop(List<LeaseUpdate> updates) {
        return leases.update(updates);
    }

    /** Does as {@link #writeOrDrop}, but if it fails, the leases are kept for the next attempt. */
    Set<Lease> writeOrKeep(List<LeaseUpdate> updates) {
        return tasks.update(updates);
    }

    /**
     * Reports the tasks that have ended, after that was stored.
     *
     * @param lost the leases whose updates were not written
     */
    void reportEnded(List<JudgedPoll> judged, Set<Lease> lost) {
        judged.stream()
                .filter(poll -> !lost.contains(poll.lease()))
                .map(poll -> EndReport.of(poll.task()))
                .filter(Objects::nonNull)
                .forEach(listener::ended);
    }

    /** Releases tasks unchanged and due at once. If that fails, they are due when their leases have expired. */
    void release(List<LeasedTask> held) {
        if (held.isEmpty()) {
            return;
        }
        held.forEach(leased -> leases.drop(leased.lease()));
        try {
            tasks.update(held.stream()
                    .map(leased -> LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO))
                    .toList());
        } catch (IllegalStateException e) {
            // None was released, because of one whose end was written meanwhile.
            if (held.size() == 1) {
                notReleased(held, e);
            } else {
                held.forEach(leased -> release(List.of(leased)));
            }
        } catch (RuntimeException | Error e) {
            notReleased(held, e);
        }
    }

    private static void notReleased(List<LeasedTask> held, Throwable cause) {
        LOG.warn(
                "{} tasks of channel {} could not be released; they are polled when their leases have expired: {}",
                held.size(),
                held.get(0).task().channel(),
                cause.toString());
    }
}
