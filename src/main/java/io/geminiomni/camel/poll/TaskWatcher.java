package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls tasks that somebody waits for, and tells each one who waits how the wait ended. Their leases are held while they are
 * waited for, so nobody else polls them. A wait costs no thread, and a {@link #tick} costs by the waits that it finds due,
 * expired or without their lease, however many there are.
 */
public final class TaskWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWatcher.class);

    private final PollCore core;
    private final Clock clock;
    private final Elapsed elapsed;
    private final Waits waits;
    private final Queue<Lease> endedLeases = new ConcurrentLinkedQueue<>();

    public TaskWatcher(PollCore core, Clock clock, Elapsed elapsed, Threads threads) {
        this.core = core;
        this.clock = clock;
        this.elapsed = elapsed;
        this.waits = new Waits(threads);
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
        Waits.Wait wait = new Waits.Wait(
                leased,
                elapsed.read(),
                now.plus(core.untilFirstPoll(leased.task())),
                now.plus(atMost),
                null,
                whenEnded);
        if (waits.add(wait)) {
            core.leases().whenEnded(leased.lease(), endedLeases::add);
        } else {
            core.giveBack(List.of(leased));
            whenEnded.accept(new End(leased, Ending.INTERRUPTED, null));
        }
    }

    /** How many are being waited for. */
    public int size() {
        return waits.size();
    }

    /** Polls what is due, and ends the waits that have come to an end. For one thread at a time. */
    public void tick() throws InterruptedException {
        endAndGiveBack(waits.removeExpired(clock.instant()), Ending.TIMED_OUT);
        for (Lease lease = endedLeases.poll(); lease != null; lease = endedLeases.poll()) {
            end(lease, Ending.LEASE_LOST, null);
        }
        collect();
        int room = core.room();
        if (room > 0) {
            Duration now = elapsed.read();
            core.send(waits.takeDue(clock.instant(), room).stream()
                    .map(wait -> wait.leasedAt(now))
                    .toList());
        }
        collect();
    }

    private void collect() throws InterruptedException {
        List<PollAnswer> answers = core.collect(Duration.ZERO);
        try {
            List<JudgedAnswer> judged = answers.stream()
                    .filter(answer -> waits.contains(answer.asked().lease()))
                    .map(core::judge)
                    .toList();
            if (!judged.isEmpty()) {
                record(judged);
            }
        } catch (RuntimeException | Error e) {
            answers.forEach(answer -> repeat(answer.asked().lease()));
            throw e;
        }
    }

    private void record(List<JudgedAnswer> judged) {
        List<LeaseUpdate> updates = judged.stream()
                .map(one -> one.verdict().foreign() ? one.release() : one.keep())
                .toList();
        Set<Lease> lost;
        try {
            lost = core.writeOrKeep(updates);
        } catch (RuntimeException | Error e) {
            LOG.warn("{} answers could not be stored; their tasks are polled again: {}", updates.size(), e.toString());
            updates.forEach(update -> repeat(update.lease()));
            return;
        }
        for (int i = 0; i < judged.size(); i++) {
            goOn(
                    judged.get(i),
                    updates.get(i).task(),
                    lost.contains(updates.get(i).lease()));
        }
    }

    private void goOn(JudgedAnswer judged, VideoTask task, boolean lost) {
        if (lost) {
            end(judged.lease(), Ending.LEASE_LOST, task);
        } else if (judged.verdict().foreign()) {
            end(judged.lease(), Ending.LEFT, task);
        } else {
            switch (task.state()) {
                case WAITING -> {
                    Instant next = clock.instant().plus(judged.verdict().nextQuestion());
                    waits.pollAgain(judged.lease(), wait -> wait.with(task).next(next, judged.failure()));
                }
                case PARKED -> end(judged.lease(), Ending.PARKED, task);
                default -> end(judged.lease(), Ending.DONE, task);
            }
        }
    }

    private void repeat(Lease lease) {
        Instant next = clock.instant().plus(core.untilRepeated());
        waits.pollAgain(lease, wait -> wait.next(next, wait.lastFailure()));
    }

    private void end(Lease lease, Ending ending, @Nullable VideoTask task) {
        Waits.Wait wait = waits.remove(lease);
        if (wait == null) {
            return;
        }
        if (ending != Ending.DONE) {
            core.leases().drop(lease);
        }
        (task == null ? wait : wait.with(task)).end(ending);
    }

    private void endAndGiveBack(List<Waits.Wait> ended, Ending ending) {
        core.giveBack(ended.stream().map(Waits.Wait::leased).toList());
        ended.forEach(wait -> wait.end(ending));
    }

    /** Ends all waits. */
    public void close() {
        core.close();
        endAndGiveBack(waits.close(), Ending.INTERRUPTED);
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
}
