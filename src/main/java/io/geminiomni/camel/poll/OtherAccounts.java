package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.Whose;
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
 * What becomes of the tasks of a channel that were made with another API key, at the same base URL. One that the gateway
 * knows under the present key is of the same account, whose key was changed: it is adopted. One that it does not know is left to
 * whoever has its key, and never parked or failed for that.
 *
 * <p>A node with the right key asks for its tasks when they are due. So only tasks that have been due for some time are
 * claimed here, now and then and a few at a time; one that is left is not claimed again for hours.
 */
public final class OtherAccounts {
    /** A gateway that did not know a task may have been mistaken, and the task is paid for. */
    static final Duration ASKED_AGAIN_AFTER = Duration.ofHours(2);

    /** A gateway may not know a task in the first seconds after it was made, under any key. */
    static final Duration KNOWN_AFTER = Duration.ofSeconds(30);

    /** How long a task counts as left at least, before somebody else who asks for it can be noticed. */
    static final Duration NOTICED_AFTER = Duration.ofMinutes(5);

    /** How many are claimed at once, unless the last ones turned out to be of the present account. */
    static final int FEW = 10;

    private static final Logger LOG = LoggerFactory.getLogger(OtherAccounts.class);
    /** With so many that are left, none is claimed: one by one they cannot be told from others any more. */
    private static final int MOST_FOREIGN = 1000;

    private final String account;
    private final PollSchedule schedule;
    private final Elapsed elapsed;
    private final Map<String, ForeignTask> foreignTasks = new ConcurrentHashMap<>();
    private final AtomicReference<Duration> nextTurn;
    private volatile boolean adopting;

    /**
     * @param since when it was left
     * @param askAgain until then it is not claimed
     * @param mayBeGone when its video may be gone
     */
    private record ForeignTask(String account, Duration since, Duration askAgain, Instant mayBeGone) {}

    /** @param account the fingerprint of the present key */
    public OtherAccounts(String account, PollSchedule schedule, Elapsed elapsed) {
        this.account = account;
        this.schedule = schedule;
        this.elapsed = elapsed;
        this.nextTurn = new AtomicReference<>(elapsed.read());
    }

    /** The keys of the tasks that are left to others at present, as far as this node has asked, and when their videos may be gone. */
    public Map<String, Instant> foreignTasks() {
        return foreignTasks.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, task -> task.getValue().mayBeGone()));
    }

    /** The account of the present key. */
    String account() {
        return account;
    }

    /** For how long a task has to have been due before it counts as one that nobody with its own key asks for. */
    Duration dueFor() {
        return schedule.longest().multipliedBy(2);
    }

    /** Whether it is time to look for tasks of other accounts. */
    boolean isTurn() {
        Duration now = elapsed.read();
        Duration turn = nextTurn.get();
        return now.compareTo(turn) >= 0 && nextTurn.compareAndSet(turn, now.plus(schedule.longest()));
    }

    /**
     * How many of them may be claimed now.
     *
     * @param room how many questions there is time for beside those about our own tasks; a few are asked in any case
     */
    int most(int room) {
        if (resting().size() >= MOST_FOREIGN) {
            return 0;
        }
        return adopting ? Math.max(room, FEW) : FEW;
    }

    /** Those of which some may be claimed. */
    Whose claimable() {
        return Whose.others(account, dueFor(), resting());
    }

    private Set<String> resting() {
        Duration now = elapsed.read();
        return foreignTasks.entrySet().stream()
                .filter(task -> now.compareTo(task.getValue().askAgain()) < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether it is to be found out which accounts nobody asks for, as some tasks were left long enough ago. */
    boolean wantsToKnow() {
        Duration now = elapsed.read();
        return foreignTasks.values().stream().anyMatch(task -> isNoticeable(task, now));
    }

    /** @param accounts those for whose tasks nobody has asked for some time: the tasks of others are left no longer */
    void unasked(Set<String> accounts) {
        Duration now = elapsed.read();
        foreignTasks.values().removeIf(task -> isNoticeable(task, now) && !accounts.contains(task.account()));
    }

    private boolean isNoticeable(ForeignTask task, Duration now) {
        return now.minus(task.since()).compareTo(NOTICED_AFTER.plus(dueFor())) > 0;
    }

    /** @param rules for all that does not depend on whose task it is */
    Verdict judge(PollAnswer answer, AnswerRules rules) {
        try {
            return judged(answer, rules);
        } catch (RuntimeException | Error e) {
            LOG.error("The answer about {} makes no sense", answer.asked().task(), e);
            return rules.judge(new PollAnswer.Failed(
                    answer.asked(), e instanceof RuntimeException failure ? failure : new IllegalStateException(e)));
        }
    }

    private Verdict judged(PollAnswer answer, AnswerRules rules) {
        if (answer.asked().task().account().equals(account)) {
            return rules.judge(answer);
        }
        if (answer instanceof PollAnswer.Failed failed) {
            return failed.failure() instanceof UnknownTaskException
                    ? release(answer.asked())
                    : unanswered(answer, rules.judge(answer));
        }
        return adopted(rules.judge(answer));
    }

    /** Whatever becomes of the questions of this node, it does not end what may be another's. */
    private Verdict unanswered(PollAnswer answer, Verdict verdict) {
        return verdict.task().state() == TaskState.WAITING
                ? verdict
                : new Verdict(answer.asked().task(), schedule.longest());
    }

    private Verdict adopted(Verdict verdict) {
        VideoTask task = verdict.task().toBuilder().account(account).build();
        foreignTasks.remove(task.key());
        adopting = true;
        nextTurn.set(elapsed.read());
        LOG.info(
                "{} was made with another API key, and is known under the present one: it is asked for with that",
                task);
        return new Verdict(task, verdict.nextQuestion());
    }

    /** It is due at once: whoever has its key is not kept from it. */
    private Verdict release(LeasedTask leased) {
        VideoTask task = leased.task();
        Instant mayBeGone = task.submittedAt().plus(AnswerRules.VIDEO_KEPT);
        String reason = "It was made with another API key (account " + task.account() + "), and the gateway at "
                + task.baseUrl() + " does not know it under the present one (account " + account
                + "). It is left to a consumer with its key. Its video, which is paid for, may be gone after "
                + mayBeGone;
        VideoTask waiting = task.toBuilder()
                .questions(task.questions() + 1)
                .unansweredQuestions(task.unansweredQuestions() + 1)
                .errorMessage(reason)
                .build();
        Duration now = elapsed.read();
        Duration young = KNOWN_AFTER.minus(leased.age());
        boolean isYoung = !young.isNegative() && !young.isZero();
        ForeignTask present =
                new ForeignTask(task.account(), now, now.plus(isYoung ? young : ASKED_AGAIN_AFTER), mayBeGone);
        adopting = false;
        if (foreignTasks.put(task.key(), present) == null) {
            LOG.warn("{}: {}", task, reason);
        }
        return new Verdict(waiting, Duration.ZERO, true);
    }
}
