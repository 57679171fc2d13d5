import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** What the program prints, and the file of results. */
final class Report {
    private static final int MOST_SHOWN = 20;
    private static final List<String> COLUMNS =
            List.of("row", "key", "result", "task_id", "file", "cost", "unit", "reason");

    private final Batch.Arguments arguments;
    private final Rows rows;
    private final long began = System.nanoTime();
    private volatile String shown = "";
    private volatile List<Rows.Row> toMake = List.of();

    Report(Batch.Arguments arguments, Rows rows) {
        this.arguments = arguments;
        this.rows = rows;
    }

    /** Prints what is there, what it costs, and what the budget has left. */
    void showEstimate(BigDecimal left) {
        List<Rows.Row> valid =
                rows.all().stream().filter(row -> row.end() == null).toList();
        toMake = valid.stream().filter(row -> Rows.isNew(rows.task(row))).toList();
        long invalid = rows.all().size() - valid.size();
        System.out.println("  rows       " + rows.all().size() + ": " + toMake.size() + " to make, "
                + (valid.size() - toMake.size()) + " made or sent before, " + invalid + " invalid");
        System.out.println("  estimate   " + estimate());
        if (left != null) {
            boolean enough = cost().compareTo(left) <= 0;
            System.out.println("  budget     " + arguments.budget() + ": " + plain(left) + " " + rows.unit() + " left"
                    + (enough ? "" : ", which is not enough for all rows"));
        }
        rows.all().stream()
                .filter(row -> row.end() != null)
                .limit(MOST_SHOWN)
                .forEach(row -> System.out.println("  row " + row.number() + " is invalid: " + row.reason()));
    }

    private String estimate() {
        if (arguments.prices() == null) {
            return "not known, as there is no price list";
        }
        if (toMake.isEmpty()) {
            return "nothing, as there is no row left to pay for";
        }
        long unknown = toMake.stream().filter(row -> row.cost() == null).count();
        return plain(cost()) + " " + rows.unit() + " for " + counted(toMake.size() - unknown)
                + (unknown == 0
                        ? ""
                        : "; the price of " + counted(unknown) + " is not known"
                                + (arguments.budget() == null ? "" : ", which a budget refuses"));
    }

    private BigDecimal cost() {
        return toMake.stream().map(Rows.Row::cost).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    String question() {
        return "Make " + (toMake.size() == 1 ? "1 video" : toMake.size() + " videos") + "?";
    }

    /** Whether there is a row that may be paid for. */
    boolean anyNew() {
        return !toMake.isEmpty();
    }

    /** The results of all rows, as the rows of a file. */
    void table(Exchange exchange) {
        List<List<String>> table = new ArrayList<>();
        table.add(COLUMNS);
        rows.all().forEach(row -> table.add(result(row)));
        exchange.getMessage().setBody(table);
        exchange.setProperty(Exchange.CHARSET_NAME, "UTF-8");
    }

    private List<String> result(Rows.Row row) {
        VideoTask task = row.end() == Rows.End.INVALID ? null : rows.task(row);
        Rows.Row settled = rows.settled(row, task);
        BigDecimal cost = task == null || Rows.isNew(task) ? null : task.cost();
        return List.of(
                Integer.toString(row.number()),
                row.key(),
                settled.end().toString(),
                task == null || task.taskId() == null ? "" : task.taskId(),
                settled.end() == Rows.End.DONE ? "videos/" + row.key() + ".mp4" : "",
                cost == null ? "" : plain(cost),
                cost == null ? "" : rows.unit(),
                settled.reason() == null ? "" : settled.reason());
    }

    /** Writes a file that is never seen incomplete. */
    synchronized void write(Exchange exchange) throws IOException {
        Path part = resultFile().resolveSibling("." + resultFile().getFileName() + ".part");
        Files.write(part, exchange.getMessage().getBody(byte[].class));
        Files.move(part, resultFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path resultFile() {
        return arguments.output().resolve(arguments.name() + ".results.csv");
    }

    /** Prints how many rows are in which state, if that has changed. */
    void showProgress() {
        Map<String, Long> counts = new TreeMap<>();
        rows.all().forEach(row -> counts.merge(state(row), 1L, Long::sum));
        String line = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        if (!line.equals(shown)) {
            shown = line;
            System.out.printf(
                    "%5d s  %s%n", Duration.ofNanos(System.nanoTime() - began).toSeconds(), line);
        }
    }

    private String state(Rows.Row row) {
        VideoTask task = row.end() == null ? rows.task(row) : null;
        return task != null && task.state() == TaskState.SUBMITTING
                ? "being sent"
                : rows.settled(row, task).end().toString();
    }

    /** Prints the rows that have no video, and where the results are. */
    void showSummary() {
        rows.all().stream()
                .map(row -> rows.settled(row, row.end() == null ? rows.task(row) : null))
                .filter(row -> row.end() != Rows.End.DONE)
                .limit(MOST_SHOWN)
                .forEach(row -> System.out.println("  row " + row.number() + "  " + row.end()
                        + (row.reason() == null ? "" : ": " + row.reason())));
        System.out.println("  results    " + resultFile());
    }

    private static String counted(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
