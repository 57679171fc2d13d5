package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
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
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final VideoTaskRepository tasks;
    private final LeaseKeeper leases;
    private final Questioner questioner;
    private final AnswerRules rules;
    private final OtherAccounts others;
    private final PollPolicy policy;
    private final PollScope scope;
    private final Clock clock;
    private final RandomGenerator random;
    private Instant quietUntil = Instant.MIN;
    private int throttledRounds;

    /**
     * @param executor has as many threads as there may be questions in flight
     * @param others knows the account for which this one asks
     */
    public TaskPoller(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            Query query,
            ExecutorService executor,
            PollPolicy policy,
            PollScope scope,
            OtherAccounts others,
            Clock clock,
            RandomGenerator random) {
        this.tasks = tasks;
        this.leases = leases;
        this.questioner = new Questioner(query, executor);
        this.rules = new AnswerRules(policy, clock, random);
        this.others = others;
        this.policy = policy;
        this.scope = scope;
        this.clock = clock;
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
        if (!questioner.ask(claimed)) {
            giveBack(claimed);
        }
        List<Answer> answers = questioner.collect(scope.patience());
        List<LeasedTask> ended = new ArrayList<>();
        List<LeaseUpdate> updates = new ArrayList<>();
        Map<Lease, VideoTask> changed = new LinkedHashMap<>();
        for (Answer answer : answers) {
            Verdict verdict = others.judge(answer, rules);
            boolean kept = isDue(verdict.task()) && ended.size() < room;
            LeaseUpdate update = kept ? keep(answer.asked().lease(), verdict) : giveBack(answer.asked(), verdict);
            updates.add(update);
            VideoTask before = answer.asked().task();
            if (verdict.task().state() == TaskState.WAITING && Lateness.hasChanged(before, verdict.task())) {
                changed.put(answer.asked().lease(), verdict.task());
            }
            if (kept) {
                ended.add(new LeasedTask(update.task(), update.lease()));
            }
        }
        changed.keySet().removeAll(write(updates, ended));
        slowDownIfThrottled(answers);
        return result(answers, ended, List.copyOf(changed.values()));
    }

    /** Gives back the tasks whose answers have not been collected. */
    public void abandon() {
        giveBack(questioner.abandon());
    }

    /** Gives back the tasks whose answers have not been collected, and asks for no more. */
    public void close() {
        giveBack(questioner.close());
    }

    /** Asks again after {@link #close}. */
    public void open() {
        questioner.open();
    }

    private void giveBack(List<LeasedTask> unasked) {
        unasked.forEach(left -> leases.drop(left.lease()));
        release(unasked.stream()
                .map(left -> LeaseUpdate.release(left.lease(), left.task(), Duration.ZERO))
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
        int limit = BATCH - questioner.inFlight();
        if (limit <= 0 || clock.instant().isBefore(quietUntil)) {
            return List.of();
        }
        List<LeasedTask> claimed =
                tasks.claim(Claim.toAsk(scope.channel(), scope.baseUrl(), limit, scope.owner(), scope.lease()));
        List<LeasedTask> toAsk = new ArrayList<>();
        List<LeaseUpdate> left = new ArrayList<>();
        for (LeasedTask task : claimed) {
            others.leftAgain(task.task())
                    .ifPresentOrElse(
                            rest -> left.add(LeaseUpdate.release(task.lease(), task.task(), rest)),
                            () -> toAsk.add(task));
        }
        toAsk.forEach(task -> leases.hold(task.lease()));
        release(left);
        return toAsk;
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

    private void slowDownIfThrottled(List<Answer> answers) {
        @Nullable Duration asked = null;
        boolean throttled = false;
        for (Answer answer : answers) {
            if (answer instanceof Answer.Failed failed && failed.failure() instanceof GatewayThrottledException e) {
                throttled = true;
                asked = longer(asked, e.retryAfter());
            }
        }
        if (throttled) {
            throttledRounds++;
            Duration pause = policy.schedule().afterFailure(throttledRounds, asked, random);
            quietUntil = clock.instant().plus(pause);
            LOG.warn("The gateway throttles: channel {} asks nothing for {} ms", scope.channel(), pause.toMillis());
        } else if (!answers.isEmpty()) {
            throttledRounds = 0;
        }
    }

    private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? other : one;
    }

    private PollRound result(List<Answer> answers, List<LeasedTask> ended, List<VideoTask> changed) {
        int unanswered = 0;
        @Nullable RuntimeException failure = null;
        for (Answer answer : answers) {
            if (answer instanceof Answer.Failed failed && !isNotThereYet(failed) && !others.leaves(answer)) {
                unanswered++;
                failure = failed.failure();
            }
        }
        return new PollRound(List.copyOf(ended), changed, answers.size() - unanswered, unanswered, failure);
    }

    /** A gateway may need a moment before it knows a task that it has just made: that is no failure. */
    private boolean isNotThereYet(Answer.Failed failed) {
        Instant submitted = failed.asked().task().submittedAt();
        return failed.failure() instanceof UnknownTaskException
                && clock.instant().isBefore(submitted.plus(GRACE));
    }
}
