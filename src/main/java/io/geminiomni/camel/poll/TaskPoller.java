package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unasked;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.Whose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the due tasks of one channel, a round at a time. Every task it asks for is leased, so that several pollers, on
 * one node or many, share the work. It leaves the emission of what has come to an end to its caller.
 *
 * <p>Rounds are for one thread at a time; it may be closed, and opened again, by another one in the middle of a round.
 */
public final class TaskPoller {
    private static final Logger LOG = LoggerFactory.getLogger(TaskPoller.class);
    private static final int BATCH = 50;

    private final VideoTaskRepository tasks;
    private final LeaseKeeper leases;
    private final PollExecutor polls;
    private final AnswerRules rules;
    private final OtherAccounts others;
    private final Standing standing;
    private final PollPolicy policy;
    private final PollScope scope;
    private final RandomGenerator random;

    /**
     * @param executor has as many threads as there may be questions in flight
     * @param others knows the account for which this one asks
     * @param standing of that account
     */
    public TaskPoller(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            Query query,
            ExecutorService executor,
            PollPolicy policy,
            PollScope scope,
            OtherAccounts others,
            Standing standing,
            Elapsed elapsed,
            RandomGenerator random) {
        this.tasks = tasks;
        this.leases = leases;
        this.polls = new PollExecutor(query, executor);
        this.rules = new AnswerRules(policy, elapsed, random);
        this.others = others;
        this.standing = standing;
        this.policy = policy;
        this.scope = scope;
        this.random = random;
    }

    /**
     * Claims due tasks, asks for them, and writes what the answers change.
     *
     * @param room how many tasks that have come to an end the caller can take now; further ones are released, due at once
     * @throws io.geminiomni.camel.task.TaskStoreException if the store cannot be reached; nothing is lost by that
     */
    public PollRound round(int room) throws InterruptedException {
        List<LeasedTask> claimed = claim();
        if (!polls.ask(claimed)) {
            giveBack(claimed);
        }
        List<PollAnswer> answers = polls.collect(scope.patience());
        standing.heard(answers, policy.schedule(), random);
        List<LeasedTask> ended = new ArrayList<>();
        List<LeaseUpdate> updates = new ArrayList<>();
        Map<Lease, VideoTask> changed = new LinkedHashMap<>();
        for (PollAnswer answer : answers) {
            Verdict verdict = others.judge(answer, rules);
            boolean kept = isDue(verdict.task()) && ended.size() < room;
            LeaseUpdate update = kept ? keep(answer.asked().lease(), verdict) : giveBack(answer.asked(), verdict);
            updates.add(update);
            VideoTask before = answer.asked().task();
            if (verdict.task().state() == TaskState.WAITING && Lateness.hasChanged(before, verdict.task())) {
                changed.put(answer.asked().lease(), verdict.task());
            }
            if (kept) {
                ended.add(answer.asked().with(update.task()));
            }
        }
        changed.keySet().removeAll(write(updates, ended));
        return result(answers, ended, List.copyOf(changed.values()));
    }

    /** Gives back the tasks whose answers have not been collected. */
    public void abandon() {
        giveBack(polls.abandon());
    }

    /** Gives back the tasks whose answers have not been collected, and asks for no more. */
    public void close() {
        giveBack(polls.close());
    }

    /** Asks again after {@link #close}. */
    public void open() {
        polls.open();
    }

    private void giveBack(List<LeasedTask> unasked) {
        unasked.forEach(task -> leases.drop(task.lease()));
        release(unasked.stream()
                .map(task -> LeaseUpdate.release(task.lease(), task.task(), Duration.ZERO))
                .toList());
    }

    private void release(List<LeaseUpdate> unasked) {
        if (unasked.isEmpty()) {
            return;
        }
        try {
            tasks.update(unasked);
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} tasks of channel {} could not be given back; they are asked for when their leases have run out: {}",
                    unasked.size(),
                    scope.channel(),
                    e.getMessage());
        }
    }

    private List<LeasedTask> claim() {
        int limit = BATCH - polls.inFlight();
        if (limit <= 0 || standing.isQuiet()) {
            return List.of();
        }
        List<LeasedTask> claimed = new ArrayList<>(tasks.claim(toAsk(limit).of(Whose.own(others.account()))));
        if (others.isTurn()) {
            noticeWhoAsks();
            int most = others.most(limit - claimed.size());
            claimed.addAll(tasks.claim(toAsk(most).of(others.claimable())));
        }
        claimed.forEach(task -> leases.hold(task.lease()));
        return claimed;
    }

    private Claim toAsk(int limit) {
        return Claim.toAsk(scope.channel(), scope.baseUrl(), limit, scope.owner(), scope.lease());
    }

    private void noticeWhoAsks() {
        if (others.wantsToKnow()) {
            others.unasked(tasks.unasked(scope.channel(), others.dueFor()).stream()
                    .filter(unasked -> BaseUrl.isSame(unasked.baseUrl(), scope.baseUrl()))
                    .map(Unasked::account)
                    .collect(Collectors.toSet()));
        }
    }

    private static boolean isDue(VideoTask task) {
        return Claim.Purpose.EMIT.covers(task.state());
    }

    private static LeaseUpdate keep(Lease lease, Verdict verdict) {
        VideoTask task = verdict.task();
        return LeaseUpdate.keep(
                lease, task.toBuilder().attempts(task.attempts() + 1).build());
    }

    private static LeaseUpdate giveBack(LeasedTask asked, Verdict verdict) {
        if (verdict.task().state() == TaskState.PARKED) {
            LOG.warn("{}: {}", verdict.task(), verdict.task().errorMessage());
        }
        return LeaseUpdate.release(asked.lease(), verdict.task(), verdict.nextQuestion());
    }

    /** @return the leases whose updates were not written */
    private Set<Lease> write(List<LeaseUpdate> updates, List<LeasedTask> ended) {
        if (updates.isEmpty()) {
            return Set.of();
        }
        Set<Lease> lost = leases.update(updates);
        ended.removeIf(task -> lost.contains(task.lease()));
        if (!lost.isEmpty()) {
            LOG.debug(
                    "{} tasks of channel {} were taken over by another node while they were asked for",
                    lost.size(),
                    scope.channel());
        }
        return lost;
    }

    /** That the gateway does not know a task is an answer, at any age of the task. */
    private static PollRound result(List<PollAnswer> answers, List<LeasedTask> ended, List<VideoTask> changed) {
        int unanswered = 0;
        @Nullable RuntimeException failure = null;
        for (PollAnswer answer : answers) {
            if (answer instanceof PollAnswer.Failed failed && !(failed.failure() instanceof UnknownTaskException)) {
                unanswered++;
                failure = failed.failure();
            }
        }
        return new PollRound(List.copyOf(ended), changed, answers.size() - unanswered, unanswered, failure);
    }
}
