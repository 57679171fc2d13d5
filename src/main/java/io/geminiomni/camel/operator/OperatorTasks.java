package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskPage;
import io.geminiomni.camel.task.TaskQuery;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.nio.charset.StandardCharsets;
import java.security.AccessController;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The operations of an operator, for JMX and the command line. It checks the input. Programs call the repository directly.
 */
public final class OperatorTasks {
    public static final String RISK =
            "Do this only if the gateway's account shows that nothing was charged for this request, and its submitter has"
                    + " ended: the key becomes free. If a submitter was paused for longer than submitTimeout and sends the"
                    + " request later, or the gateway made a task that the account does not show yet, a second task is paid for.";

    /** The account of tasks that are adopted without an API key. */
    private static final String NO_ACCOUNT = "unknown";

    private static final String ADOPTED = "adopted:";

    private static final int LONGEST_KEY = 255;

    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9._:/-]{1,256}");

    private final VideoTaskRepository tasks;
    private final String by;

    /** @param by who the operator is, for the histories of the tasks; at most 100 characters */
    public OperatorTasks(VideoTaskRepository tasks, String by) {
        this.tasks = tasks;
        this.by = by;
    }

    /** For calls by JMX. The operator is the user of the JMX connection, if that was authenticated. */
    public static OperatorTasks byJmx(VideoTaskRepository tasks) {
        return new OperatorTasks(
                tasks, "operator" + jmxUser().map(user -> " " + user).orElse("") + ", JMX");
    }

    /** Later versions of Java have {@code Subject.current} instead, and some of them refuse {@code Subject.getSubject}. */
    @SuppressWarnings("removal")
    private static Optional<String> jmxUser() {
        @Nullable Subject user;
        try {
            user = (Subject) Subject.class.getMethod("current").invoke(null);
        } catch (NoSuchMethodException e) {
            user = Subject.getSubject(AccessController.getContext());
        } catch (ReflectiveOperationException e) {
            user = null;
        }
        return user == null
                ? Optional.empty()
                : user.getPrincipals().stream().map(Principal::getName).findFirst();
    }

    public List<String> channels() {
        return tasks.channels();
    }

    /** @param limit the most tasks of each state, of which the oldest are listed */
    public List<VideoTask> list(String channel, Collection<TaskState> states, int limit) {
        List<VideoTask> found = new ArrayList<>();
        for (TaskState state : states) {
            found.addAll(tasks.inState(channel, state, limit));
        }
        return found;
    }

    /** A part of the list of a channel's tasks, the latest submitted first. */
    public TaskPage page(TaskQuery query) {
        return tasks.page(query);
    }

    /**
     * The transitions of a task, oldest first.
     *
     * @throws IllegalStateException if no record has that key
     */
    public List<Transition> history(String channel, String key) {
        List<Transition> history = tasks.history(channel, key);
        if (history.isEmpty() && tasks.find(channel, key).isEmpty()) {
            throw new IllegalStateException("No record has the key '" + Printable.text(key, LONGEST_KEY)
                    + "' on channel '" + Printable.text(channel, LONGEST_KEY)
                    + "'. The command list shows the keys");
        }
        return history;
    }

    /**
     * The key of a task.
     *
     * @throws IllegalStateException if the channel has no such task
     */
    public String keyOf(String channel, String taskId) {
        return tasks.findTask(channel, checked(taskId))
                .map(VideoTask::key)
                .orElseThrow(() -> new IllegalStateException(
                        "The channel '" + Printable.text(channel, LONGEST_KEY) + "' has no task " + taskId));
    }

    /**
     * What was spent in a period.
     *
     * @param channel only of this channel, or {@code null} for all
     */
    public List<Spending> spent(SpendingPeriod period, @Nullable String channel) {
        return tasks.spent(period.query(channel));
    }

    public Map<TaskState, Long> counts(String channel) {
        return tasks.counts(channel);
    }

    /**
     * Resolves a record of unknown outcome as a task.
     *
     * @throws IllegalArgumentException if the task id is not valid
     * @throws IllegalStateException if there is no such record, it is not UNKNOWN, or the channel has the task already
     */
    public VideoTask resolveAsTask(String channel, String key, String taskId) {
        return tasks.resolveAsTask(channel, key, checked(taskId), by);
    }

    /**
     * Resolves a record of unknown outcome as not submitted: its key becomes free. See {@link #RISK}.
     *
     * @throws IllegalStateException if there is no such record or it is not UNKNOWN
     */
    public VideoTask resolveAsNotSubmitted(String channel, String key) {
        return tasks.resolveAsNotSubmitted(channel, key, by);
    }

    /**
     * @param taskIds the ids, or {@code null} for all of the channel
     * @return the number of unparked tasks
     * @throws IllegalArgumentException if the task id is not valid
     */
    public int unpark(String channel, @Nullable Collection<String> taskIds) {
        if (taskIds != null) {
            taskIds.forEach(OperatorTasks::checked);
        }
        return tasks.unpark(channel, taskIds, by);
    }

    /**
     * Adopts a task that was created elsewhere, without knowing what it cost. Its key is {@code adopted:<task id>}; if that is longer
     * than 255 characters, it has the SHA-256 hash of the task id instead, in hexadecimal.
     *
     * @param baseUrl where the task was created: consumers with this base URL poll it
     * @param account a short hash of the API key that paid for the task, or {@code null} if it is not known
     * @return the task; the present one if the channel has it already
     * @throws IllegalArgumentException if the task id is not valid
     * @throws IllegalStateException if the key belongs to another task, or to one that may exist
     */
    public VideoTask adopt(String channel, String taskId, String baseUrl, @Nullable String account) {
        return adopt(channel, taskId, baseUrl, account, AdoptedCost.NOT_KNOWN).task();
    }

    /**
     * Adopts a task that was created elsewhere, and books what it cost, also where that exceeds a budget. A task that the channel has
     * already is booked only if it is booked without a price, and a price is given now. A task whose price is not given is booked
     * without one, where anything is booked.
     */
    public Adoption adopt(String channel, String taskId, String baseUrl, @Nullable String account, AdoptedCost cost) {
        VideoRequest notKnown =
                VideoRequest.builder().model(AdoptedCost.UNKNOWN_MODEL).build();
        Charge charge = bookedUnit(channel, cost)
                .map(unit -> cost.charge(channel, unit))
                .orElse(null);
        Optional<VideoTask> before = tasks.findTask(channel, checked(taskId));
        VideoTask task = tasks.adopt(
                new Submission(
                                UUID.randomUUID().toString(),
                                channel,
                                keyOfAdopted(taskId),
                                notKnown.fingerprint(),
                                notKnown,
                                Map.of(),
                                checkedBaseUrl("The base URL", baseUrl),
                                account == null ? NO_ACCOUNT : account)
                        .withCharge(charge),
                taskId,
                by);
        boolean isBooked = before.isEmpty() || (before.get().cost() == null && task.cost() != null);
        return new Adoption(task, before.isEmpty(), isBooked ? charge : null);
    }

    private static String keyOfAdopted(String taskId) {
        String key = ADOPTED + taskId;
        return key.length() <= LONGEST_KEY ? key : ADOPTED + Sha256.of(taskId.getBytes(StandardCharsets.UTF_8));
    }

    /** The unit of a task without an amount: the one in which the channel, or else another one, was booked last. */
    private Optional<String> bookedUnit(String channel, AdoptedCost cost) {
        if (cost.unit() != null) {
            return Optional.of(cost.unit());
        }
        SpendingPeriod always = SpendingPeriod.between(null, null);
        return last(spent(always, channel)).or(() -> last(spent(always, null)));
    }

    private static Optional<String> last(List<Spending> sortedByDay) {
        return sortedByDay.isEmpty()
                ? Optional.empty()
                : Optional.of(sortedByDay.get(sortedByDay.size() - 1).unit());
    }

    /**
     * Moves tasks to another base URL, where they are polled from now on, for a gateway with a new base URL that has the tasks.
     *
     * @param fromBaseUrl in any spelling
     * @return the number of moved tasks: those that are WAITING, UNKNOWN or PARKED
     * @throws IllegalArgumentException if one of them is not a base URL, or both are the same
     */
    public int move(String channel, String fromBaseUrl, String toBaseUrl) {
        String from = checkedBaseUrl("The base URL to move from", fromBaseUrl);
        String to = checkedBaseUrl("The base URL to move to", toBaseUrl);
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "Both base URLs are " + to + ", but must be different. Nothing was changed");
        }
        return tasks.move(channel, from, to, by);
    }

    /** @throws IllegalArgumentException naming the input with an invalid base URL */
    static String checkedBaseUrl(String name, String text) {
        return BaseUrl.of(text)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                name + " is '" + Printable.text(text, 60)
                                        + "', but must be an http or https URL without user and query, such as https://www.jimmyai.cn"));
    }

    private static String checked(String taskId) {
        if (!TASK_ID.matcher(taskId).matches()) {
            throw new IllegalArgumentException("The task id is '" + Printable.text(taskId, 60)
                    + "', but must be 1 to 256 of A-Z a-z 0-9 . _ : / -");
        }
        return taskId;
    }
}
