package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the tasks of a channel that were made with another API key, at the same base URL. One that the gateway
 * knows under the present key is of the same account, whose key was changed: it is adopted. One that it does not know is left to
 * whoever has its key, and never parked or failed for that. It still comes up here, ever more seldom, so that no node of another
 * key keeps it from its own; but this node asks for it once, and once more only after hours.
 */
public final class OtherAccounts {
    /** The longest time for which a task of another account is left alone, if no two questions are further apart anyway. */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    /** A gateway that did not know a task may have been mistaken, and the task is paid for. */
    static final Duration ASKED_AGAIN_AFTER = Duration.ofHours(2);

    /** A gateway may not know a task in the first seconds after it was made, under any key. */
    static final Duration KNOWN_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(OtherAccounts.class);
    private static final int DOUBLINGS = 12;
    /** How much longer than its rest a task counts as left: somebody may be late to ask for it again. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final String account;
    private final PollSchedule schedule;
    private final Clock clock;
    private final Map<String, Left> left = new ConcurrentHashMap<>();

    /**
     * @param times how often it came up
     * @param until after it nobody knows here what became of it: it is another node that has asked for it since
     * @param askAgain until then it is not asked for
     * @param mayBeGone when its video may be gone
     */
    private record Left(int times, Instant until, Instant askAgain, Instant mayBeGone) {}

    /** @param account the fingerprint of the present key */
    public OtherAccounts(String account, PollSchedule schedule, Clock clock) {
        this.account = account;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** The keys of the tasks that are left to others at present, as far as this node has asked, and when their videos may be gone. */
    public Map<String, Instant> left() {
        Instant now = clock.instant();
        left.values().removeIf(task -> task.until().isBefore(now));
        return left.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, task -> task.getValue().mayBeGone()));
    }

    /** Whether the task that was asked for was made with the present key. */
    boolean own(Answer answer) {
        return answer.asked().task().account().equals(account);
    }

    /** How long a task that is left already is left once more, without a question; nothing for one that is to be asked for. */
    Optional<Duration> leftAgain(VideoTask task) {
        Instant now = clock.instant();
        Left known = task.account().equals(account) ? null : left.get(task.key());
        if (known == null || !now.isBefore(known.askAgain())) {
            return Optional.empty();
        }
        Duration rest = rest(known.times() + 1);
        left.put(
                task.key(),
                new Left(known.times() + 1, now.plus(rest).plus(GRACE), known.askAgain(), known.mayBeGone()));
        return Optional.of(rest);
    }

    /** Whether the gateway's word on it is that it does not know a task of another account, which is no failure of a round. */
    boolean leaves(Answer answer) {
        return !own(answer)
                && answer instanceof Answer.Failed failed
                && failed.failure() instanceof UnknownTaskException;
    }

    /** @param rules for all that does not depend on whose task it is */
    Verdict judge(Answer answer, AnswerRules rules) {
        try {
            return judged(answer, rules);
        } catch (RuntimeException e) {
            LOG.error("The answer about {} makes no sense", answer.asked().task(), e);
            return rules.judge(new Answer.Failed(answer.asked(), e));
        }
    }

    private Verdict judged(Answer answer, AnswerRules rules) {
        if (own(answer)) {
            return rules.judge(answer);
        }
        if (answer instanceof Answer.Told told) {
            return adopted(rules.judge(told));
        }
        return leaves(answer) ? leave(answer.asked().task()) : rules.judge(answer);
    }

    private Verdict adopted(Verdict verdict) {
        VideoTask task = verdict.task().toBuilder().account(account).build();
        left.remove(task.key());
        LOG.info(
                "{} was made with another API key, and is known under the present one: it is asked for with that",
                task);
        return new Verdict(task, verdict.nextQuestion());
    }

    private Verdict leave(VideoTask task) {
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
        Instant now = clock.instant();
        Duration rest = rest(1);
        Instant known = task.submittedAt().plus(KNOWN_AFTER);
        Instant askAgain = now.isBefore(known) ? known : now.plus(ASKED_AGAIN_AFTER);
        Left present = new Left(1, now.plus(rest).plus(GRACE), askAgain, mayBeGone);
        if (left.put(task.key(), present) == null) {
            LOG.warn("{}: {}", task, reason);
        }
        return new Verdict(waiting, rest);
    }

    /** Soon again at first, as another node may have the right key and is kept from asking for as long. */
    private Duration rest(int times) {
        Duration rest = schedule.longest().multipliedBy(1L << Math.min(times, DOUBLINGS));
        if (rest.compareTo(LONGEST_REST) < 0) {
            return rest;
        }
        return schedule.longest().compareTo(LONGEST_REST) > 0 ? schedule.longest() : LONGEST_REST;
    }
}
