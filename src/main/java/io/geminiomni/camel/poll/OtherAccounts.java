package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of tasks that were made with another API key, at the same base URL. One that the gateway knows under the
 * present key is of the same account, whose key was changed: it is adopted. One that it does not know is left to whoever has its
 * key: asked for ever more seldom, and never parked or failed for that.
 */
final class OtherAccounts {
    /** The longest time for which a task of another account is left alone, if no two questions are further apart anyway. */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(OtherAccounts.class);
    private static final int DOUBLINGS = 12;

    private final AnswerRules rules;
    private final PollSchedule schedule;
    private final String account;
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    /** @param account the fingerprint of the present key */
    OtherAccounts(AnswerRules rules, PollSchedule schedule, String account) {
        this.rules = rules;
        this.schedule = schedule;
        this.account = account;
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

    /** How many tasks are left to others at present. */
    int left() {
        return left.size();
    }

    Verdict judge(Answer answer) {
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
        String reason = "It was made with another API key (account " + task.account() + "), and the gateway at "
                + task.baseUrl() + " does not know it under the present one (account " + account
                + "). It is left to a consumer with its key. Its video, which is paid for, may be gone after "
                + task.submittedAt().plus(AnswerRules.VIDEO_KEPT);
        if (left.add(task.key())) {
            LOG.warn("{}: {}", task, reason);
        }
        VideoTask waiting = task.toBuilder()
                .questions(task.questions() + 1)
                .unansweredQuestions(task.unansweredQuestions() + 1)
                .errorMessage(reason)
                .build();
        return new Verdict(waiting, rest(waiting.unansweredQuestions()));
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
