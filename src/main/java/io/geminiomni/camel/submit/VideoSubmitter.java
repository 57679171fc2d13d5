package io.geminiomni.camel.submit;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.evidence.CreateWatch;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.ObservedSpan;
import io.geminiomni.camel.observe.SubmissionEvent;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Submits one request at most once per key: it records the intent before a byte is sent, and the outcome after.
 *
 * <p>Of all submissions with one key, on all nodes, at most one create is sent whose outcome is not known to be
 * <em>not accepted</em> or <em>rejected</em>.
 */
public final class VideoSubmitter {
    private final VideoTaskRepository tasks;
    private final Gateway gateway;
    private final SubmissionPolicy policy;
    private final Stopwatch stopwatch;
    private final OpenSubmissions open;
    private final OutcomeRecorder recorder;
    private final ChannelListener listener;
    private final CreateWatch watch;

    /**
     * @param open counts the requests in flight, and records the outcomes that the repository does not record at once
     * @param watch finds evidence for requests of unknown outcome
     */
    public VideoSubmitter(
            VideoTaskRepository tasks,
            Gateway gateway,
            SubmissionPolicy policy,
            Stopwatch stopwatch,
            OpenSubmissions open,
            ChannelListener listener,
            CreateWatch watch) {
        this.tasks = tasks;
        this.gateway = gateway;
        this.policy = policy;
        this.stopwatch = stopwatch;
        this.open = open;
        this.listener = listener;
        this.watch = watch;
        this.recorder = new OutcomeRecorder(tasks, policy.firstPoll(), stopwatch, open);
    }

    /**
     * Gives the task of a request: a new one, or the one that its key already has.
     *
     * @throws io.geminiomni.camel.gateway.GatewayException if the gateway did not accept or rejected the request; nothing was
     *     paid, and the key is free
     * @throws SubmissionOutcomeUnknownException if money may have been spent; nothing is sent again under this key
     * @throws IdempotencyKeyConflictException if the key belongs to another request; nothing was sent
     * @throws io.geminiomni.camel.cost.BudgetExceededException if the budget has no room for the request; nothing was sent
     * @throws io.geminiomni.camel.task.TaskStoreException if the intent could not be recorded; nothing was sent
     */
    public Submitted submit(Submission submission) {
        SubmissionKey key = SubmissionKey.of(submission);
        // 1. The intent is committed with its cost, or the key is known, or the budget has no room.
        Stopwatch.Reading began = stopwatch.read();
        BeginResult begun = begin(submission);
        if (begun instanceof BeginResult.Known known) {
            return resolveKnown(key, submission, known.task());
        }
        if (begun instanceof BeginResult.OverBudget overBudget) {
            report(submission, SubmissionEvent.Outcome.OVER_BUDGET, Duration.ZERO);
            throw SubmissionFailures.overBudget(key, overBudget);
        }
        try (CreateWatch.Create watched = watch.begin(submission.channel(), submission.key(), price(submission))) {
            return sendInTime(key, submission, began, watched);
        }
    }

    private static @Nullable CostEstimate price(Submission submission) {
        return submission.charge() == null ? null : submission.charge().cost();
    }

    private Submitted sendInTime(
            SubmissionKey key, Submission submission, Stopwatch.Reading began, CreateWatch.Create watched) {
        // 2. It waits for its turn. After a long delay it is not sent, as its record might be swept during the call.
        boolean mayGo = gateway.awaitTurn(policy.sendWithin().minus(stopwatch.since(began)));
        if (!mayGo || stopwatch.since(began).compareTo(policy.sendWithin()) >= 0) {
            watched.notPaid();
            notSent(submission, "delayed for too long before it was sent");
            throw SubmissionFailures.delayed(key, policy.sendWithin());
        }
        if (!open.begin()) {
            watched.notPaid();
            notSent(submission, "the component stopped before it was sent");
            throw SubmissionFailures.stopped(key);
        }
        try {
            return send(key, submission, watched);
        } finally {
            open.end();
        }
    }

    private Submitted send(SubmissionKey key, Submission submission, CreateWatch.Create watched) {
        // 3. One request is sent.
        ObservedSpan span =
                listener.submitting(submission.channel(), submission.request().model());
        Stopwatch.Reading sent = stopwatch.read();
        CreateOutcome outcome = sendOnce(submission.request(), key);
        Duration duration = stopwatch.since(sent);
        span.end(taskId(outcome), error(outcome));
        tell(watched, outcome);
        // 4. Its outcome is committed, by the token of the submission.
        Optional<VideoTask> task;
        try {
            task = recorder.record(key, submission, outcome);
        } finally {
            report(submission, reported(outcome), duration);
        }
        // 5. The outcome is returned or thrown.
        if (outcome instanceof CreateOutcome.Unknown unknown) {
            throw SubmissionFailures.unknown(key, unknown, evidence(submission, unknown, watched));
        }
        if (outcome instanceof CreateOutcome.NotCreated notCreated) {
            throw notCreated.toException();
        }
        return new Submitted(
                task.orElseThrow(() -> new IllegalStateException("The repository gives no record of " + submission
                        + ", whose task it has recorded. Money was spent; find the task by its key")),
                false,
                outcome instanceof CreateOutcome.Accepted accepted
                        ? accepted.task().estimated()
                        : null);
    }

    private static void tell(CreateWatch.Create watched, CreateOutcome outcome) {
        if (outcome instanceof CreateOutcome.Accepted) {
            watched.accepted();
        } else if (outcome instanceof CreateOutcome.Unknown) {
            watched.unclear();
        } else {
            watched.notPaid();
        }
    }

    /**
     * The outcome is recorded already. What is found now, and later, is added to the record, unless less is known later.
     */
    private @Nullable Evidence evidence(
            Submission submission, CreateOutcome.Unknown unknown, CreateWatch.Create watched) {
        Evidence present = watched.evidence().orElse(null);
        if (present != null) {
            recorder.recordEvidence(submission, unknown, present);
            watched.later(found -> {
                if (replaces(found.verdict(), present.verdict())) {
                    recorder.recordEvidence(submission, unknown, found);
                }
            });
        }
        return present;
    }

    /** A charge that was seen stays one: what the account got back since may belong to another task. */
    private static boolean replaces(Evidence.Verdict later, Evidence.Verdict present) {
        return switch (present) {
            case CHARGED -> later == Evidence.Verdict.CHARGED;
            case NOT_CHARGED -> later != Evidence.Verdict.CANNOT_TELL;
            case CANNOT_TELL -> true;
        };
    }

    private void notSent(Submission submission, String reason) {
        recorder.recordNotSent(submission, reason);
        report(submission, SubmissionEvent.Outcome.NOT_SENT, Duration.ZERO);
    }

    private void report(Submission submission, SubmissionEvent.Outcome outcome, Duration duration) {
        CostEstimate cost = price(submission);
        listener.submitted(new SubmissionEvent(
                submission.channel(),
                submission.request().model(),
                outcome,
                duration,
                cost == null ? null : cost.amount(),
                cost == null ? null : cost.unit()));
    }

    private static @Nullable String taskId(CreateOutcome outcome) {
        return outcome instanceof CreateOutcome.Accepted accepted
                ? accepted.task().taskId()
                : null;
    }

    private static @Nullable String error(CreateOutcome outcome) {
        SubmissionEvent.Outcome reported = reported(outcome);
        return reported == SubmissionEvent.Outcome.ACCEPTED
                ? null
                : reported.name().toLowerCase(Locale.ROOT);
    }

    private static SubmissionEvent.Outcome reported(CreateOutcome outcome) {
        if (outcome instanceof CreateOutcome.Accepted) {
            return SubmissionEvent.Outcome.ACCEPTED;
        }
        if (outcome instanceof CreateOutcome.Unknown) {
            return SubmissionEvent.Outcome.UNKNOWN;
        }
        return outcome instanceof CreateOutcome.NotAccepted
                ? SubmissionEvent.Outcome.NOT_ACCEPTED
                : SubmissionEvent.Outcome.REJECTED;
    }

    /**
     * Gives the task that a key already has, and sends nothing.
     *
     * @return empty if the key is free
     * @throws SubmissionOutcomeUnknownException as {@link #submit} does for a known key
     * @throws IdempotencyKeyConflictException as {@link #submit} does
     */
    public Optional<Submitted> known(Submission submission) {
        return tasks.find(submission.channel(), submission.key())
                .filter(task -> !task.state().canBecome(TaskState.SUBMITTING))
                .map(task -> resolveKnown(SubmissionKey.of(submission), submission, task));
    }

    /** A store that fails may have committed the intent nevertheless. As nothing is sent, the key is freed if possible. */
    private BeginResult begin(Submission submission) {
        Charge charge = submission.charge();
        if (charge != null && charge.budget() != null && !tasks.holdsBudgets()) {
            throw SubmissionFailures.noBudgets(SubmissionKey.of(submission));
        }
        try {
            return tasks.begin(submission);
        } catch (RuntimeException | Error e) {
            notSent(submission, "its intent could not be recorded");
            throw e;
        }
    }

    private Submitted resolveKnown(SubmissionKey key, Submission submission, VideoTask known) {
        String fingerprint = submission.fingerprint();
        VideoTask task = known;
        if (task.state() == TaskState.SUBMITTING && task.fingerprint().equals(fingerprint)) {
            task = awaitOutcome(key, task);
        }
        if (task.state() == TaskState.UNKNOWN) {
            throw SubmissionFailures.stillUnknown(key, task);
        }
        if (!task.fingerprint().equals(fingerprint)) {
            throw SubmissionFailures.conflict(key, task);
        }
        return switch (task.state()) {
            case SUBMITTING -> throw SubmissionFailures.stillSubmitting(key, policy.waitForOther());
            case NOT_ACCEPTED, REJECTED -> throw SubmissionFailures.otherFailed(key, task);
            default -> {
                report(submission, SubmissionEvent.Outcome.DUPLICATE, Duration.ZERO);
                yield Submitted.duplicate(task);
            }
        };
    }

    /** A call that throws may have sent the request: its outcome is unknown. */
    private CreateOutcome sendOnce(VideoRequest request, SubmissionKey key) {
        try {
            return gateway.create(request, key.hash(), "the request with " + key);
        } catch (RuntimeException | StackOverflowError e) {
            String why = "sending it failed with " + e.getClass().getSimpleName();
            return CreateOutcome.Unknown.of("the request with " + key, why, 0, e);
        }
    }

    private VideoTask awaitOutcome(SubmissionKey key, VideoTask submitting) {
        Stopwatch.Reading began = stopwatch.read();
        VideoTask task = submitting;
        Duration pause = Duration.ofMillis(10);
        while (task.state() == TaskState.SUBMITTING
                && stopwatch.since(began).compareTo(policy.waitForOther()) < 0
                && stopwatch.pause(pause)) {
            task = tasks.find(key.channel(), key.key()).orElse(task);
            pause = pause.multipliedBy(2).compareTo(Duration.ofSeconds(1)) < 0 ? pause.multipliedBy(2) : pause;
        }
        return task;
    }
}
