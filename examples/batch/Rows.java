import io.geminiomni.camel.cost.BudgetExceededException;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** The rows of the file, and what became of them, from the routes and the task repository. */
final class Rows {
    /** Hints that are for the author of a route and not for the author of a file. */
    private static final Pattern OF_ROUTES = Pattern.compile("header|option|bodyFormat|operation=|this step");

    private final Batch.Arguments arguments;
    private final Supplier<VideoTaskRepository> tasks;
    private final Map<Integer, Row> rows = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<String, Integer> numbersOfFiles = new ConcurrentHashMap<>();
    private final Map<String, String> notWritten = new ConcurrentHashMap<>();
    private final Set<String> emitted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile String unit = "";
    private volatile String stopped;
    private volatile boolean submitted;
    private volatile boolean reported;

    /** How a row ended. The text is that of the results. */
    enum End {
        DONE("done"),
        INVALID("invalid"),
        OVER_BUDGET("over budget"),
        REFUSED("refused"),
        CONFLICT("conflict"),
        REJECTED("rejected"),
        UNKNOWN("unknown"),
        FAILED("failed"),
        NOT_WRITTEN("not written"),
        MISSING("missing"),
        IN_PROGRESS("in progress"),
        NOT_SENT("not sent");

        private final String text;

        End(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A row of the file.
     *
     * @param number as in a spreadsheet: the names of the columns are row 1
     * @param key the idempotency key
     * @param cost by the price list, or {@code null}
     * @param end {@code null} as long as it has not ended
     * @param reason why it ended so, or {@code null}
     */
    record Row(int number, String key, BigDecimal cost, End end, String reason) {
        Row costing(BigDecimal amount) {
            return new Row(number, key, amount, end, reason);
        }

        Row ending(End with, String why) {
            return new Row(number, key, cost, with, why);
        }
    }

    Rows(Batch.Arguments arguments, Supplier<VideoTaskRepository> tasks) {
        this.arguments = arguments;
        this.tasks = tasks;
    }

    /** Notes a row, and that its key is its own. */
    void expect(Exchange exchange) {
        int number = number(exchange);
        String key = exchange.getIn().getHeader("key", String.class);
        List<Violation> violations = new ArrayList<>();
        List<?> found = exchange.getProperty("violations", List.class);
        found.forEach(violation -> violations.add((Violation) violation));
        numbers.putIfAbsent(key, number);
        // Some file systems have one file for two names that differ in letter case only.
        Integer other = numbersOfFiles.putIfAbsent(key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), number);
        if (other != null) {
            violations.add(new Violation(
                    "key", "the key of row " + other, "a key of its own, which differs not in letter case only", ""));
        }
        rows.put(number, new Row(number, key, null, null, null));
        if (!violations.isEmpty()) {
            throw new InvalidVideoRequestException(violations);
        }
    }

    void invalid(Exchange exchange) {
        String why = caught(exchange, InvalidVideoRequestException.class).violations().stream()
                .map(Rows::explained)
                .collect(Collectors.joining("; "));
        end(number(exchange), End.INVALID, why);
    }

    private static String explained(Violation violation) {
        String hint = Arrays.stream(violation.hint().split("; "))
                .filter(part -> !part.isEmpty() && !OF_ROUTES.matcher(part).find())
                .collect(Collectors.joining("; "));
        return violation.field() + ": found " + violation.found() + ", allowed: " + violation.allowed()
                + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    /** The body is the cost, or, without prices, the request. */
    void estimated(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof CostEstimate cost) {
            unit = cost.unit();
            rows.computeIfPresent(number(exchange), (same, row) -> row.costing(cost.amount()));
        }
    }

    boolean mayBeSent(Exchange exchange) {
        Row row = rows.get(number(exchange));
        return row != null && row.end() != End.INVALID && stopped == null;
    }

    void created(Exchange exchange) {
        VideoTask task = exchange.getMessage().getBody(VideoTask.class);
        if (task.state() == TaskState.DELIVERED) {
            Row row = settled(rows.get(number(exchange)), task);
            end(row.number(), row.end(), row.reason());
        }
    }

    /** A row without a task: nothing was paid for it, unless its outcome is unknown. */
    void notCreated(Exchange exchange) {
        Exception why = caught(exchange, Exception.class);
        if (number(exchange) == 0) { // not an error of a row
            stop(exchange);
            return;
        }
        end(number(exchange), end(why), firstLine(why));
    }

    private static End end(Exception why) {
        if (why instanceof BudgetExceededException) {
            return End.OVER_BUDGET;
        }
        if (why instanceof CostLimitException) {
            return End.REFUSED;
        }
        if (why instanceof IdempotencyKeyConflictException) {
            return End.CONFLICT;
        }
        return why instanceof SubmissionOutcomeUnknownException ? End.UNKNOWN : End.REJECTED;
    }

    void written(Exchange exchange) {
        emitted.add(key(exchange));
        end(numbers.get(key(exchange)), End.DONE, null);
    }

    void failed(Exchange exchange) {
        emitted.add(key(exchange));
        end(
                numbers.get(key(exchange)),
                End.FAILED,
                exchange.getIn().getHeader("CamelGeminiOmniErrorMessage", String.class));
    }

    void notWritten(Exchange exchange) {
        notWritten.put(key(exchange), Batch.rootMessage(caught(exchange, Exception.class)));
    }

    /** Ends the rows whose videos could not be written, and returns their keys. */
    List<String> findParked() {
        List<String> keys = new ArrayList<>();
        for (VideoTask task : tasks.get().parked(Batch.CHANNEL)) {
            Row row = rows.get(numbers.getOrDefault(task.key(), 0));
            if (row != null && row.end() == null) {
                Row settled = settled(row, task);
                end(row.number(), settled.end(), settled.reason());
                keys.add(task.key());
            }
        }
        return keys;
    }

    /** Ends the run, because further requests would fail as well: the gateway or the task store cannot be used. */
    void stop(Exchange exchange) {
        stop(firstLine(caught(exchange, Exception.class)));
        System.err.println("         " + stopped);
    }

    void stop(String why) {
        stopped = why;
    }

    boolean stopped() {
        return stopped != null;
    }

    Collection<Row> all() {
        return rows.values();
    }

    /** The unit of the prices; empty without any. */
    String unit() {
        return unit;
    }

    void allSubmitted(Exchange exchange) {
        submitted = true;
    }

    /** Whether all rows were submitted and have ended. It is so only once. */
    boolean lastEnded(Exchange exchange) {
        return submitted
                && rows.values().stream().allMatch(row -> row.end() != null && !isExpected(row))
                && ended.compareAndSet(false, true);
    }

    /** Whether the video of the first request of a changed row is still to come: it is paid for. */
    private boolean isExpected(Row row) {
        VideoTask task = row.end() == End.CONFLICT && !emitted.contains(row.key()) ? task(row) : null;
        return task != null && (task.state() == TaskState.WAITING || task.state() == TaskState.COMPLETED);
    }

    void report(Exchange exchange) {
        reported = true;
    }

    boolean reported() {
        return reported;
    }

    boolean allDone() {
        return rows.values().stream().allMatch(row -> row.end() == End.DONE);
    }

    /** A row with its end, also if it has not ended in this run. */
    Row settled(Row row, VideoTask task) {
        if (row.end() != null) {
            return row;
        }
        if (isNew(task)) {
            return row.ending(End.NOT_SENT, stopped);
        }
        return switch (task.state()) {
            case DELIVERED -> delivered(row, task);
            case UNKNOWN, SUBMITTING -> row.ending(End.UNKNOWN, task.errorMessage());
            case FAILED -> row.ending(End.FAILED, task.errorMessage());
            case PARKED ->
                row.ending(
                        End.NOT_WRITTEN,
                        notWritten.getOrDefault(row.key(), Objects.toString(task.errorMessage(), ""))
                                + ". The gateway keeps it until " + task.videoUrlExpires()
                                + "; the next run tries again");
            default -> row.ending(End.IN_PROGRESS, "the next run fetches its video, at no further cost");
        };
    }

    private Row delivered(Row row, VideoTask task) {
        if (task.errorMessage() != null) {
            return row.ending(End.FAILED, task.errorMessage());
        }
        Path video = arguments.output().resolve("videos").resolve(row.key() + ".mp4");
        return Files.exists(video)
                ? row.ending(End.DONE, null)
                : row.ending(End.MISSING, "it was written to " + video + ", which is no longer there");
    }

    private void end(Integer number, End with, String why) {
        if (number != null) { // otherwise a video of another batch in this folder
            // The video of a row that was changed, or is invalid now, is another one.
            rows.computeIfPresent(
                    number,
                    (same, row) -> row.end() == End.CONFLICT || row.end() == End.INVALID ? row : row.ending(with, why));
        }
    }

    VideoTask task(Row row) {
        return tasks.get().find(Batch.CHANNEL, row.key()).orElse(null);
    }

    /** Whether a row with this task may be paid for. */
    static boolean isNew(VideoTask task) {
        return task == null || task.state() == TaskState.NOT_ACCEPTED || task.state() == TaskState.REJECTED;
    }

    private static int number(Exchange exchange) {
        return exchange.getIn().getHeader("row", 0, Integer.class);
    }

    private static String key(Exchange exchange) {
        return exchange.getIn().getHeader("CamelGeminiOmniTaskKey", String.class);
    }

    private static <T extends Exception> T caught(Exchange exchange, Class<T> type) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, type);
    }

    private static String firstLine(Exception why) {
        return Objects.toString(why.getMessage(), why.toString())
                .lines()
                .findFirst()
                .orElse("");
    }
}
