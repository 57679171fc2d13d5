package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.Quotes;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the result of a poll changes in a task. The rules do no I/O. Their only state is in {@link Lateness},
 * {@link PollHistory}, {@link ProgressReports} and {@link LearnedTimes}. The age of a task is measured by the clock of its store.
 */
final class AnswerRules {
    /** How long the gateway keeps a finished video. */
    static final Duration VIDEO_KEPT = Duration.ofDays(3);

    private static final String NO_URL =
            "The gateway says that the task is completed, but its answer has no usable URL of the video";

    private final PollPolicy policy;
    private final RandomGenerator random;
    private final Lateness lateness;
    private final PollHistory history;
    private final ProgressReports reports;
    private final LearnedTimes times;

    AnswerRules(PollPolicy policy, LearnedTimes times, Elapsed elapsed, RandomGenerator random) {
        this.policy = policy;
        this.times = times;
        this.random = random;
        this.reports = new ProgressReports(elapsed);
        this.lateness = new Lateness(policy, elapsed);
        this.history = new PollHistory(elapsed, policy);
    }

    Verdict judge(PollResult result) {
        LeasedTask polled = result.polled();
        history.add(result);
        Verdict verdict = result instanceof PollResult.Answered answered
                ? answered(polled, answered.answer())
                : failed(polled, ((PollResult.Failed) result).failure());
        if (verdict.task().state() == TaskState.WAITING
                && history.isLongEnough(verdict.task(), result instanceof PollResult.Answered)
                && exceeds(polled, policy.abandonAfter())
                && !isKeyRejected(result)) {
            verdict = abandoned(polled, verdict.task());
        }
        if (verdict.task().state() != TaskState.WAITING) {
            lateness.forget(verdict.task());
            history.forget(verdict.task());
            reports.forget(verdict.task());
        }
        return verdict;
    }

    /** A rejected API key does not abandon a task, however long it lasts. */
    private static boolean isKeyRejected(PollResult result) {
        return result instanceof PollResult.Failed failed && failed.failure() instanceof GatewayAuthenticationException;
    }

    private Verdict answered(LeasedTask leased, TaskAnswer answer) {
        VideoTask polled = leased.task();
        VideoTask task = described(polled, answer)
                .polls(polled.polls() + 1)
                .unansweredPolls(0)
                .errorMessage(answer.status() == RemoteStatus.COMPLETED ? NO_URL : null)
                .build();
        if (answer.status() == RemoteStatus.COMPLETED && answer.videoUrl() != null) {
            learn(leased, task, answer);
            return completed(task, answer, leased.storeTime());
        }
        if (answer.status() == RemoteStatus.FAILED) {
            return ended(task.become(TaskState.FAILED)
                    .completedAt(answer.completedAt() == null ? leased.storeTime() : answer.completedAt())
                    .errorMessage(reason(polled, answer))
                    .errorCategory(policy.categories().of(answer.errorMessage()))
                    .build());
        }
        VideoTask waiting = lateness.mark(polled, task, leased.age());
        return new Verdict(waiting, untilNextPoll(waiting, answer, leased.age()));
    }

    /** A completed task without its video is a moment early, of which nothing can be learned. */
    private Duration untilNextPoll(VideoTask waiting, TaskAnswer answer, Duration age) {
        if (answer.status() == RemoteStatus.COMPLETED) {
            return policy.schedule().afterAnswer(waiting.polls(), waiting.late(), random);
        }
        int progress = answer.progress() == null ? 0 : Math.max(0, Math.min(99, answer.progress()));
        reports.add(waiting, progress, age);
        PollSchedule.Seen seen =
                new PollSchedule.Seen(age, waiting.polls(), progress, waiting.late(), answer.estimated());
        return policy.schedule().afterAnswer(seen, times.of(waiting), random);
    }

    private void learn(LeasedTask leased, VideoTask task, TaskAnswer answer) {
        Instant from = task.createdAt();
        Instant to = answer.completedAt();
        EndedTask ended = reports.end(
                leased.task(), from == null || to == null ? null : Duration.between(from, to), leased.age());
        if (ended != null && !isVague(ended, times.of(task))) {
            times.add(task, ended);
        }
    }

    /** Of a task that waited for its first poll for long, as after a stop, nothing is known but that it has ended. */
    private boolean isVague(EndedTask ended, TaskTimes known) {
        Duration expected = policy.schedule().longest();
        if (known.isKnown() && known.early().compareTo(expected) > 0) {
            expected = known.early();
        }
        return ended.after().isZero() && ended.before().compareTo(expected.multipliedBy(2)) > 0;
    }

    /** The task with what every answer contains. */
    static VideoTask.Builder described(VideoTask polled, TaskAnswer answer) {
        return polled.toBuilder()
                .status(status(answer))
                .progress(answer.status() == RemoteStatus.FAILED ? 0 : progress(polled, answer))
                .model(answer.model() == null ? polled.model() : answer.model())
                .createdAt(answer.createdAt() == null ? polled.createdAt() : answer.createdAt());
    }

    private static Verdict completed(VideoTask task, TaskAnswer answer, Instant now) {
        Instant completedAt = answer.completedAt() == null ? now : answer.completedAt();
        return ended(task.become(TaskState.COMPLETED)
                .progress(100)
                .errorMessage(null)
                .completedAt(completedAt)
                .videoUrl(answer.videoUrl())
                .videoUrlExpires(completedAt.plus(VIDEO_KEPT))
                .build());
    }

    private Verdict failed(LeasedTask leased, RuntimeException failure) {
        VideoTask polled = leased.task();
        VideoTask task = lateness.mark(
                polled,
                polled.toBuilder()
                        .polls(polled.polls() + 1)
                        .unansweredPolls(polled.unansweredPolls() + 1)
                        .errorMessage(Quotes.cut(
                                String.valueOf(failure.getMessage()),
                                polled.request().prompt()))
                        .build(),
                leased.age());
        if (failure instanceof UnknownTaskException
                && exceeds(leased, policy.taskTimeout())
                && history.isUnknownLongEnough(polled)) {
            return ended(task.become(TaskState.PARKED)
                    .errorMessage("Parked: the gateway at " + task.baseUrl()
                            + " has not known this task in its latest answers, and it is older than"
                            + " taskTimeout. Check that the base URL and the API key are those that made it, then unpark it."
                            + " Its last answer: " + task.errorMessage())
                    .build());
        }
        @Nullable Duration retryAfter = failure instanceof GatewayException gateway ? gateway.retryAfter() : null;
        Duration delay = policy.schedule().afterFailure(task.unansweredPolls(), retryAfter, random);
        return new Verdict(task, delay);
    }

    private Verdict abandoned(LeasedTask leased, VideoTask task) {
        return ended(task.become(TaskState.FAILED)
                .status(name(RemoteStatus.FAILED))
                .progress(0)
                .completedAt(leased.storeTime())
                .errorCategory(FailureCategories.ABANDONED)
                .errorMessage(
                        "The task did not end within " + policy.abandonAfter() + " of its submission (last status "
                                + task.status() + ", " + task.progress() + " %); the gateway keeps no task for longer"
                                + (task.errorMessage() == null ? "" : ". Its last answer: " + task.errorMessage()))
                .build());
    }

    private static Verdict ended(VideoTask task) {
        return new Verdict(task, Duration.ZERO);
    }

    private static boolean exceeds(LeasedTask leased, Duration age) {
        return leased.age().compareTo(age) > 0;
    }

    private static int progress(VideoTask polled, TaskAnswer answer) {
        @Nullable Integer progress = answer.progress();
        return progress == null ? polled.progress() : Math.max(0, Math.min(100, progress));
    }

    private static String status(TaskAnswer answer) {
        return answer.status() == RemoteStatus.UNKNOWN ? answer.rawStatus() : name(answer.status());
    }

    private static String name(RemoteStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static String reason(VideoTask task, TaskAnswer answer) {
        return answer.errorMessage() == null
                ? "The gateway gave no reason (status " + answer.rawStatus() + ")"
                : Quotes.cut(answer.errorMessage(), task.request().prompt());
    }
}
