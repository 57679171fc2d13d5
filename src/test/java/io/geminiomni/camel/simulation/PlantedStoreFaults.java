package io.geminiomni.camel.simulation;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store with a fault that was put in. */
final class PlantedStoreFaults {
    private final PlantedFault fault;
    private final VideoTaskRepository tasks;
    private final Clock clock;
    private final Map<String, Submission> latest = new HashMap<>();
    /** The present leases, by record. */
    private final Map<String, LeasedTask> leased = new LinkedHashMap<>();
    /** The leases that were lost and count again, by their tokens. */
    private final Set<String> revived = new HashSet<>();

    private PlantedStoreFaults(PlantedFault fault, VideoTaskRepository tasks, Clock clock) {
        this.fault = fault;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** @param clock of the nodes that use it */
    static VideoTaskRepository of(PlantedFault fault, VideoTaskRepository tasks, Clock clock) {
        return StoreProxy.of(tasks, new PlantedStoreFaults(fault, tasks, clock)::call);
    }

    private Object call(Method method, Object[] arguments, StoreProxy.Call call) {
        return switch (method.getName()) {
            case "begin" -> begin((Submission) arguments[0], call);
            case "record" -> record((Submission) arguments[0], (Outcome) arguments[1], (Duration) arguments[2], call);
            case "claim" -> claim(arguments, call);
            case "renew" -> renew((Collection<?>) arguments[0], call);
            case "update" -> update((Collection<?>) arguments[0]);
            case "sweep" -> fault == PlantedFault.NO_SWEEP ? List.of() : call.proceed();
            case "purge" -> purge(call);
            default -> call.proceed();
        };
    }

    private Object begin(Submission submission, StoreProxy.Call call) {
        latest.put(submission.key(), submission);
        switch (fault) {
            case PURGE_EARLY:
                return tasks.begin(copy(submission, submission.key(), Duration.ofMillis(1)));
            case INTENT_AFTER_SEND:
                return tasks.find(submission.channel(), submission.key())
                        .filter(known -> !known.state().canBecome(TaskState.SUBMITTING))
                        .<BeginResult>map(BeginResult.Known::new)
                        .orElseGet(() -> new BeginResult.Started(submission.submitting(clock.instant())));
            case IGNORE_KNOWN_KEY:
                BeginResult begun = (BeginResult) call.proceed();
                return begun instanceof BeginResult.Known known && known.task().state() == TaskState.WAITING
                        ? tasks.begin(
                                copy(submission, submission.key() + "#" + submission.token(), submission.retention()))
                        : begun;
            case CHECK_BEFORE_RESERVING:
                return checkedBefore(submission, call);
            default:
                return call.proceed();
        }
    }

    private Object checkedBefore(Submission submission, StoreProxy.Call call) {
        Charge charge = submission.charge();
        if (charge == null || charge.budget() == null || charge.cost().amount() == null) {
            return call.proceed();
        }
        Instant now = clock.instant();
        Booked booked = new Booked(
                tasks
                        .spent(new SpendingQuery(
                                null,
                                charge.budgetKey(),
                                null,
                                Booked.countedFrom(charge.budget().period(), now),
                                now.plusSeconds(1)))
                        .stream()
                        .map(each -> each.spent().add(each.reserved()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                BigDecimal.ZERO);
        return booked.leavesRoomFor(charge.cost().amount(), charge.budget())
                ? tasks.begin(submission.withCharge(
                        new Charge(charge.cost(), charge.budgetKey(), null, charge.refundedIfFailed())))
                : new BeginResult.OverBudget(charge, booked, null);
    }

    private static Submission copy(Submission submission, String key, Duration retention) {
        return new Submission(
                submission.token(),
                submission.channel(),
                key,
                submission.fingerprint(),
                submission.request(),
                submission.correlationHeaders(),
                submission.baseUrl(),
                submission.account(),
                retention,
                submission.charge());
    }

    private Object record(Submission submission, Outcome outcome, Duration firstPoll, StoreProxy.Call call) {
        switch (fault) {
            case RECORD_WITHOUT_TOKEN:
                return tasks.record(latest.getOrDefault(submission.key(), submission), outcome, firstPoll);
            case INTENT_AFTER_SEND:
                tasks.begin(submission);
                return call.proceed();
            case DROP_LATE_OUTCOME:
                Optional<VideoTask> known = tasks.find(submission.channel(), submission.key())
                        .filter(task -> task.state() != TaskState.SUBMITTING && task.state() != TaskState.UNKNOWN);
                return known.isPresent() ? known : call.proceed();
            default:
                return call.proceed();
        }
    }

    private Object claim(Object[] arguments, StoreProxy.Call call) {
        if (fault == PlantedFault.CLAIM_WITHOUT_FENCE && arguments[0] instanceof Claim) {
            for (LeasedTask held : leased.values()) {
                tasks.find(held.task().channel(), held.task().key())
                        .ifPresent(
                                task -> tasks.update(List.of(LeaseUpdate.release(held.lease(), task, Duration.ZERO))));
            }
            leased.clear();
        }
        Object result = call.proceed();
        List<LeasedTask> claimed = new ArrayList<>();
        (result instanceof Optional<?> one ? one.stream() : ((List<?>) result).stream())
                .forEach(each -> claimed.add(
                        fault == PlantedFault.AGE_BY_NODE_CLOCK ? aged((LeasedTask) each) : (LeasedTask) each));
        claimed.forEach(each -> leased.put(each.lease().recordId(), each));
        return result instanceof Optional<?> ? claimed.stream().findFirst() : claimed;
    }

    private LeasedTask aged(LeasedTask task) {
        return new LeasedTask(task.task(), task.lease(), clock.instant());
    }

    private Object renew(Collection<?> leases, StoreProxy.Call call) {
        Object lost = call.proceed();
        if (fault != PlantedFault.RENEW_AFTER_LOSS) {
            return lost;
        }
        ((Set<?>) lost).forEach(lease -> revived.add(((Lease) lease).token()));
        return Set.of();
    }

    private Set<Lease> update(Collection<?> updates) {
        Map<Lease, Lease> originals = new HashMap<>();
        List<LeaseUpdate> changed = new ArrayList<>();
        for (Object each : updates) {
            LeaseUpdate update = (LeaseUpdate) each;
            Lease lease = lease(update.lease());
            originals.put(lease, update.lease());
            changed.add(new LeaseUpdate(lease, task(update), update.releaseAfter()));
        }
        Set<Lease> lost = new HashSet<>();
        tasks.update(changed).forEach(lease -> lost.add(originals.get(lease)));
        for (LeaseUpdate update : changed) {
            if (!update.keepsLease()) {
                leased.remove(update.lease().recordId());
            }
        }
        return lost;
    }

    private Lease lease(Lease lease) {
        LeasedTask present = leased.get(lease.recordId());
        boolean any = fault == PlantedFault.WRITE_WITHOUT_FENCE
                || (fault == PlantedFault.RENEW_AFTER_LOSS && revived.contains(lease.token()));
        return any && present != null ? present.lease() : lease;
    }

    private VideoTask task(LeaseUpdate update) {
        boolean counts = fault == PlantedFault.RELEASE_COUNTS_AS_ATTEMPT
                && update.task().state() == TaskState.COMPLETED
                && update.releaseAfter() != null;
        return counts
                ? update.task().toBuilder()
                        .attempts(update.task().attempts() + 1)
                        .build()
                : update.task();
    }

    private Object purge(StoreProxy.Call call) {
        if (fault == PlantedFault.PURGE_UNKNOWN) {
            for (VideoTask unknown : tasks.unknown(Submissions.CHANNEL)) {
                tasks.resolveAsNotSubmitted(unknown.channel(), unknown.key());
            }
        }
        return call.proceed();
    }
}
