package io.geminiomni.camel.emit;

import io.geminiomni.camel.poll.PollRound;
import io.geminiomni.camel.poll.Reachability;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of a consumer that runs on a schedule. A round claims the tasks that are ready to be emitted, polls the due tasks, and
 * emits those that have ended. A run has one round or more. For one thread at a time.
 */
public final class ScheduledRounds {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRounds.class);

    private static final int MOST_IN_A_RUN = 100;
    private static final int MAX_QUEUED = 1000;

    private final Consumer consumer;
    private final TaskPoller poller;
    private final VideoEmitter emitter;
    private final EmissionWindow window;
    private final Reachability gateway;
    private final Reachability store;
    private final EmittedProgress emittedProgress;

    /** The consumer. */
    public interface Consumer {
        /** Leases tasks that are ready to be emitted, at most so many. */
        List<LeasedTask> claimReady(int atMost);

        /** @return how many of the tasks were queued for the route */
        int emit(List<LeasedTask> tasks);

        /** How many videos a run may emit. */
        int most();

        /** Whether progress is emitted. */
        boolean emitsProgress();

        /** A round has reached the task store. */
        void roundEnded();

        /** Whether a run may begin another round. */
        boolean mayGoOn();

        /** How long after the end of this run the next one begins, at the latest; null if that is not known. */
        @Nullable Duration untilNextRun();
    }

    /**
     * @param emittedProgress what was emitted before
     * @param gateway is told whether polls have answers
     * @param store is told whether rounds reach the task store
     */
    public ScheduledRounds(
            Consumer consumer,
            TaskPoller poller,
            VideoEmitter emitter,
            EmissionWindow window,
            EmittedProgress emittedProgress,
            Reachability gateway,
            Reachability store) {
        this.consumer = consumer;
        this.poller = poller;
        this.emitter = emitter;
        this.window = window;
        this.emittedProgress = emittedProgress;
        this.gateway = gateway;
        this.store = store;
    }

    /**
     * One run. It goes on while the route has room for videos, and tasks are due that were not polled yet. If no other run follows
     * soon, it goes on for the answers of all polls, too.
     *
     * @return how many videos were emitted
     * @throws TaskStoreException if the task store cannot be reached; no task is lost
     * @throws RuntimeException the last failure, if there were polls and none had an answer
     */
    public int run() throws InterruptedException {
        try {
            return runRounds();
        } catch (TaskStoreException e) {
            store.failed(e);
            throw e;
        }
    }

    private int runRounds() throws InterruptedException {
        int emitted = 0;
        PollRound.Answers answers = PollRound.Answers.NONE;
        for (int rounds = 1; ; rounds++) {
            int room =
                    Math.min(window.room(emitter.queued(), emitter.inRoute()), Math.max(0, consumer.most() - emitted));
            Round round = round(room);
            emitted += round.emitted();
            answers = answers.plus(round.polls().answers());
            boolean mayGoOn = room > 0 && rounds < MOST_IN_A_RUN && consumer.mayGoOn();
            if (!mayGoOn || !hasMore(round.polls(), answers)) {
                RuntimeException missing = answers.missing();
                if (missing != null) {
                    gateway.failed(missing);
                    throw missing;
                }
                return emitted;
            }
        }
    }

    /** @param emitted how many videos were emitted */
    private record Round(int emitted, PollRound polls) {}

    private Round round(int room) throws InterruptedException {
        emitter.retry();
        List<LeasedTask> ready = consumer.claimReady(room);
        int emitted = consumer.emit(ready);
        PollRound polls = poller.round(room - ready.size(), isNextRunSoon());
        if (consumer.emitsProgress()) {
            polls.changed().forEach(this::emitProgress);
        }
        polls.ended().forEach(leased -> emittedProgress.forget(leased.task()));
        emitted += consumer.emit(polls.ended());
        window.took(ready.size() + polls.ended().size());
        consumer.roundEnded();
        store.reached();
        if (polls.answers().answered() > 0) {
            gateway.reached();
        }
        return new Round(emitted, polls);
    }

    /**
     * After results there is room for polls of further tasks, which may be due. A gateway without an answer gets no further ones.
     *
     * @param all the answers of this run
     */
    private boolean hasMore(PollRound polls, PollRound.Answers all) throws InterruptedException {
        PollRound.Answers last = polls.answers();
        if (isNextRunSoon()) {
            return polls.more() && last.missing() == null;
        }
        boolean isAway = all.answered() == 0 && last.missing() != null;
        return (!isAway && (polls.more() || last.ended() > 0)) || poller.awaitAnswer();
    }

    /** Whether the next run is early enough to take the answers that this one does not wait for. */
    private boolean isNextRunSoon() {
        Duration untilNextRun = consumer.untilNextRun();
        return untilNextRun != null && untilNextRun.compareTo(TaskPoller.PATIENCE) <= 0;
    }

    /** Progress is emitted when no video waits, so that it never keeps one from the route. */
    private void emitProgress(VideoTask task) {
        if (emittedProgress.add(task)
                && (emitter.queuedProgress() >= MAX_QUEUED || !emitter.offer(VideoEmitter.Emission.progress(task)))) {
            LOG.debug("The route is too slow: the progress of {} is not emitted", task);
        }
    }
}
