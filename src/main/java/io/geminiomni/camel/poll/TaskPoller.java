package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Unasked;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.Whose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final PollCore core;
    private final PollScope scope;

    public TaskPoller(PollCore core, PollScope scope) {
        this.core = core;
        this.scope = scope;
    }

    /**
     * Claims due tasks, asks for them, and writes what the answers change.
     *
     * @param room how many tasks that have come to an end the caller can take now; further ones are released, due at once
     * @throws io.geminiomni.camel.task.TaskStoreException if the store cannot be reached; nothing is lost by that
     */
    public PollRound round(int room) throws InterruptedException {
        List<LeasedTask> claimed = claim();
        if (!core.send(claimed)) {
            core.giveBack(claimed);
        }
        List<PollAnswer> answers = core.collect(scope.patience());
        List<LeaseUpdate> updates = new ArrayList<>();
        List<LeasedTask> ended = new ArrayList<>();
        Map<Lease, VideoTask> changed = new LinkedHashMap<>();
        for (PollAnswer answer : answers) {
            JudgedAnswer judged = core.judge(answer);
            VideoTask task = judged.task();
            boolean kept = judged.isToEmit() && ended.size() < room;
            LeaseUpdate update = kept ? judged.keep() : judged.release();
            updates.add(update);
            if (kept) {
                ended.add(answer.asked().with(update.task()));
            } else if (task.state() == TaskState.PARKED) {
                LOG.warn("{}: {}", task, task.errorMessage());
            } else if (task.state() == TaskState.WAITING
                    && Lateness.hasChanged(answer.asked().task(), task)) {
                changed.put(judged.lease(), task);
            }
        }
        Set<Lease> lost = updates.isEmpty() ? Set.of() : core.writeOrDrop(updates);
        if (!lost.isEmpty()) {
            LOG.debug(
                    "{} tasks of channel {} were taken over by another node while they were polled",
                    lost.size(),
                    scope.channel());
        }
        ended.removeIf(task -> lost.contains(task.lease()));
        changed.keySet().removeAll(lost);
        return result(answers, ended, List.copyOf(changed.values()));
    }

    /** Gives back the tasks whose answers have not been collected. */
    public void abandon() {
        core.giveBack(core.abandon());
    }

    /** Gives back the tasks whose answers have not been collected, and asks for no more. */
    public void close() {
        core.giveBack(core.close());
    }

    /** Asks again after {@link #close}. */
    public void open() {
        core.open();
    }

    /** The leases are renewed only when all are claimed: those of a claim that fails half-way run out. */
    private List<LeasedTask> claim() {
        int limit = core.room();
        if (limit == 0) {
            return List.of();
        }
        VideoTaskRepository tasks = core.tasks();
        OtherAccounts others = core.others();
        List<LeasedTask> claimed = new ArrayList<>(tasks.claim(toAsk(limit).of(Whose.own(others.account()))));
        if (others.isTurn()) {
            noticeWhoAsks(tasks, others);
            int most = others.most(limit - claimed.size());
            claimed.addAll(tasks.claim(toAsk(most).of(others.claimable())));
        }
        claimed.forEach(task -> core.leases().hold(task.lease()));
        return claimed;
    }

    private Claim toAsk(int limit) {
        return Claim.toAsk(scope.channel(), scope.baseUrl(), limit, scope.owner(), scope.lease());
    }

    private void noticeWhoAsks(VideoTaskRepository tasks, OtherAccounts others) {
        if (others.wantsToKnow()) {
            others.unasked(tasks.unasked(scope.channel(), others.dueFor()).stream()
                    .filter(unasked -> BaseUrl.isSame(unasked.baseUrl(), scope.baseUrl()))
                    .map(Unasked::account)
                    .collect(Collectors.toSet()));
        }
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
