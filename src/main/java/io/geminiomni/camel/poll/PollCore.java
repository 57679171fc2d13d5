package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polling with the leases held, for a {@link TaskPoller} or a {@link TaskWatcher}: how many polls may be sent now, what the
 * answers say of the account, what they change in their tasks, and how leases are given back. Which tasks are polled, and
 * when, is left to these two.
 */
public final class PollCore {
    private static final Logger LOG = LoggerFactory.getLogger(PollCore.class);
    private static final int MOST_IN_FLIGHT = 50;

    private final VideoTaskRepository tasks;
    private final LeaseKeeper leases;
    private final PollExecutor polls;
    private final AnswerRules rules;
    private final OtherAccounts others;
    private final Standing standing;
    private final PollSchedule schedule;
    private final RandomGenerator random;

    /**
     * @param others knows the account that polls
     * @param standing of that account
     */
    public PollCore(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            PollExecutor polls,
            PollPolicy policy,
            OtherAccounts others,
            Standing standing,
            Elapsed elapsed,
            RandomGenerator random) {
        this.tasks = tasks;
        this.leases = leases;
        this.polls = polls;
        this.rules = new AnswerRules(policy, elapsed, random);
        this.others = others;
        this.standing = standing;
        this.schedule = policy.schedule();
        this.random = random;
    }

    VideoTaskRepository tasks() {
        return tasks;
    }

    LeaseKeeper leases() {
        return leases;
    }

    OtherAccounts others() {
        return others;
    }

    /** How many polls may be sent now: none while the gateway throttles the account. */
    int room() {
        return standing.isQuiet() ? 0 : Math.max(0, MOST_IN_FLIGHT - polls.inFlight());
    }

    /** @return false if it is closed: then nothing is sent, and the leases stay with the caller */
    boolean send(List<LeasedTask> due) {
        return polls.ask(due);
    }

    /** The answers that have come in, as {@link PollExecutor#collect} gives them. What they say of the account is noted. */
    List<PollAnswer> collect(Duration patience) throws InterruptedException {
        List<PollAnswer> answers = polls.collect(patience);
        standing.heard(answers, schedule, random);
        return answers;
    }

    JudgedAnswer judge(PollAnswer answer) {
        return new JudgedAnswer(answer, others.judge(answer, rules));
    }

    /** How long to wait before the first poll of a task that was not polled here yet. */
    Duration untilFirstPoll(VideoTask task) {
        return schedule.afterAnswer(task.questions(), task.late(), random);
    }

    /** How long to wait before a poll whose answer could not be used is repeated. */
    Duration untilRepeated() {
        return schedule.afterFailure(1, null, random);
    }

    /**
     * Writes what answers change. If that fails, the leases are renewed no longer, and the tasks are polled again when these
     * have run out.
     *
     * @return the leases that were lost, whose updates were not written
     */
    Set<Lease> writeOrDrop(List<LeaseUpdate> updates) {
        return leases.update(updates);
    }

    /** Does as {@link #writeOrDrop}, but if it fails, the leases are kept for another attempt. */
    Set<Lease> writeOrKeep(List<LeaseUpdate> updates) {
        return tasks.update(updates);
    }

    /** Gives tasks back unchanged, due at once. If that fails, they are due when their leases have run out. */
    void giveBack(List<LeasedTask> held) {
        if (held.isEmpty()) {
            return;
        }
        held.forEach(leased -> leases.drop(leased.lease()));
        try {
            tasks.update(held.stream()
                    .map(leased -> LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO))
                    .toList());
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "{} tasks of channel {} could not be given back; they are polled when their leases have run out: {}",
                    held.size(),
                    held.get(0).task().channel(),
                    e.toString());
        }
    }

    /** @return the tasks whose answers were not collected, and never will be; the leases stay with the caller */
    List<LeasedTask> abandon() {
        return polls.abandon();
    }

    /** Abandons, and sends nothing more. */
    List<LeasedTask> close() {
        return polls.close();
    }

    void open() {
        polls.open();
    }
}
