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
 * What the gateway's answer changes in a task: no I/O, and no state but chance, when tasks changed, and how long this process
 * has asked for them. The age of a task is that by its store's clock.
 */
final class AnswerRules {
    /** How long the gateway keeps a finished video. */
    static final Duration VIDEO_KEPT = Duration.ofDays(3);

    private final PollPolicy policy;
    private final RandomGenerator random;
    private final Lateness lateness;
    private final Vigils vigils;

    AnswerRules(PollPolicy policy, Elapsed elapsed, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
        this.lateness = new Lateness(policy, elapsed);
        this.vigils = new Vigils(elapsed, policy.abandonAfter());
    }

    Verdict judge(PollAnswer answer) {
        LeasedTask asked = answer.asked();
        Verdict verdict = answer instanceof PollAnswer.Told told
                ? told(asked, told.answer())
                : failed(asked, ((PollAnswer.Failed) answer).failure());
        if (verdict.task().state() == TaskState.WAITING
                && vigils.isLongEnough(verdict.task(), answer instanceof PollAnswer.Told)
                && exceeds(asked, policy.abandonAfter())
                && !isRefused(answer)) {
            verdict = abandoned(asked, verdict.task());
        }
        if (verdict.task().state() != TaskState.WAITING) {
            lateness.forget(verdict.task());
            vigils.forget(verdict.task());
        }
        return verdict;
    }

    /** A key that the gateway refuses gives up no video, however long it does. */
    private static boolean isRefused(PollAnswer answer) {
        return answer instanceof PollAnswer.Failed failed && failed.failure() instanceof GatewayAuthenticationException;
    }

    private Verdict told(LeasedTask leased, TaskAnswer answer) {
        VideoTask asked = leased.task();
        VideoTask task = described(asked, answer)
                .questions(asked.questions() + 1)
                .unansweredQuestions(0)
                .errorMessage(null)
                .build();
        if (answer.status() == RemoteStatus.COMPLETED && answer.videoUrl() != null) {
            return completed(task, answer, leased.storeTime());
        }
        if (answer.status() == RemoteStatus.FAILED) {
            return ended(task.become(TaskState.FAILED)
                    .completedAt(answer.completedAt() == null ? leased.storeTime() : answer.completedAt())
                    .errorMessage(reason(asked, answer))
                    .errorCategory(policy.categories().of(answer.errorMessage()))
                    .build());
        }
        VideoTask waiting = lateness.mark(asked, task, leased.age());
        return new Verdict(waiting, policy.schedule().afterAnswer(waiting.questions(), waiting.late(), random));
    }

    /** The task with what any answer tells of it. */
    static VideoTask.Builder described(VideoTask asked, TaskAnswer answer) {
        return asked.toBuilder()
                .status(status(answer))
                .progress(answer.status() == RemoteStatus.FAILED ? 0 : progress(asked, answer))
                .model(answer.model() == null ? asked.model() : answer.model())
                .createdAt(answer.createdAt() == null ? asked.createdAt() : answer.createdAt());
    }

    private static Verdict completed(VideoTask task, TaskAnswer answer, Instant now) {
        Instant completedAt = answer.completedAt() == null ? now : answer.completedAt();
        return ended(task.become(TaskState.COMPLETED)
                .progress(100)
                .completedAt(completedAt)
                .videoUrl(answer.videoUrl())
                .videoUrlExpires(completedAt.plus(VIDEO_KEPT))
                .build());
    }

    private Verdict failed(LeasedTask leased, RuntimeException failure) {
        VideoTask asked = leased.task();
        VideoTask task = lateness.mark(
                asked,
                asked.toBuilder()
                        .questions(asked.questions() + 1)
                        .unansweredQuestions(asked.unansweredQuestions() + 1)
                        .errorMessage(Quotes.cut(
                                String.valueOf(failure.getMessage()),
                                asked.request().prompt()))
                        .build(),
                leased.age());
        if (failure instanceof UnknownTaskException && exceeds(leased, policy.taskTimeout())) {
            return ended(task.become(TaskState.PARKED)
                    .errorMessage(
                            "Parked: the gateway at " + task.baseUrl() + " has not known this task for longer than"
                                    + " taskTimeout. Check that the base URL and the API key are those that made it, then unpark it."
                                    + " Its last answer: " + task.errorMessage())
                    .build());
        }
        @Nullable Duration retryAfter = failure instanceof GatewayException gateway ? gateway.retryAfter() : null;
        Duration delay = policy.schedule().afterFailure(task.unansweredQuestions(), retryAfter, random);
        return new Verdict(task, delay);
    }

    private Verdict abandoned(LeasedTask leased, VideoTask task) {
        return ended(task.become(TaskState.FAILED)
                .status(name(RemoteStatus.FAILED))
                .progress(0)
                .completedAt(leased.storeTime())
                .errorCategory(FailureCategories.ABANDONED)
                .errorMessage("No end was seen within " + policy.abandonAfter() + " of its submission (last status "
                        + task.status() + ", " + task.progress() + " %); the gateway keeps nothing for longer"
                        + (task.errorMessage() == null ? "" : ". Its last answer: " + task.errorMessage()))
                .build());
    }

    private static Verdict ended(VideoTask task) {
        return new Verdict(task, Duration.ZERO);
    }

    private static boolean exceeds(LeasedTask leased, Duration age) {
        return leased.age().compareTo(age) > 0;
    }

    private static int progress(VideoTask asked, TaskAnswer answer) {
        @Nullable Integer progress = answer.progress();
        return progress == null ? asked.progress() : Math.max(0, Math.min(100, progress));
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
