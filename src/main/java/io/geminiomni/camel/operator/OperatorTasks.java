package io.geminiomni.camel.operator;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What JMX and the command line offer an operator. It checks what people type; all else is the repository's, whose methods a
 * program calls itself.
 */
public final class OperatorTasks {
    /** What an operator has to know who says that a request was never made. */
    public static final String RISK =
            "Only when the gateway's account shows that nothing was charged for this request, and its submitter is known to"
                    + " have ended: the key becomes free. If a submitter was paused for longer than submitTimeout and goes on"
                    + " to send, or if the gateway made a task that the account does not show yet, a second task is paid for.";

    /** The account of tasks that were adopted where no API key is known. */
    private static final String NO_ACCOUNT = "unknown";

    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9._:/-]{1,256}");

    private final VideoTaskRepository tasks;

    public OperatorTasks(VideoTaskRepository tasks) {
        this.tasks = tasks;
    }

    /** The channels that have records. */
    public List<String> channels() {
        return tasks.channels();
    }

    /** @param limit how many of each state at most, the oldest */
    public List<VideoTask> list(String channel, Collection<TaskState> states, int limit) {
        List<VideoTask> found = new ArrayList<>();
        for (TaskState state : states) {
            found.addAll(tasks.inState(channel, state, limit));
        }
        return found;
    }

    public Map<TaskState, Long> counts(String channel) {
        return tasks.counts(channel);
    }

    /**
     * It was task X: a record of unknown outcome is from now on that of a task.
     *
     * @throws IllegalArgumentException if the gateway can have no such task id
     * @throws IllegalStateException if there is no such record, it is not UNKNOWN, or another record has the task
     */
    public VideoTask resolveAsTask(String channel, String key, String taskId) {
        return tasks.resolveAsTask(channel, key, checked(taskId));
    }

    /**
     * It was never made: the key of a record of unknown outcome becomes free. See {@link #RISK}.
     *
     * @throws IllegalStateException if there is no such record or it is not UNKNOWN
     */
    public VideoTask resolveAsNotSubmitted(String channel, String key) {
        return tasks.resolveAsNotSubmitted(channel, key);
    }

    /**
     * @param taskIds which ones, or {@code null} for all of the channel
     * @return how many were unparked
     * @throws IllegalArgumentException if the gateway can have no such task id
     */
    public int unpark(String channel, @Nullable Collection<String> taskIds) {
        if (taskIds != null) {
            taskIds.forEach(OperatorTasks::checked);
        }
        return tasks.unpark(channel, taskIds);
    }

    /**
     * Tracks a task that was made elsewhere, under the key {@code adopted:<task id>}.
     *
     * @param baseUrl where it was made: it is asked for by consumers with this base URL
     * @param account a short hash of the API key that paid for it, or {@code null} where it is not known
     * @return its record; the present one if the channel has that task already
     * @throws IllegalArgumentException if the gateway can have no such task id
     * @throws IllegalStateException if the key belongs to another task, or one that may exist
     */
    public VideoTask adopt(String channel, String taskId, String baseUrl, @Nullable String account) {
        VideoRequest notKnown = VideoRequest.builder().build();
        return tasks.adopt(
                new Submission(
                        UUID.randomUUID().toString(),
                        channel,
                        "adopted:" + checked(taskId),
                        notKnown.fingerprint(),
                        notKnown,
                        Map.of(),
                        checkedBaseUrl("The base URL", baseUrl),
                        account == null ? NO_ACCOUNT : account),
                taskId);
    }

    /**
     * Tasks that wait at one base URL are asked for at another one from now on: where a gateway is reached under a new base
     * URL, and knows the tasks there.
     *
     * @param fromBaseUrl in any spelling
     * @return how many were moved: those that are WAITING, UNKNOWN or PARKED
     * @throws IllegalArgumentException if either cannot be a base URL, or both are the same
     */
    public int move(String channel, String fromBaseUrl, String toBaseUrl) {
        String from = checkedBaseUrl("The base URL to move from", fromBaseUrl);
        String to = checkedBaseUrl("The base URL to move to", toBaseUrl);
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "Both base URLs are " + to + ", but tasks can only be moved to another one. Nothing was changed");
        }
        return tasks.move(channel, from, to);
    }

    private static String checkedBaseUrl(String name, String text) {
        return BaseUrl.of(text)
                .orElseThrow(() -> new IllegalArgumentException(name + " is '" + Printable.text(text, 60)
                        + "', but has to be an http or https URL without user and query, as https://www.jimmyai.cn"));
    }

    private static String checked(String taskId) {
        if (!TASK_ID.matcher(taskId).matches()) {
            throw new IllegalArgumentException("The task id is '" + Printable.text(taskId, 60)
                    + "', but has to be 1 to 256 of A-Z a-z 0-9 . _ : / -");
        }
        return taskId;
    }
}
