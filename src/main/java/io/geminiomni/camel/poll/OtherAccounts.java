package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the tasks of a channel that were made with another API key, at the same base URL. One that the gateway
 * knows under the present key is of the same account, whose key was changed: it is adopted. One that it does not know is left to
 * whoever has its key: asked for ever more seldom, and never parked or failed for that.
 */
public final class OtherAccounts {
    /** The longest time for which a task of another account is left alone, if no two questions are further apart anyway. */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(OtherAccounts.class);
    private static final int DOUBLINGS = 12;
    /** How much longer than its rest a task counts as left: somebody may be late to ask for it again. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final String account;
    private final PollSchedule schedule;
    private final Clock clock;
    private final Map<String, Left> left = new ConcurrentHashMap<>();

    /**
     * @param until after it nobody knows here what became of it: it is another node that has asked for it since
     * @param mayBeGone when its video may be gone
     */
    private record Left(Instant until, Instant mayBeGone) {}

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

    /** Whether the gateway's word on it is that it does not know a task of another account, which is no failure of a round. */
    boolean leaves(Answer answer) {
        return !own(answer)
                && answer instanceof Answer.Failed failed
                && failed.failure() instanceof UnknownTaskException;
    }

    /** @param rules for all that does not depend on whose task it is */
    Verdict judge(Answer answer, AnswerRules rules) {
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
        Duration rest = rest(waiting.unansweredQuestions());
        Left present = new Left(clock.instant().plus(rest).plus(GRACE), mayBeGone);
        if (left.put(task.key(), present) == null) {
            LOG.warn("{}: {}", task, reason);
        }
        return new Verdict(waiting, rest);
    }

    /** Soon again at first, as another node may have the right key and is kept from asking for as long. */
    private Duration rest(int unanswered) {
        Duration rest = schedule.longest().multipliedBy(1L << Math.min(unanswered, DOUBLINGS));
        if (rest.compareTo(LONGEST_REST) < 0) {
            return rest;
        }
        return schedule.longest().compareTo(LONGEST_REST) > 0 ? schedule.longest() : LONGEST_REST;
    }
}
