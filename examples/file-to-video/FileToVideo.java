import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.main.Main;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * Makes a video of each text and JSON file in a folder: {@code FileToVideo <inbox> <output folder> [--watch]}.
 *
 * <p>Copy {@link Requests} and {@link Videos} into a program of your own. The rest shows progress and a summary. The base URL
 * and the key are those of the environment variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY; options of the component can be given
 * as system properties, such as {@code -Dcamel.component.gemini-omni.poll-interval=10s}.
 */
public class FileToVideo {
    private static final String CHANNEL = "videos";

    public static void main(String... arguments) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupted.countDown();
            await(finished, Duration.ofSeconds(15));
        }));
        int status = 1;
        try {
            status = run(interrupted, arguments);
        } finally {
            finished.countDown();
        }
        if (interrupted.getCount() > 0) {
            System.exit(status);
        }
    }

    /** Runs until each request has ended, or with {@code --watch} until it is interrupted. Returns the exit status. */
    static int run(CountDownLatch interrupted, String... arguments) throws Exception {
        Path inbox = Path.of(arguments[0]);
        Path output = Path.of(arguments[1]);
        boolean watch = Arrays.asList(arguments).contains("--watch");
        Main camel = new Main();
        Inputs inputs = new Inputs(inbox, output, () -> tasks(camel));

        camel.addInitialProperty(
                "camel.component.gemini-omni.store-directory",
                output.resolve("tasks").toString());
        // The files stay in the inbox, so a request whose task is deleted would be paid for again.
        camel.addInitialProperty("camel.component.gemini-omni.retention", "3650d");
        camel.addInitialProperty("inbox", inbox.toString());
        camel.addInitialProperty("output", output.toString());
        camel.addInitialProperty("deliveryAttempts", watch ? "36" : "4");
        camel.configure().withShutdownTimeout(10).withAutoStartup(false);
        camel.configure().addRoutesBuilder(new Requests(inputs));
        camel.configure().addRoutesBuilder(new Videos(inputs));

        try {
            if (!watch) {
                inputs.expectAll();
            }
            camel.start();
            checkGateway(camel.getCamelTemplate(), interrupted);
            // Videos that an earlier run could not write, for example to a full disk, are emitted again.
            tasks(camel).unpark(CHANNEL, null);
            camel.getCamelContext().getRouteController().startAllRoutes();
            do {
                inputs.nameOthers();
                inputs.showProgress();
            } while ((watch || !inputs.allEnded()) && !inputs.stopped() && !await(interrupted, Duration.ofMillis(500)));
            // It waits for the requests in the routes, whose reasons may not be in their files yet.
            camel.getCamelContext().getRouteController().stopAllRoutes();
            inputs.showProgress();
            if (inputs.anyTaken()) {
                inputs.showSummary();
            } else if (inputs.isEmpty() && !watch) {
                System.out.println("There is no .txt or .json file in " + inbox + " to make a video of.");
            }
            return inputs.allWell() ? 0 : 1;
        } catch (GatewayException e) {
            System.err.println(
                    "No request was sent. " + e.getMessage()
                            + " The environment variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY say where the gateway is, and who pays.");
        } catch (PropertyBindingException e) {
            System.err.println("The program ended: " + e.getOptionPrefix() + e.getOptionKey() + " cannot be set, as "
                    + (root(e) instanceof PropertyBindingException ? "there is no such option" : rootMessage(e))
                    + ". docs/gemini-omni-component.adoc lists the options of the component.");
        } catch (Exception e) {
            System.err.println("The program ended: " + rootMessage(e));
        } finally {
            camel.stop();
        }
        return 1;
    }

    /**
     * Checks the base URL and the key with a call that costs nothing. A server that is not the gateway, or a gateway that
     * rejects the key, would fail each request.
     */
    private static void checkGateway(ProducerTemplate template, CountDownLatch interrupted) {
        for (int attempt = 1; ; attempt++) {
            GatewayException failure = failure(template, "gemini-omni:videos?operation=balance");
            // It is a gateway if it answers one of the two calls, with a success or with an error.
            boolean there = isAnswer(failure)
                    || (failure.httpStatus() != 0
                            && isAnswer(failure(template, "gemini-omni:videos?operation=status")));
            if (there) {
                return;
            }
            boolean mayPass =
                    failure instanceof GatewayUnavailableException && !(root(failure) instanceof SSLException);
            if (!mayPass || attempt == 4 || await(interrupted, Duration.ofSeconds(1))) {
                throw failure;
            }
        }
    }

    /** The task repository of the component. */
    private static VideoTaskRepository tasks(Main camel) {
        return camel.getCamelContext()
                .getEndpoint("gemini-omni:" + CHANNEL, GeminiOmniEndpoint.class)
                .tasks();
    }

    private static GatewayException failure(ProducerTemplate template, String uri) {
        return template.request(uri, exchange -> exchange.getIn().setBody("a-task-that-is-not"))
                .getException(GatewayException.class);
    }

    /** Whether the answer has the form of the contract, and does not reject the key. */
    private static boolean isAnswer(GatewayException failure) {
        return failure == null
                || failure instanceof GatewayThrottledException
                || (failure.code() != null && !(failure instanceof GatewayAuthenticationException));
    }

    /** Submits each file as a request. */
    static final class Requests extends RouteBuilder {
        private static final String ORDER =
                "correlationHeaders=CamelFileName&idempotencyKey=${file:name}-${file:modified}";

        private final Inputs inputs;

        Requests(Inputs inputs) {
            this.inputs = inputs;
        }

        @Override
        public void configure() {
            onException(InvalidVideoRequestException.class)
                    .handled(true)
                    .process(inputs::rejected)
                    .to("file:{{output}}/rejected")
                    .process(inputs::explain)
                    .to("file:{{output}}/rejected?fileName=${file:name}.violations.txt");

            // Not accepted and not paid for, so the request is sent again with the same key. If that fails, stop:
            // other requests would fail, too.
            onException(GatewayThrottledException.class, GatewayUnavailableException.class)
                    .maximumRedeliveries(3)
                    .redeliveryDelay(1000)
                    .useExponentialBackOff()
                    .handled(true)
                    .process(inputs::stop);

            onException(GatewayAuthenticationException.class, TaskStoreException.class)
                    .handled(true)
                    .process(inputs::stop);

            // Rejected by the gateway, or of unknown outcome: the message says what to do.
            onException(Exception.class)
                    .handled(true)
                    .process(inputs::failed)
                    .to("file:{{output}}/failed")
                    .setBody(exceptionMessage().append("\n"))
                    .to("file:{{output}}/failed?fileName=${file:name}.reason.txt");

            // noop, because the samples are part of the clone; it needs the option retention that is set above. Use
            // move=.done for an inbox of your own.
            // readLock, because an incomplete prompt costs as much as a complete one. A file that is read twice has the
            // same idempotency key, so it is paid for once. A changed file is another request.
            from("file:{{inbox}}?include=.*\\.(txt|json)&noop=true&idempotentKey=${file:name}-${file:modified}"
                            + "&readLock=changed&readLockMinAge=500&readLockCheckInterval=100&readLockMinLength=0")
                    .choice()
                    .when(simple("${file:ext} =~ 'json'")) // JSON, also if it does not begin with a brace
                    .to("gemini-omni:videos?bodyFormat=json&" + ORDER)
                    .otherwise()
                    .to("gemini-omni:videos?" + ORDER)
                    .end()
                    .process(inputs::submitted);
        }
    }

    /**
     * Writes each finished video and its facts to files. The names have the id of the task, so that the video of an edited
     * request does not overwrite the video of the request before.
     */
    static final class Videos extends RouteBuilder {
        private static final String NAME = "fileName=${exchangeProperty.name}";

        private final Inputs inputs;

        Videos(Inputs inputs) {
            this.inputs = inputs;
        }

        @Override
        public void configure() {
            // Not handled: the exchange fails, so the video is emitted again later.
            onException(Exception.class).process(inputs::notWritten);

            from("gemini-omni:videos?emitFailures=true&initialDelay=0&delay=200&maxDeliveryAttempts={{deliveryAttempts}}")
                    .choice()
                    .when(body().isInstanceOf(VideoTask.class))
                    .process(inputs::failed)
                    .setBody(header("CamelGeminiOmniErrorMessage").append("\n"))
                    .to("file:{{output}}/failed?fileName=${file:name}.reason.txt")
                    .otherwise()
                    .process(exchange -> exchange.setProperty("name", name(exchange)))
                    .to("file:{{output}}/outbox?tempPrefix=.part-&" + NAME + ".mp4")
                    .marshal()
                    .json(JsonLibrary.Jackson, true)
                    .to("file:{{output}}/outbox?tempPrefix=.part-&" + NAME + ".json");
        }

        private static String name(Exchange exchange) {
            return name(
                    exchange.getIn().getHeader(Exchange.FILE_NAME, String.class),
                    exchange.getIn().getHeader("CamelGeminiOmniTaskId", String.class));
        }

        /** The name of a video without its extension. A file name has at most 255 bytes, so that of the request is cut. */
        static String name(String request, String taskId) {
            int end = request.length();
            while (request.substring(0, end).getBytes(StandardCharsets.UTF_8).length > 100) {
                end = request.offsetByCodePoints(end, -1);
            }
            return request.substring(0, end) + "-" + taskId;
        }
    }

    /**
     * One file of the inbox.
     *
     * @param key the key of its task in the repository, if it has one
     * @param end {@code rejected}, {@code failed} or {@code null}
     * @param reason why it ended so
     */
    record Input(String name, String key, String end, String reason) {}

    /** The state of each file in the inbox, from the routes and the task repository. */
    static final class Inputs {
        private static final Pattern REQUEST = Pattern.compile(".*\\.(txt|json)", Pattern.CASE_INSENSITIVE);
        private static final List<String> STATES =
                List.of("in the inbox", "queued", "processing", "writing", "done", "rejected", "failed");
        private static final int QUIET_GATEWAY = 5;
        /** Hints that are for the author of a route and not for the author of a file. */
        private static final Pattern OF_ROUTES =
                Pattern.compile("header|option|bodyFormat|operation=|split\\(|this step");

        private final Path inbox;
        private final Path output;
        private final Supplier<VideoTaskRepository> tasks;
        private final Map<String, Input> inputs = new ConcurrentSkipListMap<>();
        private final Map<String, List<?>> warnings = new ConcurrentHashMap<>();
        private final Set<String> told = ConcurrentHashMap.newKeySet();
        private final long began = System.nanoTime();
        private volatile boolean stopped;
        private String shown = "";

        Inputs(Path inbox, Path output, Supplier<VideoTaskRepository> tasks) {
            this.inbox = inbox;
            this.output = output;
            this.tasks = tasks;
        }

        /** Adds the files that are in the inbox now. */
        void expectAll() throws IOException {
            try (Stream<Path> files = Files.list(inbox)) {
                files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .filter(name ->
                                !name.startsWith(".") && REQUEST.matcher(name).matches())
                        .forEach(name -> inputs.put(name, new Input(name, null, null, null)));
            }
        }

        /** Reports, once, each file that is not a request, because its author may expect a video. */
        void nameOthers() throws IOException {
            try (Stream<Path> files = Files.list(inbox)) {
                files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .filter(name ->
                                !name.startsWith(".") && !REQUEST.matcher(name).matches())
                        .filter(name -> !name.endsWith(FileComponent.DEFAULT_LOCK_FILE_POSTFIX)) // of readLock
                        .sorted()
                        .forEach(name -> say(name + " makes no video: only .txt and .json files do"));
            }
        }

        void submitted(Exchange exchange) {
            warnings.put(name(exchange), exchange.getMessage().getHeader("CamelGeminiOmniWarnings", List.class));
            String key = exchange.getMessage().getHeader("CamelGeminiOmniTaskKey", String.class);
            note(exchange, key, null, null);
        }

        void rejected(Exchange exchange) {
            int violations = caught(exchange, InvalidVideoRequestException.class)
                    .violations()
                    .size();
            note(exchange, null, "rejected", violations + (violations == 1 ? " violation" : " violations"));
        }

        /** Replaces the body by the violations of the request, for the author of the file. */
        void explain(Exchange exchange) {
            List<Violation> violations =
                    caught(exchange, InvalidVideoRequestException.class).violations();
            exchange.getMessage()
                    .setBody(violations.stream()
                            .map(Inputs::explained)
                            .collect(Collectors.joining("\n", "No video was made, and nothing was paid for:\n", "\n")));
        }

        private static String explained(Violation violation) {
            String hint = Arrays.stream(violation.hint().split("; "))
                    .filter(part -> !part.isEmpty() && !OF_ROUTES.matcher(part).find())
                    .collect(Collectors.joining("; "));
            return (violation.field().equals("body") ? "the file" : violation.field()) + ": found " + violation.found()
                    + "; allowed: " + violation.allowed() + (hint.isEmpty() ? "" : ". " + hint);
        }

        void failed(Exchange exchange) {
            Exception exception = caught(exchange, Exception.class);
            String reason = exception == null
                    ? exchange.getIn().getHeader("CamelGeminiOmniErrorMessage", String.class)
                    : exception.getMessage();
            String key = exchange.getIn().getHeader("CamelGeminiOmniTaskKey", String.class);
            note(exchange, key, "failed", reason);
            say(name(exchange) + " failed: " + reason);
        }

        void notWritten(Exchange exchange) {
            String reason = "its video could not be written: " + rootMessage(caught(exchange, Exception.class));
            String key = exchange.getIn().getHeader("CamelGeminiOmniTaskKey", String.class);
            note(exchange, key, null, reason);
            say("A video is tried again, as " + reason);
        }

        /** Ends the run, because further requests would fail as well: the gateway or the task store cannot be used. */
        void stop(Exchange exchange) {
            if (!stopped) {
                say(caught(exchange, Exception.class).getMessage());
            }
            stopped = true;
        }

        boolean stopped() {
            return stopped;
        }

        boolean allEnded() {
            return inputs.values().stream()
                    .allMatch(input -> Set.of("done", "rejected", "failed").contains(state(input)));
        }

        boolean isEmpty() {
            return inputs.isEmpty();
        }

        boolean anyTaken() {
            return inputs.values().stream().anyMatch(input -> input.key() != null || input.end() != null);
        }

        boolean allWell() {
            return !stopped
                    && inputs.values().stream().noneMatch(input -> state(input).equals("failed"));
        }

        /** Prints how many inputs are in which state, if that has changed. */
        void showProgress() {
            Map<String, List<Input>> byState = inputs.values().stream().collect(Collectors.groupingBy(this::state));
            List<String> parts = new ArrayList<>();
            for (String state : STATES) {
                List<Input> those = byState.getOrDefault(state, List.of());
                if (!those.isEmpty()) {
                    parts.add(those.size() + " " + state + (state.equals("processing") ? percent(those) : ""));
                }
            }
            if (inputs.values().stream().anyMatch(this::isUnanswered)) {
                parts.add("the gateway does not answer, see camel.log");
            }
            String line = String.join(", ", parts);
            if (!line.isEmpty() && !line.equals(shown)) {
                shown = line;
                System.out.printf(
                        "%5d s  %s%n",
                        Duration.ofNanos(System.nanoTime() - began).toSeconds(), line);
            }
        }

        void showSummary() throws IOException {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("input", "task", "duration", "resolution", "size", "file"));
            for (Input input : inputs.values()) {
                rows.add(row(input));
                warnings.getOrDefault(input.name(), List.of())
                        .forEach(warning -> rows.add(List.of("", "warning: " + warning)));
            }
            int[] widths = new int[rows.get(0).size()];
            rows.forEach(row -> {
                for (int column = 0; column < row.size() - 1; column++) {
                    widths[column] = Math.max(widths[column], row.get(column).length());
                }
            });
            System.out.println();
            for (List<String> row : rows) {
                StringBuilder line = new StringBuilder("  ");
                for (int column = 0; column < row.size(); column++) {
                    String gap = column == row.size() - 1 ? "%s" : "%-" + (widths[column] + 2) + "s";
                    line.append(String.format(gap, row.get(column)));
                }
                System.out.println(line);
            }
        }

        private List<String> row(Input input) throws IOException {
            VideoTask task = task(input);
            String taskId = task == null || task.taskId() == null ? "-" : task.taskId();
            String state = state(input);
            if (!state.equals("done")) {
                return List.of(input.name(), taskId, state + why(input, task));
            }
            Path video = output.resolve("outbox").resolve(Videos.name(input.name(), taskId) + ".mp4");
            Integer duration = task.request().duration();
            String resolution = task.request().resolution();
            return List.of(
                    input.name(),
                    taskId,
                    duration == null ? "default" : duration + " s",
                    resolution == null ? "default" : resolution,
                    Files.exists(video) ? Files.size(video) / 1024 + " KB" : "-",
                    output.relativize(video).toString());
        }

        /** The reason, unless it is in a file. */
        private String why(Input input, VideoTask task) {
            if (task != null && task.state() == TaskState.PARKED) {
                String reason = input.reason() == null ? task.errorMessage() : input.reason();
                return ": " + firstLine(reason) + ". The gateway keeps it until " + task.videoUrlExpires()
                        + "; the next run tries again";
            }
            if (input.reason() == null) {
                return "";
            }
            String file = input.name() + ("rejected".equals(input.end()) ? ".violations.txt" : ".reason.txt");
            if (input.end() != null && Files.exists(output.resolve(input.end()).resolve(file))) {
                String counted = input.end().equals("rejected") ? input.reason() + ", " : "";
                return ": " + counted + "see " + input.end() + "/" + file;
            }
            return ": " + firstLine(input.reason());
        }

        private String state(Input input) {
            VideoTask task = task(input);
            if (input.end() != null) {
                return input.end();
            }
            if (task == null) {
                return "in the inbox";
            }
            return switch (task.state()) {
                case WAITING -> task.progress() > 0 ? "processing" : "queued";
                case COMPLETED -> "writing";
                case DELIVERED -> "done";
                case PARKED -> "failed";
                default -> "in the inbox";
            };
        }

        private String percent(List<Input> processing) {
            IntSummaryStatistics percent = processing.stream()
                    .mapToInt(input -> task(input).progress())
                    .summaryStatistics();
            return percent.getMin() == percent.getMax()
                    ? " (" + percent.getMax() + " %)"
                    : " (" + percent.getMin() + " to " + percent.getMax() + " %)";
        }

        private boolean isUnanswered(Input input) {
            VideoTask task = task(input);
            return task != null && task.state() == TaskState.WAITING && task.unansweredPolls() >= QUIET_GATEWAY;
        }

        private VideoTask task(Input input) {
            return input.key() == null
                    ? null
                    : tasks.get().find(CHANNEL, input.key()).orElse(null);
        }

        private void note(Exchange exchange, String key, String end, String reason) {
            String name = name(exchange);
            Input now = new Input(name, key, end, reason);
            // The video may be written before the route of its request has ended; then nothing changes.
            inputs.compute(
                    name,
                    (same, known) ->
                            known != null && key != null && key.equals(known.key()) && reason == null ? known : now);
        }

        private void say(String message) {
            if (told.add(message)) {
                System.err.println("         " + message);
            }
        }

        private static <T extends Exception> T caught(Exchange exchange, Class<T> type) {
            return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, type);
        }

        private static String name(Exchange exchange) {
            return exchange.getIn().getHeader(Exchange.FILE_NAME, String.class);
        }

        private static String firstLine(String text) {
            return text.lines().findFirst().orElse("");
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
