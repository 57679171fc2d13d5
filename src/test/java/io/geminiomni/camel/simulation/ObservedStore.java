package io.geminiomni.camel.simulation;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Records what the calls of a node change in the store. */
final class ObservedStore {
    /** The methods whose effect can be observed although their transactions fail. */
    private static final Set<String> MAY_FAIL = Set.of("begin", "record", "update", "renew", "sweep");

    private final VideoTaskRepository tasks;
    private final String node;
    private final Duration sendWithin;
    private final Recorder recorder;
    private final Scheduler scheduler;

    private ObservedStore(
            VideoTaskRepository tasks, String node, Duration sendWithin, Recorder recorder, Scheduler scheduler) {
        this.tasks = tasks;
        this.node = node;
        this.sendWithin = sendWithin;
        this.recorder = recorder;
        this.scheduler = scheduler;
    }

    /** @param sendWithin how long after its intent the node may send a request */
    static VideoTaskRepository of(
            VideoTaskRepository tasks, String node, Duration sendWithin, Recorder recorder, Scheduler scheduler) {
        return StoreProxy.of(tasks, new ObservedStore(tasks, node, sendWithin, recorder, scheduler)::call);
    }

    private Object call(Method method, Object[] arguments, StoreProxy.Call call) {
        if (method.getName().equals("unpark")) {
            return unpark(arguments, call);
        }
        Object result = proceed(method, arguments, call);
        switch (method.getName()) {
            case "begin" -> begun((Submission) arguments[0], (BeginResult) result);
            case "record" -> ((Optional<?>) result).ifPresent(task -> became((VideoTask) task));
            case "claim" -> {
                Collection<?> claimed =
                        result instanceof Optional<?> one ? one.stream().toList() : (List<?>) result;
                Duration time = arguments[0] instanceof Claim claim ? claim.lease() : (Duration) arguments[3];
                claimed.forEach(each -> leased(((LeasedTask) each).lease(), ((LeasedTask) each).task(), time));
            }
            case "update" -> updated((Collection<?>) arguments[0], (Set<?>) result);
            case "renew" -> renewed((Collection<?>) arguments[0], (Duration) arguments[1], (Set<?>) result);
            case "sweep" -> ((List<?>) result).forEach(task -> became((VideoTask) task));
            case "resolveAsTask", "resolveAsNotSubmitted", "adopt" -> became((VideoTask) result);
            default -> {}
        }
        return result;
    }

    /** A call whose transactions fail is observed nevertheless, as they may have been committed. */
    private Object proceed(Method method, Object[] arguments, StoreProxy.Call call) {
        Strand caller = scheduler.running();
        caller.transactionsMayFail = MAY_FAIL.contains(method.getName());
        try {
            return call.proceed();
        } catch (TaskStoreException e) {
            caller.transactionsMayFail = false;
            recorder.note(node + ": a transaction of " + method.getName() + " fails");
            if (arguments[0] instanceof Submission submission) {
                observe(submission.channel(), submission.key());
            } else if (method.getName().equals("update")) {
                ((Collection<?>) arguments[0]).forEach(update -> uncertain((LeaseUpdate) update));
            }
            throw e;
        } finally {
            caller.transactionsMayFail = false;
        }
    }

    private void uncertain(LeaseUpdate update) {
        recorder.add(new Event.Uncertain(
                node,
                update.lease().recordId(),
                update.task().key(),
                update.lease().token()));
        observe(update.task().channel(), update.task().key());
    }

    private void observe(String channel, String key) {
        Strand observer = scheduler.running();
        observer.observes = true;
        tasks.find(channel, key).ifPresent(this::became);
        observer.observes = false;
    }

    private Object unpark(Object[] arguments, StoreProxy.Call call) {
        List<VideoTask> parked = tasks.parked((String) arguments[0]);
        Object result = call.proceed();
        parked.forEach(task -> tasks.find(task.channel(), task.key()).ifPresent(this::became));
        return result;
    }

    private void begun(Submission submission, BeginResult result) {
        if (result instanceof BeginResult.Started started) {
            recorder.add(new Event.IntentRecorded(
                    node, submission.key(), sendWithin, Objects.requireNonNull(submission.retention())));
            booked(submission, started.task().submittedAt());
            became(started.task());
        }
    }

    private void booked(Submission submission, Instant at) {
        Charge charge = submission.charge();
        if (charge != null) {
            recorder.add(new Event.Booked(
                    node,
                    submission.key(),
                    charge.budgetKey(),
                    Objects.requireNonNull(charge.cost().amount()),
                    sinceTheBeginning(at)));
        }
    }

    private static Duration sinceTheBeginning(Instant at) {
        return Duration.between(NodeClock.instant(0), at);
    }

    private void leased(Lease lease, VideoTask task, Duration time) {
        boolean toEmit = Claim.Purpose.EMIT.covers(task.state());
        recorder.add(new Event.Leased(node, lease.recordId(), task.key(), lease.token(), toEmit, time));
    }

    private void renewed(Collection<?> leases, Duration time, Set<?> lost) {
        for (Object each : leases) {
            Lease lease = (Lease) each;
            if (!lost.contains(lease)) {
                recorder.add(new Event.Renewed(node, lease.recordId(), lease.token(), time));
            }
        }
    }

    private void updated(Collection<?> updates, Set<?> lost) {
        for (Object each : updates) {
            LeaseUpdate update = (LeaseUpdate) each;
            if (lost.contains(update.lease())) {
                recorder.note(
                        node + ": has lost the lease of key " + update.task().key() + ", and writes nothing");
                continue;
            }
            boolean released = !update.keepsLease();
            recorder.add(new Event.Wrote(
                    node,
                    update.lease().recordId(),
                    update.task().key(),
                    update.lease().token(),
                    released));
            became(update.task());
            if (!released && update.task().state() != TaskState.WAITING) {
                leased(update.lease(), update.task(), Duration.ZERO);
            }
        }
    }

    private void became(VideoTask task) {
        recorder.add(new Event.Became(
                task.key(), task.taskId(), task.state().name(), sinceTheBeginning(task.submittedAt()), task.late()));
    }
}
