package io.geminiomni.examples.studio;

import io.geminiomni.camel.operator.OperatorTasks;
import java.util.List;
import java.util.Map;

/** What an operator decides: the same operations as by JMX and command line, with their checks. Each is in the history of its task. */
final class OperatorActions {
    private final OperatorTasks tasks;
    private final TaskViews views;
    private final String channel;
    private final String baseUrl;
    private final boolean allowed;

    /** @param allowed whether the studio was started with --operate */
    OperatorActions(OperatorTasks tasks, TaskViews views, String channel, String baseUrl, boolean allowed) {
        this.tasks = tasks;
        this.views = views;
        this.channel = channel;
        this.baseUrl = baseUrl;
        this.allowed = allowed;
    }

    boolean allowed() {
        return allowed;
    }

    Reply answer(String action, Map<String, Object> input) {
        if (!allowed) {
            return Reply.error(
                    403, "The studio was started without --operate, so it only shows tasks. Nothing was changed");
        }
        try {
            return switch (action) {
                case "resolve-as-task" ->
                    Reply.json(
                            200, views.view(tasks.resolveAsTask(channel, text(input, "key"), text(input, "task_id"))));
                case "resolve-as-not-submitted" ->
                    Reply.json(200, views.view(tasks.resolveAsNotSubmitted(channel, text(input, "key"))));
                case "unpark" -> Reply.json(200, Map.of("unparked", tasks.unpark(channel, taskIds(input))));
                case "adopt" ->
                    Reply.json(200, views.view(tasks.adopt(channel, text(input, "task_id"), baseUrl, null)));
                default -> Reply.error(404, "The studio has no such action");
            };
        } catch (IllegalArgumentException e) {
            return Reply.error(400, e.getMessage() + ". Nothing was changed");
        } catch (IllegalStateException e) {
            return Reply.error(409, e.getMessage() + ". Nothing was changed");
        }
    }

    private static String text(Map<String, Object> input, String name) {
        if (input.get(name) instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        throw new IllegalArgumentException("The field " + name + " is missing");
    }

    /** The ids of the tasks; {@code null} for all, which the field {@code all} must say. */
    private static List<String> taskIds(Map<String, Object> input) {
        if (Boolean.TRUE.equals(input.get("all"))) {
            return null;
        }
        if (input.get("task_ids") instanceof List<?> ids && !ids.isEmpty()) {
            return ids.stream().map(String::valueOf).toList();
        }
        throw new IllegalArgumentException("The field task_ids is missing, and all is not true");
    }
}
