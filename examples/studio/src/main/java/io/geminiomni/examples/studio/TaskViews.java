package io.geminiomni.examples.studio;

import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.cost.SpendingSummary;
import io.geminiomni.camel.task.TaskCursor;
import io.geminiomni.camel.task.TaskPage;
import io.geminiomni.camel.task.TaskQuery;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page sees of tasks: lists, counts and one task with its history. It has no URL of the gateway. */
final class TaskViews {
    private static final int PAGE_SIZE = 25;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final List<String> URL_FIELDS = List.of("image_urls", "video_urls");

    private final VideoTaskRepository tasks;
    private final String channel;
    private final VideoShelf shelf;
    private final UrlReferences references;

    TaskViews(VideoTaskRepository tasks, String channel, VideoShelf shelf, UrlReferences references) {
        this.tasks = tasks;
        this.channel = channel;
        this.shelf = shelf;
        this.references = references;
    }

    /** The number of tasks in each state, and a part of the list of those that the query asks for. */
    Reply list(HttpCall call) {
        TaskQuery query;
        try {
            query = new TaskQuery(
                    channel,
                    states(call.parameter("state")),
                    call.parameter("prefix").orElse(null),
                    call.parameter("after").map(TaskCursor::of).orElse(null),
                    PAGE_SIZE);
        } catch (IllegalArgumentException e) {
            return Reply.error(400, String.valueOf(e.getMessage()));
        }
        TaskPage page = tasks.page(query);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("counts", new TreeMap<>(tasks.counts(channel)));
        answer.put("tasks", page.tasks().stream().map(this::view).toList());
        answer.put("next", page.next() == null ? null : page.next().toString());
        return Reply.json(200, answer).unlessKnown(call);
    }

    /** What each channel spent today and this month, in UTC; empty without a price list. */
    Reply spending(HttpCall call) {
        Instant now = Instant.now();
        List<Spending> month = tasks.spent(SpendingPeriod.of("month", now).query(null));
        List<Map<String, Object>> channels = new ArrayList<>();
        for (SpendingSummary each : SpendingSummary.of(month, LocalDate.ofInstant(now, ZoneOffset.UTC))) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("channel", each.channel());
            view.put("unit", each.unit());
            view.put("today", each.today().toPlainString());
            view.put("month", each.total().toPlainString());
            view.put("reserved", each.reserved().toPlainString());
            view.put("attempts", each.attempts());
            view.put("unpriced", each.unpriced());
            channels.add(view);
        }
        return Reply.json(200, Map.of("channels", channels)).unlessKnown(call);
    }

    private static Set<TaskState> states(Optional<String> names) {
        return names.map(given ->
                        Stream.of(given.split(",")).map(TaskViews::state).collect(Collectors.toSet()))
                .orElseGet(() -> Set.of(TaskState.values()));
    }

    private static TaskState state(String name) {
        return Stream.of(TaskState.values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The state is '" + name + "', but must be one of " + List.of(TaskState.values())));
    }

    /** One task by its key, with its transitions. */
    Reply one(HttpCall call) {
        Optional<VideoTask> found = call.parameter("key").flatMap(key -> tasks.find(channel, key));
        if (found.isEmpty()) {
            return Reply.error(
                    404, "The studio has no task with this key. It may have been deleted after its retention");
        }
        Map<String, Object> answer = view(found.get());
        List<Map<String, Object>> history = new ArrayList<>();
        for (Transition transition : tasks.history(channel, found.get().key())) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("at", transition.at().toString());
            line.put("from", transition.from());
            line.put("to", transition.to());
            line.put("by", transition.by());
            line.put("reason", transition.reason());
            history.add(line);
        }
        answer.put("history", history);
        return Reply.json(200, answer).unlessKnown(call);
    }

    /** The facts of a task, when it was submitted, and the name of its stored video. */
    Map<String, Object> view(VideoTask task) {
        Map<String, Object> view = withoutUrls(task.facts());
        view.put("submitted_at", task.submittedAt().toString());
        view.put("polls", task.polls());
        Evidence evidence = task.evidence();
        if (evidence != null) {
            view.put("evidence", view(evidence));
            view.put("error_message", Evidence.without(String.valueOf(task.errorMessage())));
        }
        if (task.taskId() != null && shelf.has(task.taskId())) {
            view.put("video", VideoShelf.nameOf(task.taskId()));
        }
        return view;
    }

    /** What the balance says about a request of unknown outcome, with its amounts as text. */
    private static Map<String, Object> view(Evidence evidence) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("verdict", evidence.verdict().toString());
        view.put("reason", evidence.reason());
        Evidence.Figures figures = evidence.figures();
        if (figures != null) {
            view.put("from", TIME.format(figures.from()));
            view.put("to", TIME.format(figures.to()));
            view.put("spent", figures.spent().toPlainString());
            view.put("known", plain(figures.known()));
            view.put("others", figures.others());
            view.put("price", plain(figures.price()));
            view.put("by_key", figures.byKey().toPlainString());
        }
        view.values().removeIf(Objects::isNull);
        return view;
    }

    private static String plain(BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }

    /** The facts of a request or task with references in place of its URLs. */
    Map<String, Object> withoutUrls(Map<String, ?> facts) {
        Map<String, Object> safe = new LinkedHashMap<>(facts);
        safe.remove("video_url");
        for (String field : URL_FIELDS) {
            if (safe.get(field) instanceof List<?> urls) {
                safe.put(
                        field,
                        urls.stream()
                                .map(url -> references.refer(String.valueOf(url)))
                                .toList());
            }
        }
        return safe;
    }
}
