package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of tasks for an operator. They have no secrets: at most 40 characters of a prompt, and no URL of a video. */
public final class TaskListing {
    private static final int PROMPT = 40;
    private static final int ERROR = 160;
    private static final int REASON = 300;
    private static final String GAP = "  ";

    private TaskListing() {}

    /** A line of titles, and a line for each task. What the balance says has a column of its own, if it says something of a task. */
    public static List<String> of(List<VideoTask> tasks) {
        boolean hasEvidence = tasks.stream().anyMatch(task -> task.evidence() != null);
        List<List<String>> rows = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of(
                "CHANNEL", "KEY", "STATE", "TASK ID", "SUBMITTED", "ATTEMPTS", "URL EXPIRES", "PROMPT", "ERROR"));
        rows.add(titles);
        for (VideoTask task : tasks) {
            List<String> row = new ArrayList<>(List.of(
                    task.channel(),
                    Printable.text(task.key(), Integer.MAX_VALUE),
                    task.state().name(),
                    text(task.taskId(), Integer.MAX_VALUE),
                    time(task.submittedAt()),
                    Integer.toString(task.attempts()),
                    time(task.videoUrlExpires()),
                    text(task.request().prompt(), PROMPT),
                    text(error(task), ERROR)));
            if (hasEvidence) {
                Evidence evidence = task.evidence();
                row.add(text(evidence == null ? null : evidence.text(), Integer.MAX_VALUE));
            }
            rows.add(row);
        }
        if (hasEvidence) {
            titles.add("EVIDENCE");
        }
        return aligned(rows);
    }

    private static @Nullable String error(VideoTask task) {
        String message = task.errorMessage();
        return message == null || task.evidence() == null ? message : Evidence.without(message);
    }

    /** A line of titles, and a line for each channel and state. */
    public static List<String> ofCounts(Map<String, Map<TaskState, Long>> counts) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CHANNEL", "STATE", "TASKS"));
        counts.forEach((channel, states) -> Arrays.stream(TaskState.values())
                .filter(states::containsKey)
                .forEach(state -> rows.add(List.of(channel, state.name(), String.valueOf(states.get(state))))));
        return aligned(rows);
    }

    /** A line of titles, and a line for each transition. */
    public static List<String> ofHistory(List<Transition> history) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "FROM", "TO", "REASON", "BY"));
        for (Transition transition : history) {
            TaskState from = transition.from();
            rows.add(List.of(
                    time(transition.at()),
                    from == null ? "-" : from.name(),
                    transition.to().name(),
                    text(transition.reason(), REASON),
                    Printable.text(transition.by(), ERROR)));
        }
        return aligned(rows);
    }

    private static String text(@Nullable String text, int max) {
        return text == null || text.isEmpty() ? "-" : Printable.text(text, max);
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
