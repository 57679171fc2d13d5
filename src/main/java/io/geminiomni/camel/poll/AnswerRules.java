package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.Quotes;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the gateway's answer changes in a task: no I/O, and no state but clock, chance, and when tasks changed. */
final class AnswerRules {
    /** How long the gateway keeps a finished video. */
    static final Duration VIDEO_KEPT = Duration.ofDays(3);
    /** How many questions in a row have to go unanswered before a task that is old enough counts as abandoned. */
    static final int SILENCE = 10;

    private final PollPolicy policy;
    private final Clock clock;
    private final RandomGenerator random;
    private final Lateness lateness;

    AnswerRules(PollPolicy policy, Clock clock, RandomGenerator random) {
        this.policy = policy;
        this.clock = clock;
        this.random = random;
        this.lateness = new Lateness(policy);
    }

    Verdict judge(Answer answer) {
        Instant now = clock.instant();
        VideoTask task = answer.asked().task();
        Verdict verdict = answer instanceof Answer.Told told
                ? told(task, told.answer(), now)
                : failed(task, ((Answer.Failed) answer).failure(), now);
        boolean isAbandoned = verdict.task().state() == TaskState.WAITING
                && isOlder(task, policy.abandonAfter(), now)
                && mayBeAbandoned(verdict.task(), answer);
        Verdict result = isAbandoned ? abandoned(verdict.task(), now) : verdict;
        if (result.task().state() != TaskState.WAITING) {
            lateness.forget(result.task());
        }
        return result;
    }

    /**
     * An outage is no end: after a long weekend, the first question that goes wrong must not give up a video that the
     * gateway may still have. Nor must a key that it refuses, however long.
     */
    private static boolean mayBeAbandoned(VideoTask task, Answer answer) {
        return answer instanceof Answer.Told
                || (task.unansweredQuestions() >= SILENCE
                        && !(((Answer.Failed) answer).failure() instanceof GatewayAuthenticationException));
    }

    private Verdict told(VideoTask asked, TaskAnswer answer, Instant now) {
        VideoTask task = described(asked, answer)
                .questions(asked.questions() + 1)
                .unansweredQuestions(0)
                .errorMessage(null)
                .build();
        if (answer.status() == RemoteStatus.COMPLETED && answer.videoUrl() != null) {
            return completed(task, answer, now);
        }
        if (answer.status() == RemoteStatus.FAILED) {
            return ended(task.become(TaskState.FAILED)
                    .completedAt(answer.completedAt() == null ? now : answer.completedAt())
                    .errorMessage(reason(asked, answer))
                    .errorCategory(policy.categories().of(answer.errorMessage()))
                    .build());
        }
        VideoTask waiting = lateness.mark(asked, task, now);
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

    private Verdict failed(VideoTask asked, RuntimeException failure, Instant now) {
        VideoTask task = lateness.mark(
                asked,
                asked.toBuilder()
                        .questions(asked.questions() + 1)
                        .unansweredQuestions(asked.unansweredQuestions() + 1)
                        .errorMessage(Quotes.cut(
                                String.valueOf(failure.getMessage()),
                                asked.request().prompt()))
                        .build(),
                now);
        if (failure instanceof UnknownTaskException && isOlder(task, policy.taskTimeout(), now)) {
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

    private Verdict abandoned(VideoTask task, Instant now) {
        return ended(task.become(TaskState.FAILED)
                .status(name(RemoteStatus.FAILED))
                .progress(0)
                .completedAt(now)
                .errorCategory(FailureCategories.ABANDONED)
                .errorMessage("No end was seen within " + policy.abandonAfter() + " of its submission (last status "
                        + task.status() + ", " + task.progress() + " %); the gateway keeps nothing for longer"
                        + (task.errorMessage() == null ? "" : ". Its last answer: " + task.errorMessage()))
                .build());
    }

    private static Verdict ended(VideoTask task) {
        return new Verdict(task, Duration.ZERO);
    }

    private static boolean isOlder(VideoTask task, Duration age, Instant now) {
        return Duration.between(task.submittedAt(), now).compareTo(age) > 0;
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
