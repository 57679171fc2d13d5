package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls tasks for exchanges that wait for them, and calls back when a wait has ended. It holds the leases of these tasks, so that
 * nobody else polls them. A wait holds no thread. A {@link #tick} costs by the number of waits that are due, have passed their
 * deadline or have lost their lease, not by the number of all waits.
 */
public final class TaskWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWatcher.class);

    private final PollCore core;
    private final Elapsed elapsed;
    private final Waits waits;
    private final Queue<Lease> endedLeases = new ConcurrentLinkedQueue<>();

    public TaskWatcher(PollCore core, Elapsed elapsed, Threads threads) {
        this.core = core;
        this.elapsed = elapsed;
        this.waits = new Waits(threads);
    }

    /**
     * Waits for a task that is WAITING.
     *
     * @param leased its lease is already being renewed; the watcher releases it unless the wait ends with DONE
     * @param atMost how long to wait
     * @param estimated how long the task will take, by the gateway
     * @param whenEnded is called once, on the thread of a {@link #tick} or of {@link #close}
     */
    public void watch(LeasedTask leased, Duration atMost, @Nullable Duration estimated, Consumer<End> whenEnded) {
        Duration now = elapsed.read();
        Duration firstPoll = now.plus(core.untilFirstPoll(leased, atMost, estimated));
        if (waits.add(new Waits.Wait(leased, now, firstPoll, now.plus(atMost), null, whenEnded))) {
            core.leases.whenEnded(leased.lease(), endedLeases::add);
        } else {
            core.release(List.of(leased));
            whenEnded.accept(new End(leased, Ending.INTERRUPTED, null));
        }
    }

    /** The number of waits. */
    public int size() {
        return waits.size();
    }

    /** Ends the waits that are over, and polls the due tasks. For one thread at a time. */
    public void tick() throws InterruptedException {
        endAndRelease(waits.removeExpired(elapsed.read()), Ending.TIMED_OUT);
        for (Lease lease = endedLeases.poll(); lease != null; lease = endedLeases.poll()) {
            end(lease, Ending.LEASE_LOST, null);
        }
        collect();
        Duration now = elapsed.read();
        try (Standing.Room room = core.room()) {
            core.send(waits.takeDue(now, room.size()).stream()
                    .map(wait -> wait.leasedAt(now))
                    .toList());
        }
        collect();
    }

    private void collect() throws InterruptedException {
        List<PollResult> results = core.collect(Duration.ZERO);
        core.polls.collectTakenBack().forEach(leased -> waits.pollAgain(leased.lease(), UnaryOperator.identity()));
        try {
            List<JudgedPoll> judged = results.stream()
                    .filter(result -> waits.contains(result.polled().lease()))
                    .map(core::judge)
                    .toList();
            if (!judged.isEmpty()) {
                record(judged);
            }
        } catch (RuntimeException | Error e) {
            results.forEach(result -> repeat(result.polled().lease()));
            throw e;
        }
    }

    private void record(List<JudgedPoll> judged) {
        List<LeaseUpdate> updates = judged.stream()
                .map(poll -> poll.verdict().foreign() ? poll.release() : poll.keep())
                .toList();
        Set<Lease> lost;
        try {
            lost = core.writeOrKeep(updates);
        } catch (RuntimeException | Error e) {
            LOG.warn("{} answers could not be stored; their tasks are polled again: {}", updates.size(), e.toString());
            updates.forEach(update -> repeat(update.lease()));
            return;
        }
        core.reportEnded(judged, lost);
        for (int i = 0; i < judged.size(); i++) {
            goOn(
                    judged.get(i),
                    updates.get(i).task(),
                    lost.contains(updates.get(i).lease()));
        }
    }

    private void goOn(JudgedPoll judged, VideoTask task, boolean lost) {
        if (lost) {
            end(judged.lease(), Ending.LEASE_LOST, task);
        } else if (judged.verdict().foreign()) {
            end(judged.lease(), Ending.OTHER_ACCOUNT, task);
        } else if (task.state() == TaskState.WAITING) {
            Duration next = elapsed.read().plus(judged.verdict().nextPoll());
            RuntimeException failure = judged.result() instanceof PollResult.Failed failed ? failed.failure() : null;
            waits.pollAgain(judged.lease(), wait -> wait.with(task).next(next, failure));
        } else if (task.state() == TaskState.PARKED) {
            end(judged.lease(), Ending.PARKED, task);
        } else if (!end(judged.lease(), Ending.DONE, task)) {
            // This was closed while the end was written, and nobody takes the lease over: the attempt does not count.
            core.release(List.of(judged.result().polled().with(judged.task())));
        }
    }

    private void repeat(Lease lease) {
        Duration next = elapsed.read().plus(core.untilRepeated());
        waits.pollAgain(lease, wait -> wait.next(next, wait.lastFailure()));
    }

    /** @return false if there is no such wait any more */
    private boolean end(Lease lease, Ending ending, @Nullable VideoTask task) {
        Waits.Wait wait = waits.remove(lease);
        if (wait == null) {
            return false;
        }
        if (ending != Ending.DONE) {
            core.leases.drop(lease);
        }
        (task == null ? wait : wait.with(task)).end(ending);
        return true;
    }

    private void endAndRelease(List<Waits.Wait> ended, Ending ending) {
        core.release(ended.stream().map(Waits.Wait::leased).toList());
        ended.forEach(wait -> wait.end(ending));
    }

    /** Ends all waits. */
    public void close() {
        core.polls.close();
        endAndRelease(waits.close(), Ending.INTERRUPTED);
    }

    /** How a wait ended. */
    public enum Ending {
        /** The task is COMPLETED or FAILED. Its lease goes over to the caller. */
        DONE,
        /** The time is over. The task is released. */
        TIMED_OUT,
        /** The gateway does not know the task. It is parked. */
        PARKED,
        /** The gateway does not know the task under the present API key. The task is released for a node with its own key. */
        OTHER_ACCOUNT,
        /** Another node has the task. */
        LEASE_LOST,
        /** The watcher was closed. The task is released. */
        INTERRUPTED
    }

    /**
     * The end of a wait.
     *
     * @param leased the task as it is known then
     * @param lastFailure why the last poll had no answer, if it had none
     */
    public record End(
            LeasedTask leased, Ending ending, @Nullable RuntimeException lastFailure) {}
}
