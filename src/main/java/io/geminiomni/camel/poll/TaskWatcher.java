package io.geminiomni.camel.poll;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for tasks that somebody waits for, and tells each one who waits how the wait ended. Their leases are held while
 * they are watched, so nobody else asks for them; a wait costs no thread.
 */
public final class TaskWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWatcher.class);
    private static final int BATCH = 50;

    private final VideoTaskRepository tasks;
    private final LeaseKeeper leases;
    private final PollExecutor polls;
    private final AnswerRules rules;
    private final OtherAccounts others;
    private final Standing standing;
    private final PollPolicy policy;
    private final Clock clock;
    private final Elapsed elapsed;
    private final RandomGenerator random;
    private final Map<Lease, Watch> watches = new HashMap<>();
    private boolean open = true;

    /**
     * @param executor has as many threads as there may be questions in flight
     * @param others knows the account for which this one asks
     * @param standing of that account
     */
    public TaskWatcher(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            Query query,
            ExecutorService executor,
            PollPolicy policy,
            OtherAccounts others,
            Standing standing,
            Clock clock,
            Elapsed elapsed,
            RandomGenerator random) {
        this.tasks = tasks;
        this.leases = leases;
        this.polls = new PollExecutor(query, executor);
        this.rules = new AnswerRules(policy, elapsed, random);
        this.others = others;
        this.standing = standing;
        this.policy = policy;
        this.clock = clock;
        this.elapsed = elapsed;
        this.random = random;
    }

    /**
     * Watches a task that is WAITING.
     *
     * @param leased whose lease is already being renewed; the watcher gives it back unless the wait ends well
     * @param atMost how long
     * @param whenEnded is told once, on the thread of a {@link #tick} or of {@link #close}, how the wait ended
     */
    public void watch(LeasedTask leased, Duration atMost, Consumer<End> whenEnded) {
        Instant now = clock.instant();
        Duration first = policy.schedule()
                .afterAnswer(leased.task().questions(), leased.task().late(), random);
        synchronized (this) {
            if (open) {
                watches.put(
                        leased.lease(),
                        new Watch(leased, elapsed.read(), now.plus(first), now.plus(atMost), false, null, whenEnded));
                return;
            }
        }
        giveBack(List.of(leased));
        whenEnded.accept(new End(leased, Ending.INTERRUPTED, null));
    }

    /** How many are being waited for. */
    public synchronized int size() {
        return watches.size();
    }

    /** Asks for what is due, and ends the waits that have come to an end. For one thread at a time. */
    public void tick() throws InterruptedException {
        end(expired(), Ending.TIMED_OUT, true);
        end(lost(), Ending.LEASE_LOST, false);
        hear();
        if (!standing.isQuiet()) {
            polls.ask(due());
        }
        hear();
    }

    private void hear() throws InterruptedException {
        List<PollAnswer> answers = polls.collect(Duration.ZERO);
        standing.heard(answers, policy.schedule(), random);
        try {
            judge(answers);
        } catch (RuntimeException | Error e) {
            answers.forEach(answer -> retry(answer.asked().lease()));
            throw e;
        }
    }

    /** Ends all waits. */
    public void close() {
        polls.close();
        List<Watch> all;
        synchronized (this) {
            open = false;
            all = List.copyOf(watches.values());
            watches.clear();
        }
        giveBack(all.stream().map(Watch::leased).toList());
        all.forEach(watch -> watch.end(Ending.INTERRUPTED));
    }

    private synchronized List<Watch> expired() {
        Instant now = clock.instant();
        return watches.values().stream()
                .filter(watch -> !now.isBefore(watch.deadline()))
                .toList();
    }

    private synchronized List<Watch> lost() {
        return watches.values().stream()
                .filter(watch -> !leases.holds(watch.leased().lease()))
                .toList();
    }

    private synchronized List<LeasedTask> due() {
        Instant now = clock.instant();
        List<Watch> due = watches.values().stream()
                .filter(watch -> !watch.asked() && !now.isBefore(watch.nextQuestion()))
                .sorted((one, other) -> one.nextQuestion().compareTo(other.nextQuestion()))
                .limit(Math.max(0, BATCH - polls.inFlight()))
                .toList();
        due.forEach(watch -> watches.put(watch.leased().lease(), watch.beingAsked()));
        return due.stream().map(watch -> watch.leasedAt(elapsed.read())).toList();
    }

    private void judge(List<PollAnswer> answers) {
        List<LeaseUpdate> updates = new ArrayList<>();
        Map<Lease, Verdict> verdicts = new HashMap<>();
        Map<Lease, RuntimeException> failures = new HashMap<>();
        Set<Lease> foreign = new HashSet<>();
        for (PollAnswer answer : answers) {
            Lease lease = answer.asked().lease();
            if (answer instanceof PollAnswer.Failed failed) {
                failures.put(lease, failed.failure());
            }
            if (isWatched(lease)) {
                Verdict verdict = others.judge(answer, rules);
                verdicts.put(lease, verdict);
                if (others.isForeign(answer)) {
                    foreign.add(lease);
                    updates.add(LeaseUpdate.release(lease, verdict.task(), verdict.nextQuestion()));
                } else {
                    updates.add(update(lease, verdict));
                }
            }
        }
        if (updates.isEmpty()) {
            return;
        }
        Set<Lease> notWritten = write(updates);
        for (LeaseUpdate update : updates) {
            Lease lease = update.lease();
            if (notWritten.contains(lease)) {
                end(remove(lease), Ending.LEASE_LOST, update.task());
            } else if (foreign.contains(lease)) {
                end(remove(lease), Ending.LEFT, update.task());
            } else if (update.task().state() == TaskState.WAITING) {
                askAgain(update, verdicts.get(lease), failures.get(lease));
            } else {
                boolean parked = update.task().state() == TaskState.PARKED;
                end(remove(lease), parked ? Ending.PARKED : Ending.DONE, update.task());
            }
        }
    }

    private static LeaseUpdate update(Lease lease, Verdict verdict) {
        VideoTask task = verdict.task();
        boolean emitted = Claim.Purpose.EMIT.covers(task.state());
        return LeaseUpdate.keep(
                lease, emitted ? task.toBuilder().attempts(task.attempts() + 1).build() : task);
    }

    private Set<Lease> write(List<LeaseUpdate> updates) {
        try {
            return tasks.update(updates);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "{} answers could not be stored; their tasks are asked for again: {}",
                    updates.size(),
                    e.toString());
            for (LeaseUpdate update : updates) {
                retry(update.lease());
            }
            updates.clear();
            return Set.of();
        }
    }

    private synchronized boolean isWatched(Lease lease) {
        return watches.containsKey(lease);
    }

    private synchronized void retry(Lease lease) {
        watches.computeIfPresent(
                lease,
                (key, watch) -> watch.asked()
                        ? watch.again(
                                watch.leased(),
                                clock.instant().plus(policy.schedule().afterFailure(1, null, random)),
                                watch.lastFailure())
                        : watch);
    }

    private synchronized void askAgain(
            LeaseUpdate update, @Nullable Verdict verdict, @Nullable RuntimeException failure) {
        Duration delay = verdict == null ? policy.schedule().shortest() : verdict.nextQuestion();
        watches.computeIfPresent(
                update.lease(),
                (lease, watch) -> watch.again(
                        watch.leased().with(update.task()), clock.instant().plus(delay), failure));
    }

    private synchronized @Nullable Watch remove(Lease lease) {
        return watches.remove(lease);
    }

    private void end(@Nullable Watch watch, Ending ending, VideoTask task) {
        if (watch == null) {
            return;
        }
        if (ending != Ending.DONE) {
            leases.drop(watch.leased().lease());
        }
        watch.again(watch.leased().with(task), watch.nextQuestion(), watch.lastFailure())
                .end(ending);
    }

    private void end(List<Watch> ended, Ending ending, boolean release) {
        List<Watch> mine = ended.stream()
                .filter(watch -> remove(watch.leased().lease()) != null)
                .toList();
        if (release) {
            giveBack(mine.stream().map(Watch::leased).toList());
        }
        mine.forEach(watch -> watch.end(ending));
    }

    private void giveBack(List<LeasedTask> watched) {
        if (watched.isEmpty()) {
            return;
        }
        watched.forEach(leased -> leases.drop(leased.lease()));
        try {
            tasks.update(watched.stream()
                    .map(leased -> LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO))
                    .toList());
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "{} tasks could not be given back; they are due when their leases have run out: {}",
                    watched.size(),
                    e.toString());
        }
    }

    /** How a wait ended. */
    public enum Ending {
        /** The task is COMPLETED or FAILED, and its lease goes over to who waited. */
        DONE,
        /** The time was over; the task is back on its channel. */
        TIMED_OUT,
        /** The gateway does not know the task; it is parked. */
        PARKED,
        /** The gateway does not know the task under the present API key; it is back on its channel, for whoever has its key. */
        LEFT,
        /** Somebody else has the task. */
        LEASE_LOST,
        /** The watcher was closed; the task is back on its channel. */
        INTERRUPTED
    }

    /**
     * The end of a wait.
     *
     * @param leased the task as it is known then
     * @param lastFailure why the last question about it was not answered, if it was not
     */
    public record End(
            LeasedTask leased, Ending ending, @Nullable RuntimeException lastFailure) {}

    /** @param since when it began, as the time passes here */
    private record Watch(
            LeasedTask leased,
            Duration since,
            Instant nextQuestion,
            Instant deadline,
            boolean asked,
            @Nullable RuntimeException lastFailure,
            Consumer<End> whenEnded) {
        Watch beingAsked() {
            return new Watch(leased, since, nextQuestion, deadline, true, lastFailure, whenEnded);
        }

        Watch again(LeasedTask present, Instant next, @Nullable RuntimeException failure) {
            return new Watch(present, since, next, deadline, false, failure, whenEnded);
        }

        LeasedTask leasedAt(Duration now) {
            return leased.after(now.minus(since));
        }

        void end(Ending ending) {
            try {
                whenEnded.accept(new End(leased, ending, lastFailure));
            } catch (RuntimeException | Error e) {
                LOG.error("Who waits for {} could not be told that the wait has ended: {}", leased.task(), ending, e);
            }
        }
    }
}
