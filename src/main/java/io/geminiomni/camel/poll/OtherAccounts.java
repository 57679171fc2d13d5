package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.ClaimedAccounts;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the tasks of a channel that were made with another API key at the same base URL. A task that the gateway knows under the
 * present key belongs to the same account, whose key was changed: it is adopted. A task that the gateway does not know is foreign:
 * it is released for a node with its own key, and is neither parked nor failed.
 *
 * <p>A node with the right key polls its tasks when they are due. So this node claims only tasks that have been due for some
 * time, a few at a time, and does not claim a foreign task again for hours.
 */
public final class OtherAccounts {
    /** When a foreign task is polled again: the gateway may have been mistaken, and the task is paid for. */
    static final Duration POLLED_AGAIN_AFTER = Duration.ofHours(2);

    /** In the first seconds of a task the gateway may not know it under any key. */
    static final Duration KNOWN_AFTER = Duration.ofSeconds(30);

    /** How long a task counts as foreign at least, before this node can notice that another node polls it. */
    static final Duration NOTICED_AFTER = Duration.ofMinutes(5);

    /** How many tasks are claimed at once, unless the last ones turned out to belong to the present account. */
    static final int FEW = 10;

    private static final Logger LOG = LoggerFactory.getLogger(OtherAccounts.class);
    /** With so many foreign tasks none is claimed, as the claim has to exclude each of them by its key. */
    private static final int MAX_FOREIGN = 1000;

    private final String account;
    private final PollSchedule schedule;
    private final Elapsed elapsed;
    private final Map<String, ForeignTask> foreignTasks = new ConcurrentHashMap<>();
    private final AtomicReference<Duration> nextTurn;
    private volatile boolean adopting;

    /**
     * @param since when it was found to be foreign
     * @param nextPoll the time before which it is not claimed
     * @param mayBeGone when its video may be gone
     */
    private record ForeignTask(String account, Duration since, Duration nextPoll, Instant mayBeGone) {}

    /** @param account the fingerprint of the present key */
    public OtherAccounts(String account, PollSchedule schedule, Elapsed elapsed) {
        this.account = account;
        this.schedule = schedule;
        this.elapsed = elapsed;
        this.nextTurn = new AtomicReference<>(elapsed.read());
    }

    /** The keys of the foreign tasks that this node has found, and when their videos may be gone. */
    public Map<String, Instant> foreignTasks() {
        return foreignTasks.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, task -> task.getValue().mayBeGone()));
    }

    /** The account of the present key. */
    String account() {
        return account;
    }

    /** How long a task must have been due before this node assumes that no node with its own key polls it. */
    Duration dueFor() {
        return schedule.longest().multipliedBy(2);
    }

    /** Whether it is time to claim tasks of other accounts. */
    boolean isTurn() {
        Duration now = elapsed.read();
        Duration turn = nextTurn.get();
        return now.compareTo(turn) >= 0 && nextTurn.compareAndSet(turn, now.plus(schedule.longest()));
    }

    /**
     * How many tasks of other accounts may be claimed now.
     *
     * @param room how many polls there is time for beside those of the own tasks; a few are claimed in any case
     */
    int most(int room) {
        if (notClaimable().size() >= MAX_FOREIGN) {
            return 0;
        }
        return adopting ? Math.max(room, FEW) : FEW;
    }

    /** The tasks of which some may be claimed. */
    ClaimedAccounts claimable() {
        return ClaimedAccounts.others(account, dueFor(), notClaimable());
    }

    private Set<String> notClaimable() {
        Duration now = elapsed.read();
        return foreignTasks.entrySet().stream()
                .filter(task -> now.compareTo(task.getValue().nextPoll()) < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether some tasks have been foreign for so long that {@link #keepOnly} may forget them. */
    boolean hasForeignTasksOfLongAgo() {
        Duration now = elapsed.read();
        return foreignTasks.values().stream().anyMatch(task -> isOfLongAgo(task, now));
    }

    /** @param accounts the accounts whose tasks no node polls; foreign tasks of other accounts are forgotten */
    void keepOnly(Set<String> accounts) {
        Duration now = elapsed.read();
        foreignTasks.values().removeIf(task -> isOfLongAgo(task, now) && !accounts.contains(task.account()));
    }

    private boolean isOfLongAgo(ForeignTask task, Duration now) {
        return now.minus(task.since()).compareTo(NOTICED_AFTER.plus(dueFor())) > 0;
    }

    /** @param rules for all that does not depend on the account of the task */
    Verdict judge(PollResult result, AnswerRules rules) {
        try {
            return judged(result, rules);
        } catch (RuntimeException | Error e) {
            LOG.error("The answer about {} cannot be used", result.polled().task(), e);
            return rules.judge(new PollResult.Failed(
                    result.polled(), e instanceof RuntimeException failure ? failure : new IllegalStateException(e)));
        }
    }

    private Verdict judged(PollResult result, AnswerRules rules) {
        LeasedTask polled = result.polled();
        if (polled.task().account().equals(account)) {
            return rules.judge(result);
        }
        if (result instanceof PollResult.Failed failed) {
            return failed.failure() instanceof UnknownTaskException
                    ? foreign(polled)
                    : unanswered(polled, rules.judge(result));
        }
        return adopted(rules.judge(result));
    }

    /** A poll without an answer does not end a task that another node may have. */
    private Verdict unanswered(LeasedTask polled, Verdict verdict) {
        return verdict.task().state() == TaskState.WAITING ? verdict : new Verdict(polled.task(), schedule.longest());
    }

    private Verdict adopted(Verdict verdict) {
        VideoTask task = verdict.task().toBuilder().account(account).build();
        foreignTasks.remove(task.key());
        adopting = true;
        nextTurn.set(elapsed.read());
        LOG.info("{} was made with another API key, and is known under the present one: it is polled with that", task);
        return new Verdict(task, verdict.nextPoll());
    }

    /** The task is due at once, for a node with its own key. */
    private Verdict foreign(LeasedTask leased) {
        VideoTask task = leased.task();
        Instant mayBeGone = task.submittedAt().plus(AnswerRules.VIDEO_KEPT);
        String reason = "It was made with another API key (account " + task.account() + "), and the gateway at "
                + task.baseUrl() + " does not know it under the present one (account " + account
                + "). It is left to a consumer with its key. Its video, which is paid for, may be gone after "
                + mayBeGone;
        VideoTask waiting = task.toBuilder()
                .polls(task.polls() + 1)
                .unansweredPolls(task.unansweredPolls() + 1)
                .errorMessage(reason)
                .build();
        Duration now = elapsed.read();
        Duration untilKnown = KNOWN_AFTER.minus(leased.age());
        boolean isYoung = !untilKnown.isNegative() && !untilKnown.isZero();
        Duration nextPoll = now.plus(isYoung ? untilKnown : POLLED_AGAIN_AFTER);
        adopting = false;
        if (foreignTasks.put(task.key(), new ForeignTask(task.account(), now, nextPoll, mayBeGone)) == null) {
            LOG.warn("{}: {}", task, reason);
        }
        return new Verdict(waiting, Duration.ZERO, true);
    }
}
