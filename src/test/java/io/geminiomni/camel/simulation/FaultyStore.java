package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Method;
import java.time.Duration;

/** The store as a node reaches it: slowly, or not at all, or without learning whether it has committed. */
final class FaultyStore {
    private static final Duration CALL = Duration.ofMillis(2);
    private static final Duration GIVES_UP = Duration.ofSeconds(1);
    private static final Duration SLOW = Duration.ofSeconds(15);

    private final Scheduler scheduler;
    private final Chance chance;
    private final Recorder recorder;
    private final String node;
    private final StoreLink link;

    private FaultyStore(Scheduler scheduler, Chance chance, Recorder recorder, String node, StoreLink link) {
        this.scheduler = scheduler;
        this.chance = chance;
        this.recorder = recorder;
        this.node = node;
        this.link = link;
    }

    /** Whether the store can be reached. */
    interface StoreLink {
        boolean isAway();
    }

    static VideoTaskRepository of(
            VideoTaskRepository tasks,
            Scheduler scheduler,
            Chance chance,
            Recorder recorder,
            String node,
            StoreLink link) {
        return StoreProxy.of(tasks, new FaultyStore(scheduler, chance, recorder, node, link)::call);
    }

    private Object call(Method method, Object[] arguments, StoreProxy.Call call) {
        if (method.getName().equals("holdsBudgets")) {
            return call.proceed();
        }
        if (method.getName().equals("record")) {
            note((Submission) arguments[0], (Outcome) arguments[1]);
        }
        scheduler.step();
        if (chance.happens(FaultKind.STORE_SLOW)) {
            sleep(chance.time(FaultKind.STORE_SLOW, SLOW));
        }
        if (link.isAway()) {
            sleep(GIVES_UP);
            throw failure(method, "cannot be reached");
        }
        if (chance.happens(FaultKind.STORE_FAILS_BEFORE)) {
            throw failure(method, "fails before its commit");
        }
        Object result = call.proceed();
        scheduler.spend(CALL);
        scheduler.step();
        if (chance.happens(FaultKind.STORE_SLOW)) {
            sleep(chance.time(FaultKind.STORE_SLOW, SLOW));
        }
        if (chance.happens(FaultKind.STORE_FAILS_AFTER)) {
            throw failure(method, "fails after its commit");
        }
        return result;
    }

    private void note(Submission submission, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            recorder.add(new Event.GivenToStore(node, submission.key(), accepted.taskId()));
        }
    }

    /** An interrupt does not end a call of a store. */
    private void sleep(Duration time) {
        long until = scheduler.now() + time.toNanos();
        boolean interrupted = false;
        while (scheduler.now() < until) {
            interrupted |= !scheduler.sleep(Duration.ofNanos(until - scheduler.now()));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private TaskStoreException failure(Method method, String how) {
        recorder.note(node + ": " + method.getName() + " of the store " + how);
        return new TaskStoreException("The store " + how, null);
    }
}
