package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.ClaimedAccounts;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the due tasks of one channel, one round at a time. It leases every task that it polls, so that pollers on one node or on
 * several share the work. Its caller emits the tasks that have ended.
 *
 * <p>Only one thread at a time may run a round. Another thread may close or reopen the poller during a round.
 */
public final class TaskPoller {
    /** How long a round of a consumer waits for answers. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TaskPoller.class);

    private final PollCore core;
    private final PollScope scope;

    public TaskPoller(PollCore core, PollScope scope) {
        this.core = core;
        this.scope = scope;
    }

    /**
     * Does as {@link #round(int, boolean)}, and puts tasks off.
     *
     * @param room how many ended tasks the caller can take now; further ones are released and due at once
     */
    public PollRound round(int room) throws InterruptedException {
        return round(room, true);
    }

    /**
     * Claims due tasks, polls them, and stores what the results change.
     *
     * @param room how many ended tasks the caller can take now; further ones are released and due at once
     * @param putsOff whether a task that was never polled is put off if tasks like it take longer
     * @throws io.geminiomni.camel.task.TaskStoreException if the store cannot be reached; no task is lost
     */
    public PollRound round(int room, boolean putsOff) throws InterruptedException {
        boolean more = claimAndSend(putsOff);
        List<PollResult> results = core.collect(scope.patience());
        core.release(core.polls.collectTakenBack());
        List<JudgedPoll> all = new ArrayList<>();
        List<LeaseUpdate> updates = new ArrayList<>();
        List<LeasedTask> ended = new ArrayList<>();
        Map<Lease, VideoTask> changed = new LinkedHashMap<>();
        for (PollResult result : results) {
            JudgedPoll judged = core.judge(result);
            all.add(judged);
            VideoTask task = judged.task();
            boolean kept = judged.isToEmit() && ended.size() < room;
            LeaseUpdate update = kept ? judged.keep() : judged.release();
            updates.add(update);
            if (kept) {
                ended.add(result.polled().with(update.task()));
            } else if (task.state() == TaskState.PARKED) {
                LOG.warn("{}: {}", task, task.errorMessage());
            } else if (task.state() == TaskState.WAITING
                    && Lateness.hasChanged(result.polled().task(), task)) {
                changed.put(judged.lease(), task);
            }
        }
        Set<Lease> lost = updates.isEmpty() ? Set.of() : core.writeOrDrop(updates);
        core.reportEnded(all, lost);
        if (!lost.isEmpty()) {
            LOG.debug(
                    "{} tasks of channel {} were claimed by another node while they were polled",
                    lost.size(),
                    scope.channel());
        }
        ended.removeIf(task -> lost.contains(task.lease()));
        changed.keySet().removeAll(lost);
        return round(results, ended, List.copyOf(changed.values()), more);
    }

    /** @return whether more tasks may be due, as there was no room for all */
    private boolean claimAndSend(boolean putsOff) {
        try (Standing.Room room = core.room()) {
            List<LeasedTask> claimed = claim(room.size());
            List<LeasedTask> toPoll = new ArrayList<>();
            List<LeaseUpdate> tooEarly = new ArrayList<>();
            for (LeasedTask leased : claimed) {
                Duration later = putsOff ? core.untilWorthPolling(leased) : Duration.ZERO;
                if (later.isZero()) {
                    toPoll.add(leased);
                } else {
                    tooEarly.add(LeaseUpdate.release(leased.lease(), leased.task(), later));
                }
            }
            if (!core.send(toPoll)) {
                core.release(toPoll);
            }
            if (!tooEarly.isEmpty()) {
                core.writeOrDrop(tooEarly);
            }
            return room.size() > 0 && claimed.size() >= room.size();
        }
    }

    /**
     * Waits for an answer that the rounds so far have not waited for, as long as a round does.
     *
     * @return whether there are polls whose answers a further round can collect, now or later
     */
    public boolean awaitAnswer() throws InterruptedException {
        return core.polls.awaitAny(scope.patience());
    }

    /** Releases the tasks whose results have not been collected. */
    public void abandon() {
        core.release(core.polls.abandon());
    }

    /** Releases the tasks whose results have not been collected, and polls no more. */
    public void close() {
        core.release(core.polls.close());
    }

    /** Polls again after {@link #close}. */
    public void open() {
        core.polls.open();
    }

    /** No lease is renewed before all claims have succeeded: if the second one fails, the leases of the first one expire. */
    private List<LeasedTask> claim(int limit) {
        if (limit == 0) {
            return List.of();
        }
        OtherAccounts others = core.others();
        List<LeasedTask> claimed = new ArrayList<>(claim(limit, ClaimedAccounts.own(others.account())));
        if (others.isTurn()) {
            forgetPolledAccounts(others);
            claimed.addAll(claim(others.most(limit - claimed.size()), others.claimable()));
        }
        claimed.forEach(task -> core.leases.hold(task.lease()));
        return claimed;
    }

    private List<LeasedTask> claim(int limit, ClaimedAccounts whose) {
        Claim claim = Claim.toPoll(scope.channel(), scope.baseUrl(), limit, scope.owner(), scope.lease());
        return core.tasks.claim(claim.of(whose));
    }

    private void forgetPolledAccounts(OtherAccounts others) {
        if (others.hasForeignTasksOfLongAgo()) {
            others.keepOnly(core.tasks.unpolled(scope.channel(), others.dueFor()).stream()
                    .filter(unpolled -> BaseUrl.isSame(unpolled.baseUrl(), scope.baseUrl()))
                    .map(Unpolled::account)
                    .collect(Collectors.toSet()));
        }
    }

    /** That the gateway does not know a task counts as an answer, at any age of the task. */
    private static PollRound round(
            List<PollResult> results, List<LeasedTask> ended, List<VideoTask> changed, boolean more) {
        List<RuntimeException> failures = results.stream()
                .filter(result -> result instanceof PollResult.Failed)
                .map(result -> ((PollResult.Failed) result).failure())
                .filter(failure -> !(failure instanceof UnknownTaskException))
                .toList();
        return new PollRound(
                List.copyOf(ended),
                changed,
                new PollRound.Answers(
                        results.size() - failures.size(),
                        failures.size(),
                        failures.isEmpty() ? null : failures.get(failures.size() - 1)),
                more);
    }
}
