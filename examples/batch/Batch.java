import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.BudgetExceededException;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.dataformat.CsvDataFormat;

/**
 * Makes a video of each row of a CSV file: {@code Batch <csv file> <output folder> [--name <batch>] [--prices <file>]
 * [--budget <text>] [--yes]}.
 *
 * <p>{@link Estimates}, {@link Requests} and {@link Videos} are its routes. The base URL and the key are those of the environment
 * variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY; options of the component can be given as system properties, such as
 * {@code -Dcamel.component.gemini-omni.poll-interval=10s}.
 */
public class Batch {
    private static final String CHANNEL = "batch";
    private static final String COMPONENT = "camel.component.gemini-omni.";

    /** The characters of a batch's name and of the key of a row: keys are the names of files. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]{0,99}");

    private static final String ALLOWED_NAME =
            "1 to 100 letters, digits and the characters . _ -, and begins with none of . and -";

    public static void main(String... arguments) throws Exception {
        Main camel = new Main();
        camel.configure().withShutdownTimeout(10).withAutoStartup(true);
        int status = 1;
        AtomicBoolean interrupted = new AtomicBoolean();
        try {
            status = run(camel, Arguments.of(arguments), interrupted);
        } catch (GatewayException e) {
            System.err.println(
                    "No request was sent. " + e.getMessage()
                            + " The environment variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY say where the gateway is, and who pays.");
        } catch (PropertyBindingException e) {
            System.err.println("The program ended: " + e.getOptionPrefix() + e.getOptionKey() + " cannot be set: "
                    + rootMessage(e));
        } catch (Exception e) {
            System.err.println("The program ended: " + rootMessage(e));
        } finally {
            camel.stop();
        }
        if (!interrupted.get()) {
            System.exit(status);
        }
    }

    /** The exit status. */
    private static int run(Main camel, Arguments arguments, AtomicBoolean stopping) throws Exception {
        String csv = text(arguments.file());
        Rows rows = new Rows(arguments, () -> tasks(camel));
        Path output = arguments.output();

        camel.addInitialProperty(
                COMPONENT + "store-directory", output.resolve("tasks").toString());
        // A row whose record is deleted would be paid for again.
        camel.addInitialProperty(COMPONENT + "retention", "3650d");
        if (arguments.prices() != null) {
            camel.addInitialProperty(COMPONENT + "price-list", "file:" + arguments.prices());
        }
        if (arguments.budget() != null) {
            camel.addInitialProperty(COMPONENT + "budget", arguments.budget());
        }
        camel.addInitialProperty("output", output.toString());
        // Without prices, rows are only checked.
        camel.addInitialProperty("check", arguments.prices() == null ? "validate" : "estimate");
        CsvDataFormat format = new CsvDataFormat();
        format.setLazyLoad("true");
        format.setDelimiter(separator(csv));
        format.setIgnoreEmptyLines("false"); // so that the rows are counted as in a spreadsheet
        format.setIgnoreSurroundingSpaces("true");
        camel.configure().addRoutesBuilder(new Estimates(rows, format));
        camel.configure().addRoutesBuilder(new Requests(rows, format));
        camel.configure().addRoutesBuilder(new Results(rows));
        camel.configure().addRoutesBuilder(new Videos(rows));
        camel.start();

        ProducerTemplate template = camel.getCamelTemplate();
        try {
            send(template, "direct:estimate", csv);
        } catch (Exception e) {
            throw root(e) instanceof IOException
                    ? new IllegalArgumentException(arguments.file() + " is no CSV: " + rootMessage(e)
                            + ". Nothing was sent, and nothing was paid for")
                    : e;
        }
        if (rows.isEmpty()) {
            System.err.println("There is no row to make a video of in " + arguments.file());
            return 1;
        }
        rows.showEstimate(left(template, arguments.budget()));
        send(template, "direct:results", "");
        if (rows.stopped()) {
            return 1;
        }
        if (rows.anyNew()) {
            checkGateway(template);
            if (!arguments.yes() && !confirmed(rows.question())) {
                System.out.println("Nothing was sent, and nothing was paid for.");
                rows.showSummary();
                return 1;
            }
        }

        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (finished.getCount() > 0) {
                stopping.set(true);
                rows.stop("the program was ended before");
                interrupted.countDown();
                await(finished, Duration.ofSeconds(25));
            }
        }));
        try {
            // Videos that an earlier run could not write, for example to a full disk, are emitted again.
            tasks(camel).unpark(CHANNEL, null);
            camel.getCamelContext().getRouteController().startRoute("videos");
            Future<?> creating = template.asyncSendBody("direct:create", csv);
            do {
                rows.findParked().forEach(key -> template.sendBody("direct:ended", key));
                rows.showProgress();
            } while (!rows.reported() && !rows.stopped() && !await(interrupted, Duration.ofMillis(300)));
            if (!rows.reported()) {
                end(creating);
                camel.getCamelContext().getRouteController().stopRoute("videos", 10, TimeUnit.SECONDS);
                send(template, "direct:results", "");
            }
            rows.showProgress();
            rows.showSummary();
        } finally {
            camel.stop();
            finished.countDown();
        }
        return rows.reported() && rows.allDone() ? 0 : 1;
    }

    /** Reads a text in UTF-8, or in UTF-16 with a byte order mark. */
    private static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Charset charset = begins(bytes, 0xff, 0xfe)
                ? StandardCharsets.UTF_16LE
                : begins(bytes, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') < 0) {
                return text.startsWith("\ufeff") ? text.substring(1) : text;
            }
        } catch (CharacterCodingException e) {
            // as any other file that is not text
        }
        throw new IllegalArgumentException(
                file + " is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8."
                        + " Nothing was sent, and nothing was paid for");
    }

    private static boolean begins(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** The comma, or what spreadsheets write instead of it: the names of the columns have none of these characters. */
    private static String separator(String csv) {
        String names = csv.lines().findFirst().orElse("");
        return names.contains(",") ? "," : names.contains(";") ? ";" : names.contains("\t") ? "\t" : ",";
    }

    /** What the budget has left now, or {@code null} without a budget. */
    private static BigDecimal left(ProducerTemplate template, String budget) {
        if (budget == null) {
            return null;
        }
        Budget limit = Budget.parse(budget);
        Instant since = limit.period().since(Instant.now());
        List<?> spent = template.requestBody("gemini-omni:batch?operation=spend", Map.of("from", since), List.class);
        return spent.stream()
                .map(Spending.class::cast)
                .filter(spending -> spending.budgetKey().equals(CHANNEL))
                .map(spending -> spending.spent().add(spending.reserved()))
                .reduce(limit.limit(), BigDecimal::subtract)
                .max(BigDecimal.ZERO);
    }

    /** Checks the base URL and the key with a call that costs nothing: a wrong one would fail each row. */
    private static void checkGateway(ProducerTemplate template) {
        GatewayException failure = failure(template, "gemini-omni:batch?operation=balance");
        // A gateway that does not tell the balance answers another call with an error of its own.
        if (failure != null
                && (failure instanceof GatewayAuthenticationException
                        || failure.httpStatus() == 0
                        || !isAnswer(failure(template, "gemini-omni:batch?operation=status")))) {
            throw failure;
        }
    }

    private static GatewayException failure(ProducerTemplate template, String uri) {
        return template.request(uri, exchange -> exchange.getIn().setBody("a-task-that-is-not"))
                .getException(GatewayException.class);
    }

    private static boolean isAnswer(GatewayException failure) {
        return failure == null || (failure.code() != null && !(failure instanceof GatewayAuthenticationException));
    }

    private static boolean confirmed(String question) throws IOException {
        System.out.print(question + " [y/N] ");
        System.out.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        System.out.println();
        return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase());
    }

    private static void send(ProducerTemplate template, String uri, String body) throws Exception {
        Exchange exchange = template.request(uri, sent -> {
            sent.getIn().setBody(body);
            sent.setProperty(Exchange.CHARSET_NAME, "UTF-8");
        });
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }

    /** Waits until the row that is being sent has its outcome. */
    private static void end(Future<?> creating) throws InterruptedException {
        try {
            creating.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("         " + rootMessage(e));
        }
    }

    /** The task repository of the component. */
    private static VideoTaskRepository tasks(Main camel) {
        return camel.getCamelContext()
                .getEndpoint("gemini-omni:" + CHANNEL, GeminiOmniEndpoint.class)
                .tasks();
    }

    /**
     * What the program was called with.
     *
     * @param name of the batch, with which the keys of its rows begin
     * @param prices a price list, or {@code null}
     * @param budget of all batches with this output folder, or {@code null}
     * @param yes whether the videos are made without a question
     */
    record Arguments(Path file, Path output, String name, String prices, String budget, boolean yes) {
        static Arguments of(String... arguments) {
            List<String> rest = new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
            boolean yes = rest.remove("--yes");
            Map<String, String> options = new LinkedHashMap<>();
            for (int i = 0; i + 1 < rest.size(); i += 2) {
                options.put(rest.get(i), rest.get(i + 1));
            }
            Path file = Path.of(arguments[0]);
            String name =
                    options.getOrDefault("--name", file.getFileName().toString().replaceFirst("\\.[^.]*$", ""));
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("The name of the batch is '" + name + "', but has " + ALLOWED_NAME
                        + ": set it with --name. Nothing was sent, and nothing was paid for");
            }
            String prices = options.get("--prices");
            String budget = options.get("--budget");
            if (budget != null && prices == null) {
                throw new IllegalArgumentException(
                        "A budget needs prices: give a price list with --prices. Nothing was sent, and nothing was paid for");
            }
            return new Arguments(file, Path.of(arguments[1]), name, prices, budget, yes);
        }
    }

    /** Checks each row, and finds out what it costs. Nothing is sent. */
    static final class Estimates extends RouteBuilder {
        private final Rows rows;
        private final CsvDataFormat csv;

        Estimates(Rows rows, CsvDataFormat csv) {
            this.rows = rows;
            this.csv = csv;
        }

        @Override
        public void configure() {
            onException(InvalidVideoRequestException.class).handled(true).process(rows::invalid);

            // tag::estimate[]
            from("direct:estimate")
                    .unmarshal(csv)
                    .split(body())
                    .streaming()
                    .process(rows::read) // the row as a map; null for the names of the columns
                    .filter(body().isNotNull())
                    .process(rows::expect)
                    .to("gemini-omni:batch?operation={{check}}")
                    .process(rows::estimated);
            // end::estimate[]
        }
    }

    /** Submits each row as a request. */
    static final class Requests extends RouteBuilder {
        private final Rows rows;
        private final CsvDataFormat csv;

        Requests(Rows rows, CsvDataFormat csv) {
            this.rows = rows;
            this.csv = csv;
        }

        @Override
        public void configure() {
            // Not accepted and not paid for, so the request is sent again with the same key. If that fails, stop:
            // other requests would fail, too.
            onException(GatewayThrottledException.class, GatewayUnavailableException.class)
                    .maximumRedeliveries(3)
                    .redeliveryDelay(1000)
                    .useExponentialBackOff()
                    .handled(true)
                    .process(rows::stop);
            onException(GatewayAuthenticationException.class, TaskStoreException.class)
                    .handled(true)
                    .process(rows::stop);
            onException(Exception.class).handled(true).process(rows::notCreated).to("direct:ended");

            // tag::create[]
            // The key of a row is paid for once, in this run or another one. A row that cannot be paid for, for
            // instance because the budget has no room, is an exception, and the others go on.
            from("direct:create")
                    .unmarshal(csv)
                    .split(body())
                    .streaming()
                    .process(rows::read)
                    .filter(rows::mayBeSent)
                    .to("gemini-omni:batch?idempotencyKey=${header.key}")
                    .process(rows::created)
                    .to("direct:ended")
                    .end()
                    .end()
                    .process(rows::allSubmitted)
                    .to("direct:ended");
            // end::create[]
        }
    }

    /** Writes the results of all rows. */
    static final class Results extends RouteBuilder {
        private final Rows rows;

        Results(Rows rows) {
            this.rows = rows;
        }

        @Override
        public void configure() {
            onException(Exception.class).handled(true).process(rows::stop);

            // tag::results[]
            // When the last row has ended, one exchange goes on, with the results of all.
            from("direct:ended").filter(rows::lastEnded).to("direct:results").process(rows::report);

            from("direct:results").process(rows::results).marshal().csv().process(rows::write);
            // end::results[]
        }
    }

    /** Writes each finished video to a file with the name of its key. */
    static final class Videos extends RouteBuilder {
        private final Rows rows;

        Videos(Rows rows) {
            this.rows = rows;
        }

        @Override
        public void configure() {
            // Not handled: the exchange fails, so the video is emitted again later.
            onException(Exception.class).process(rows::notWritten);

            // tag::videos[]
            from("gemini-omni:batch?emitFailures=true&initialDelay=0&delay=200&maxDeliveryAttempts=4")
                    .routeId("videos")
                    .autoStartup(false)
                    .choice()
                    .when(body().isInstanceOf(VideoTask.class))
                    .process(rows::failed)
                    .otherwise()
                    .to("file:{{output}}/videos?tempPrefix=.part-&fileName=${header.CamelGeminiOmniTaskKey}.mp4")
                    .process(rows::written)
                    .end()
                    .to("direct:ended");
            // end::videos[]
        }
    }

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

    /** The rows of the file, and what became of them, from the routes and the task repository. */
    static final class Rows {
        private static final int MOST_SHOWN = 20;
        private static final List<String> COLUMNS =
                List.of("row", "key", "result", "task_id", "file", "cost", "unit", "reason");
        /** Hints that are for the author of a route and not for the author of a file. */
        private static final Pattern OF_ROUTES = Pattern.compile("header|option|bodyFormat|operation=|this step");

        private static final Set<String> LISTS = Set.of("image_urls", "imageUrls", "images", "video_urls", "videoUrls");

        private final Arguments arguments;
        private final Supplier<VideoTaskRepository> tasks;
        private final Map<Integer, Row> rows = new ConcurrentSkipListMap<>();
        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
        private final Map<String, String> notWritten = new ConcurrentHashMap<>();
        private final Set<String> emitted = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final long began = System.nanoTime();
        private volatile List<String> columns = List.of();
        private volatile String unit = "";
        private volatile String stopped;
        private volatile boolean submitted;
        private volatile boolean reported;
        private volatile String shown = "";
        private volatile List<Row> toMake = List.of();

        Rows(Arguments arguments, Supplier<VideoTaskRepository> tasks) {
            this.arguments = arguments;
            this.tasks = tasks;
        }

        /** Replaces the cells of a row by the fields of its request; by nothing for the names of the columns and an empty row. */
        void read(Exchange exchange) {
            List<?> cells = exchange.getIn().getBody(List.class);
            int number = exchange.getProperty(Exchange.SPLIT_INDEX, Integer.class) + 1;
            exchange.getIn().setHeader("row", number);
            exchange.getIn().setHeader("key", arguments.name() + "-" + number);
            exchange.getIn().setBody(null);
            if (number == 1) {
                columns = names(cells);
            } else if (cells.stream().anyMatch(cell -> !blank(cell))) {
                List<Violation> violations = new ArrayList<>();
                Map<String, Object> fields = fields(cells, violations);
                if (fields.remove("key") instanceof String own && !own.isBlank()) {
                    if (NAME.matcher(own.strip()).matches()) {
                        exchange.getIn().setHeader("key", arguments.name() + "-" + own.strip());
                    } else {
                        violations.add(new Violation("key", "'" + own + "'", ALLOWED_NAME, ""));
                    }
                }
                exchange.getIn().setBody(fields);
                exchange.setProperty("violations", violations);
            }
        }

        private List<String> names(List<?> cells) {
            List<String> names = cells.stream()
                    .map(cell -> blank(cell) ? "" : cell.toString().strip())
                    .toList();
            Set<String> known = new HashSet<>();
            for (String name : names) {
                if (!name.isEmpty() && !known.add(name)) {
                    throw new IllegalArgumentException(arguments.file() + " has two columns " + name
                            + ": leave one out. Nothing was sent, and nothing was paid for");
                }
            }
            if (!known.contains("prompt")) {
                throw new IllegalArgumentException(
                        arguments.file() + " has no column prompt. Its first row must name the columns: "
                                + "prompt and, if needed, key, model, duration, resolution, aspect_ratio, orientation, image_urls,"
                                + " video_urls, generation_type. Nothing was sent, and nothing was paid for");
            }
            return names;
        }

        private Map<String, Object> fields(List<?> cells, List<Violation> violations) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                String name = i < columns.size() ? columns.get(i) : "";
                if (name.isEmpty() && !blank(cells.get(i))) {
                    violations.add(new Violation(
                            "column " + (i + 1),
                            "a value",
                            "no value, as the column has no name",
                            "put a text with a separator in it between quotation marks"));
                } else if (!name.isEmpty()) {
                    String cell = Objects.toString(cells.get(i), "");
                    fields.put(
                            name,
                            LISTS.contains(name) && !cell.isBlank()
                                    ? List.of(cell.strip().split("\\s+"))
                                    : cell);
                }
            }
            return fields;
        }

        private static boolean blank(Object cell) {
            return cell == null || cell.toString().isBlank();
        }

        /** Notes a row, and that its key is its own. */
        void expect(Exchange exchange) {
            int number = number(exchange);
            String key = exchange.getIn().getHeader("key", String.class);
            List<Violation> violations = new ArrayList<>();
            List<?> found = exchange.getProperty("violations", List.class);
            found.forEach(violation -> violations.add((Violation) violation));
            Integer other = numbers.putIfAbsent(key, number);
            if (other != null) {
                violations.add(new Violation("key", "the key of row " + other, "a key of its own", ""));
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

        /** Prints what is there, what it costs, and what the budget has left. */
        void showEstimate(BigDecimal left) {
            List<Row> valid =
                    rows.values().stream().filter(row -> row.end() == null).toList();
            toMake = valid.stream().filter(row -> isNew(task(row))).toList();
            long invalid = rows.size() - valid.size();
            System.out.println("  rows       " + rows.size() + ": " + toMake.size() + " to make, "
                    + (valid.size() - toMake.size()) + " made or sent before, " + invalid + " invalid");
            System.out.println("  estimate   " + estimate());
            if (left != null) {
                boolean enough = cost().compareTo(left) <= 0;
                System.out.println("  budget     " + arguments.budget() + ": " + plain(left) + " " + unit + " left"
                        + (enough ? "" : ", which is not enough for all rows"));
            }
            rows.values().stream()
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
            return plain(cost()) + " " + unit + " for " + counted(toMake.size() - unknown)
                    + (unknown == 0
                            ? ""
                            : "; the price of " + counted(unknown) + " is not known"
                                    + (arguments.budget() == null ? "" : ", which a budget refuses"));
        }

        private BigDecimal cost() {
            return toMake.stream().map(Row::cost).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        String question() {
            return "Make " + (toMake.size() == 1 ? "1 video" : toMake.size() + " videos") + "?";
        }

        /** Whether there is a row that may be paid for. */
        boolean anyNew() {
            return !toMake.isEmpty();
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
            notWritten.put(key(exchange), rootMessage(caught(exchange, Exception.class)));
        }

        /** Ends the rows whose videos could not be written, and returns their keys. */
        List<String> findParked() {
            List<String> keys = new ArrayList<>();
            for (VideoTask task : tasks.get().parked(CHANNEL)) {
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

        boolean isEmpty() {
            return rows.isEmpty();
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

        /** The results of all rows, as the rows of a file. */
        void results(Exchange exchange) {
            List<List<String>> table = new ArrayList<>();
            table.add(COLUMNS);
            rows.values().forEach(row -> table.add(result(row)));
            exchange.getMessage().setBody(table);
            exchange.setProperty(Exchange.CHARSET_NAME, "UTF-8");
        }

        private List<String> result(Row row) {
            VideoTask task = row.end() == End.INVALID ? null : task(row);
            Row settled = settled(row, task);
            BigDecimal cost = task == null || isNew(task) ? null : task.cost();
            return List.of(
                    Integer.toString(row.number()),
                    row.key(),
                    settled.end().toString(),
                    task == null || task.taskId() == null ? "" : task.taskId(),
                    settled.end() == End.DONE ? "videos/" + row.key() + ".mp4" : "",
                    cost == null ? "" : plain(cost),
                    cost == null ? "" : unit,
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

        /** A row with its end, also if it has not ended in this run. */
        private Row settled(Row row, VideoTask task) {
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

        /** Prints how many rows are in which state, if that has changed. */
        void showProgress() {
            Map<String, Long> counts = new TreeMap<>();
            rows.values().forEach(row -> counts.merge(state(row), 1L, Long::sum));
            String line = counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", "));
            if (!line.equals(shown)) {
                shown = line;
                System.out.printf(
                        "%5d s  %s%n",
                        Duration.ofNanos(System.nanoTime() - began).toSeconds(), line);
            }
        }

        private String state(Row row) {
            VideoTask task = row.end() == null ? task(row) : null;
            return task != null && task.state() == TaskState.SUBMITTING
                    ? "being sent"
                    : settled(row, task).end().toString();
        }

        /** Prints the rows that have no video, and where the results are. */
        void showSummary() {
            rows.values().stream()
                    .map(row -> settled(row, row.end() == null ? task(row) : null))
                    .filter(row -> row.end() != End.DONE)
                    .limit(MOST_SHOWN)
                    .forEach(row -> System.out.println("  row " + row.number() + "  " + row.end()
                            + (row.reason() == null ? "" : ": " + row.reason())));
            System.out.println("  results    " + resultFile());
        }

        private void end(Integer number, End with, String why) {
            if (number != null) { // otherwise a video of another batch in this folder
                // The video of a row that was changed, or is invalid now, is another one.
                rows.computeIfPresent(
                        number,
                        (same, row) ->
                                row.end() == End.CONFLICT || row.end() == End.INVALID ? row : row.ending(with, why));
            }
        }

        private VideoTask task(Row row) {
            return tasks.get().find(CHANNEL, row.key()).orElse(null);
        }

        /** Whether a row with this task may be paid for. */
        private static boolean isNew(VideoTask task) {
            return task == null || task.state() == TaskState.NOT_ACCEPTED || task.state() == TaskState.REJECTED;
        }

        private static int number(Exchange exchange) {
            return exchange.getIn().getHeader("row", 0, Integer.class);
        }

        private static String key(Exchange exchange) {
            return exchange.getIn().getHeader("CamelGeminiOmniTaskKey", String.class);
        }

        private static String counted(long count) {
            return count == 1 ? "1 row" : count + " rows";
        }

        private static String plain(BigDecimal amount) {
            return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
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

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && !(root instanceof TaskStoreException)) { // its message says what to do
            root = root.getCause();
        }
        return root;
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = root(thrown);
        boolean explainsItself = root.getMessage() != null && !(root instanceof FileSystemException);
        return explainsItself ? root.getMessage() : root.toString();
    }

    private static boolean await(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
