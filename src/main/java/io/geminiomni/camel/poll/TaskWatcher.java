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
import java.util.function.BiConsumer;
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
    private final Questioner questioner;
    private final AnswerRules rules;
    private final OtherAccounts others;
    private final PollPolicy policy;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Lease, Watch> watches = new HashMap<>();
    private boolean open = true;

    /**
     * @param executor has as many threads as there may be questions in flight
     * @param others knows the account for which this one asks
     */
    public TaskWatcher(
            VideoTaskRepository tasks,
            LeaseKeeper leases,
            Query query,
            ExecutorService executor,
            PollPolicy policy,
            OtherAccounts others,
            Clock clock,
            RandomGenerator random) {
        this.tasks = tasks;
        this.leases = leases;
        this.questioner = new Questioner(query, executor);
        this.rules = new AnswerRules(policy, clock, random);
        this.others = others;
        this.policy = policy;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Watches a task that is WAITING.
     *
     * @param leased whose lease is already being renewed; the watcher gives it back unless the wait ends well
     * @param atMost how long
     * @param whenEnded is told once, on the thread of a {@link #tick} or of {@link #close}, how the wait ended
     */
    public void watch(LeasedTask leased, Duration atMost, BiConsumer<LeasedTask, Ending> whenEnded) {
        Instant now = clock.instant();
        Duration first = policy.schedule()
                .afterAnswer(leased.task().questions(), leased.task().late(), random);
        synchronized (this) {
            if (open) {
                watches.put(leased.lease(), new Watch(leased, now.plus(first), now.plus(atMost), false, whenEnded));
                return;
            }
        }
        giveBack(List.of(leased));
        whenEnded.accept(leased, Ending.INTERRUPTED);
    }

    /** How many are being waited for. */
    public synchronized int size() {
        return watches.size();
    }

    /** Asks for what is due, and ends the waits that have come to an end. For one thread at a time. */
    public void tick() throws InterruptedException {
        end(expired(), Ending.TIMED_OUT, true);
        end(lost(), Ending.LEASE_LOST, false);
        questioner.ask(due());
        judge(questioner.collect(Duration.ZERO));
    }

    /** Ends all waits. */
    public void close() {
        questioner.close();
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
                .limit(Math.max(0, BATCH - questioner.inFlight()))
                .toList();
        due.forEach(watch -> watches.put(watch.leased().lease(), watch.beingAsked()));
        return due.stream().map(Watch::leased).toList();
    }

    private void judge(List<Answer> answers) {
        List<LeaseUpdate> updates = new ArrayList<>();
        Map<Lease, Verdict> verdicts = new HashMap<>();
        Set<Lease> left = new HashSet<>();
        for (Answer answer : answers) {
            Lease lease = answer.asked().lease();
            if (isWatched(lease)) {
                Verdict verdict = others.judge(answer, rules);
                verdicts.put(lease, verdict);
                if (others.leaves(answer)) {
                    left.add(lease);
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
            } else if (left.contains(lease)) {
                end(remove(lease), Ending.LEFT, update.task());
            } else if (update.task().state() == TaskState.WAITING) {
                askAgain(lease, update.task(), verdicts.get(lease));
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
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} answers could not be stored; their tasks are asked for again: {}",
                    updates.size(),
                    e.getMessage());
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
                (key, watch) -> watch.again(
                        watch.leased(), clock.instant().plus(policy.schedule().afterFailure(1, null, random))));
    }

    private synchronized void askAgain(Lease lease, VideoTask task, @Nullable Verdict verdict) {
        Duration delay = verdict == null ? policy.schedule().shortest() : verdict.nextQuestion();
        watches.computeIfPresent(
                lease,
                (key, watch) ->
                        watch.again(new LeasedTask(task, lease), clock.instant().plus(delay)));
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
        watch.again(new LeasedTask(task, watch.leased().lease()), watch.nextQuestion())
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

    private void giveBack(List<LeasedTask> left) {
        if (left.isEmpty()) {
            return;
        }
        left.forEach(leased -> leases.drop(leased.lease()));
        try {
            tasks.update(left.stream()
                    .map(leased -> LeaseUpdate.release(leased.lease(), leased.task(), Duration.ZERO))
                    .toList());
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} tasks could not be given back; they are due when their leases have run out: {}",
                    left.size(),
                    e.getMessage());
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

    private record Watch(
            LeasedTask leased,
            Instant nextQuestion,
            Instant deadline,
            boolean asked,
            BiConsumer<LeasedTask, Ending> whenEnded) {
        Watch beingAsked() {
            return new Watch(leased, nextQuestion, deadline, true, whenEnded);
        }

        Watch again(LeasedTask present, Instant next) {
            return new Watch(present, next, deadline, false, whenEnded);
        }

        void end(Ending ending) {
            try {
                whenEnded.accept(leased, ending);
            } catch (RuntimeException e) {
                LOG.error("Who waits for {} could not be told that the wait has ended: {}", leased.task(), ending, e);
            }
        }
    }
}
