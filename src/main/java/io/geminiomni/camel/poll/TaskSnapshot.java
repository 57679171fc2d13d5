package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;

/** A task as the gateway describes it at the moment, for operations that only read: nothing is stored. */
public final class TaskSnapshot {
    private TaskSnapshot() {}

    /** Applies an answer to a task. The state of a task that is no longer WAITING stays. */
    public static VideoTask at(VideoTask task, TaskAnswer answer, FailureCategories categories, Instant now) {
        VideoTask.Builder seen = AnswerRules.described(task, answer);
        Instant completedAt = answer.completedAt() == null ? now : answer.completedAt();
        if (answer.status() == RemoteStatus.COMPLETED && answer.videoUrl() != null) {
            seen.state(stateOf(task, TaskState.COMPLETED))
                    .progress(100)
                    .completedAt(task.completedAt() == null ? completedAt : task.completedAt())
                    .videoUrl(answer.videoUrl())
                    .videoUrlExpires(
                            task.videoUrlExpires() == null
                                    ? completedAt.plus(AnswerRules.VIDEO_KEPT)
                                    : task.videoUrlExpires());
        } else if (answer.status() == RemoteStatus.FAILED) {
            seen.state(stateOf(task, TaskState.FAILED))
                    .completedAt(task.completedAt() == null ? completedAt : task.completedAt())
                    .errorMessage(AnswerRules.reason(task, answer))
                    .errorCategory(categories.of(answer.errorMessage()));
        }
        return seen.build();
    }

    private static TaskState stateOf(VideoTask task, TaskState next) {
        return task.state() == TaskState.WAITING ? next : task.state();
    }
}
