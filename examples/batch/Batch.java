import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.main.Main;

/**
 * Makes a video of each row of a CSV file: {@code Batch <csv file> <output folder> [--name <batch>] [--prices <file>]
 * [--budget <text>] [--yes]}.
 *
 * <p>{@link Routes} has its routes. {@link Csv} reads the file, {@link Rows} keeps what became of its rows, and {@link Report}
 * prints it. The base URL and the key are those of the environment variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY; options of the
 * component can be given as system properties, such as {@code -Dcamel.component.gemini-omni.poll-interval=10s}.
 */
public class Batch {
    static final String CHANNEL = "batch";
    private static final String COMPONENT = "camel.component.gemini-omni.";

    /** The characters of a batch's name and of the key of a row: keys are the names of files. */
    static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]{0,99}");

    static final String ALLOWED_NAME =
            "1 to 100 letters, digits and the characters . _ -, and begins with none of . and -";

    public static void main(String... arguments) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        int status = run(interrupted, arguments);
        if (interrupted.getCount() > 0) {
            System.exit(status);
        }
    }

    /** Runs until each row has its end, or until the program is interrupted. Returns the exit status. */
    static int run(CountDownLatch interrupted, String... arguments) throws Exception {
        Main camel = new Main();
        camel.configure().withShutdownTimeout(10).withAutoStartup(true);
        try {
            return make(camel, Arguments.of(arguments), interrupted);
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
        return 1;
    }

    private static int make(Main camel, Arguments arguments, CountDownLatch interrupted) throws Exception {
        Csv csv = new Csv(arguments);
        Rows rows = new Rows(arguments, () -> tasks(camel));
        Report report = new Report(arguments, rows);
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
        camel.configure().addRoutesBuilder(new Routes.Estimates(rows, csv));
        camel.configure().addRoutesBuilder(new Routes.Requests(rows, csv));
        camel.configure().addRoutesBuilder(new Routes.Results(rows, report));
        camel.configure().addRoutesBuilder(new Routes.Videos(rows));
        camel.start();

        ProducerTemplate template = camel.getCamelTemplate();
        try {
            send(template, "direct:estimate", csv.text());
        } catch (Exception e) {
            throw root(e) instanceof IOException
                    ? new IllegalArgumentException(arguments.file() + " is no CSV: " + rootMessage(e)
                            + ". Nothing was sent, and nothing was paid for")
                    : e;
        }
        if (rows.all().isEmpty()) {
            System.err.println("There is no row to make a video of in " + arguments.file());
            return 1;
        }
        report.showEstimate(left(template, arguments.budget()));
        send(template, "direct:results", "");
        if (rows.stopped()) {
            return 1;
        }
        if (report.anyNew()) {
            checkGateway(template);
            if (!arguments.yes() && !confirmed(report.question())) {
                System.out.println("Nothing was sent, and nothing was paid for.");
                report.showSummary();
                return 1;
            }
        }

        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (finished.getCount() > 0) {
                rows.stop("the program was ended before");
                interrupted.countDown();
                await(finished, Duration.ofSeconds(25));
            }
        }));
        try {
            // Videos that an earlier run could not write, for example to a full disk, are emitted again.
            tasks(camel).unpark(CHANNEL, null);
            camel.getCamelContext().getRouteController().startRoute("videos");
            Future<?> creating = template.asyncSendBody("direct:create", csv.text());
            do {
                rows.findParked().forEach(key -> template.sendBody("direct:ended", key));
                report.showProgress();
            } while (!rows.reported() && !rows.stopped() && !await(interrupted, Duration.ofMillis(300)));
            if (!rows.reported()) {
                end(creating);
                camel.getCamelContext().getRouteController().stopRoute("videos", 10, TimeUnit.SECONDS);
                send(template, "direct:results", "");
            }
            report.showProgress();
            report.showSummary();
        } finally {
            camel.stop();
            finished.countDown();
        }
        return rows.reported() && rows.allDone() ? 0 : 1;
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

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && !(root instanceof TaskStoreException)) { // its message says what to do
            root = root.getCause();
        }
        return root;
    }

    static String rootMessage(Throwable thrown) {
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
