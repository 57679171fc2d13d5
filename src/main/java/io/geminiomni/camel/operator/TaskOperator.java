package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.operator.Arguments.UsageException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.DriverDataSources;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists and resolves the tasks of a store on the command line, without Camel. It needs Jackson, the SLF4J API and the database's
 * driver on the class path.
 */
public final class TaskOperator {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final int DEFAULT_LIMIT = 1000;
    private static final Set<String> STORE = Set.of("--store-directory", "--jdbc-url", "--user", "--password-env");
    private static final String USAGE = """
            Usage: java -cp <jars> io.geminiomni.camel.operator.TaskOperator <command> <store> [options]

            Commands:
              list [--channel C] [--state S]... [--limit N]
                        tasks in these states, by default UNKNOWN and PARKED; the oldest 1000 of each, or N
              counts [--channel C]
                        how many tasks there are in each state
              history --channel C (--key K | --task-id T)
                        what became of a task: each change of its state, with the time, the reason, and who made it
              spend [--channel C] [--period P | --from T --to T] [--csv]
                        what was spent, by day, channel, budget key and model. P: today, month, or a time up to now, such as
                        30d, the default. T: a day, such as 2026-03-01, or a time, such as 2026-03-01T12:00:00Z
              resolve-as-task --channel C --key K --task-id T
                        an UNKNOWN request is this task of the gateway: it is polled
              resolve-as-not-submitted --channel C --key K --yes
                        an UNKNOWN request has made no task: its key may be used again.
                        Without --yes: shows the risk, and changes nothing
              unpark --channel C (--task-id T... | --all)
                        PARKED tasks are emitted again, with no delivery attempts
              adopt --channel C --task-id T --base-url U [--amount A --unit N] [--budget-key B] [--model M]
                        a task that was created elsewhere is polled from now on, by consumers with the base URL U, and is
                        booked as spent: with the amount A, such as 0.30, in the unit N of the price list, such as USD, or
                        without a price; under the budget key B, by default the channel
              move --channel C --from U --to V
                        tasks at the base URL U are polled at V from now on, for a gateway with a new base URL

            Store:
              --store-directory D
                        the component's storeDirectory; its program must not be running
              --jdbc-url U [--user N] [--password-env V]
                        a PostgreSQL or H2 database; the password is in the environment variable V

            Exit status: 0 done; 1 not done, for the reason on standard error; 2 the command line is not valid.
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final Function<String, @Nullable String> environment;
    private final Clock clock;

    TaskOperator(PrintStream out, PrintStream err, Function<String, @Nullable String> environment, Clock clock) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.clock = clock;
    }

    public static void main(String[] words) {
        System.exit(new TaskOperator(System.out, System.err, System::getenv, Clock.systemUTC()).run(words));
    }

    /** @return the exit status */
    int run(String... words) {
        if (Arrays.asList(words).contains("--help")) {
            out.print(USAGE);
            return DONE;
        }
        try {
            return run(Arguments.parse(words));
        } catch (UsageException e) {
            err.println(e.getMessage() + ". --help shows what there is.");
            return MISUSED;
        } catch (TaskStoreException | IllegalStateException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (NoClassDefFoundError e) {
            err.println("A library is missing on the class path: it has no " + e.getMessage()
                    + ". Besides the component's jar, it needs those of jackson-core, jackson-annotations,"
                    + " jackson-databind and slf4j-api, and that of the database: h2 or postgresql.");
            return FAILED;
        }
    }

    private interface Command {
        int on(OperatorTasks tasks, Arguments arguments) throws UsageException;
    }

    private int run(Arguments arguments) throws UsageException {
        return switch (arguments.command()) {
            case "list" -> onStore(arguments, Set.of("--channel", "--state", "--limit"), this::list);
            case "counts" -> onStore(arguments, Set.of("--channel"), this::counts);
            case "resolve-as-task" ->
                onStore(arguments, Set.of("--channel", "--key", "--task-id"), this::resolveAsTask);
            case "resolve-as-not-submitted" ->
                onStore(arguments, Set.of("--channel", "--key", "--yes"), this::resolveAsNotSubmitted);
            case "history" -> onStore(arguments, Set.of("--channel", "--key", "--task-id"), this::history);
            case "spend" -> onStore(arguments, Set.of("--channel", "--period", "--from", "--to", "--csv"), this::spend);
            case "unpark" -> onStore(arguments, Set.of("--channel", "--task-id", "--all"), this::unpark);
            case "adopt" ->
                onStore(
                        arguments,
                        Set.of("--channel", "--task-id", "--base-url", "--amount", "--unit", "--budget-key", "--model"),
                        this::adopt);
            case "move" -> onStore(arguments, Set.of("--channel", "--from", "--to"), this::move);
            default ->
                throw new UsageException("There is no command '" + Printable.text(arguments.command(), 60) + "'");
        };
    }

    private int onStore(Arguments arguments, Set<String> options, Command command) throws UsageException {
        Set<String> allowed = new HashSet<>(options);
        allowed.addAll(STORE);
        arguments.allow(allowed);
        String folder = arguments.one("--store-directory");
        String url = arguments.one("--jdbc-url");
        if ((folder == null) == (url == null)) {
            throw new UsageException("Name one store: either --store-directory or --jdbc-url");
        }
        if (url != null) {
            return command.on(new OperatorTasks(inDatabase(url, arguments), by()), arguments);
        }
        if (arguments.has("--user") || arguments.has("--password-env")) {
            throw new UsageException("--user and --password-env go with --jdbc-url");
        }
        try (StoreDirectory store = StoreDirectory.openExisting(path(String.valueOf(folder)))) {
            return command.on(
                    new OperatorTasks(JdbcVideoTaskRepository.ofExisting(store.dataSource()), by()), arguments);
        }
    }

    private static String by() {
        return "operator " + System.getProperty("user.name") + ", command line";
    }

    private static Path path(String folder) throws UsageException {
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw new UsageException("--store-directory is not a path: " + e.getReason());
        }
    }

    private JdbcVideoTaskRepository inDatabase(String url, Arguments arguments) throws UsageException {
        String variable = arguments.one("--password-env");
        String password = variable == null ? null : environment.apply(variable);
        if (variable != null && password == null) {
            throw new UsageException(
                    "The environment has no variable " + Printable.text(variable, 60) + ", which --password-env names");
        }
        return JdbcVideoTaskRepository.ofExisting(DriverDataSources.of(url, arguments.one("--user"), password));
    }

    private int list(OperatorTasks tasks, Arguments arguments) throws UsageException {
        List<TaskState> states = states(arguments.all("--state"));
        int limit = limit(arguments.one("--limit"));
        List<VideoTask> found = new ArrayList<>();
        for (String channel : channels(tasks, arguments)) {
            found.addAll(tasks.list(channel, states, limit));
        }
        if (found.isEmpty()) {
            out.println("No task is " + states.stream().map(TaskState::name).collect(Collectors.joining(" or ")) + ".");
        } else {
            TaskListing.of(found).forEach(out::println);
        }
        return DONE;
    }

    private static List<TaskState> states(List<String> names) throws UsageException {
        if (names.isEmpty()) {
            return List.of(TaskState.UNKNOWN, TaskState.PARKED);
        }
        List<TaskState> states = new ArrayList<>();
        for (String name : names) {
            states.add(Arrays.stream(TaskState.values())
                    .filter(state -> state.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("--state is '" + Printable.text(name, 60)
                            + "', but must be one of " + Arrays.toString(TaskState.values()))));
        }
        return states;
    }

    private static int limit(@Nullable String limit) throws UsageException {
        try {
            int number = limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UsageException("--limit is '" + Printable.text(String.valueOf(limit), 60)
                + "', but must be a whole number of 1 or more");
    }

    private static List<String> channels(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String channel = arguments.one("--channel");
        return channel == null ? tasks.channels() : List.of(channel);
    }

    private int counts(OperatorTasks tasks, Arguments arguments) throws UsageException {
        Map<String, Map<TaskState, Long>> counts = new LinkedHashMap<>();
        for (String channel : channels(tasks, arguments)) {
            counts.put(channel, tasks.counts(channel));
        }
        TaskListing.ofCounts(counts).forEach(out::println);
        return DONE;
    }

    private int history(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String channel = arguments.required("--channel");
        String key = arguments.one("--key");
        String taskId = arguments.one("--task-id");
        if ((key == null) == (taskId == null)) {
            throw new UsageException("The command history needs either --key or --task-id");
        }
        List<Transition> history =
                tasks.history(channel, key == null ? tasks.keyOf(channel, String.valueOf(taskId)) : key);
        if (history.isEmpty()) {
            out.println("Nothing is known of its history: a version without histories made its transitions.");
        } else {
            TaskListing.ofHistory(history).forEach(out::println);
        }
        return DONE;
    }

    private int spend(OperatorTasks tasks, Arguments arguments) throws UsageException {
        List<Spending> spent = tasks.spent(period(arguments), arguments.one("--channel"));
        if (arguments.has("--csv")) {
            SpendingListing.csv(spent).forEach(out::println);
        } else if (spent.isEmpty()) {
            out.println("Nothing is booked in this period. Attempts are booked if the program has a price list.");
        } else {
            SpendingListing.of(spent).forEach(out::println);
        }
        return DONE;
    }

    private SpendingPeriod period(Arguments arguments) throws UsageException {
        String period = arguments.one("--period");
        String from = arguments.one("--from");
        String to = arguments.one("--to");
        boolean isBetween = from != null || to != null;
        if (period != null && isBetween) {
            throw new UsageException("The command spend takes either --period, or --from and --to");
        }
        return usage(() -> isBetween
                ? SpendingPeriod.between(from, to)
                : SpendingPeriod.of(period == null ? SpendingPeriod.DEFAULT : period, clock.instant()));
    }

    /** What an option says. A value that it cannot have is a misuse. */
    private static <T> T usage(Supplier<T> reading) throws UsageException {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private int resolveAsTask(OperatorTasks tasks, Arguments arguments) throws UsageException {
        return show(
                "Resolved: the task is polled when its program runs.",
                tasks.resolveAsTask(
                        arguments.required("--channel"), arguments.required("--key"), arguments.required("--task-id")));
    }

    private int resolveAsNotSubmitted(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String channel = arguments.required("--channel");
        String key = arguments.required("--key");
        if (!arguments.has("--yes")) {
            err.println(OperatorTasks.RISK);
            err.println("Nothing was changed. Add --yes to free the key.");
            return FAILED;
        }
        return show("Resolved: its key is free.", tasks.resolveAsNotSubmitted(channel, key));
    }

    private int unpark(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String channel = arguments.required("--channel");
        List<String> taskIds = arguments.all("--task-id");
        if (taskIds.isEmpty() != arguments.has("--all")) {
            throw new UsageException("The command unpark needs either --task-id or --all");
        }
        int unparked = tasks.unpark(channel, taskIds.isEmpty() ? null : taskIds);
        if (unparked == 0) {
            err.println("No such task is parked on this channel. The command list shows those that are.");
            return FAILED;
        }
        out.println("Unparked: " + unparked);
        return DONE;
    }

    private int adopt(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String baseUrl = baseUrl(arguments, "--base-url");
        Adoption adopted = tasks.adopt(
                arguments.required("--channel"), arguments.required("--task-id"), baseUrl, null, cost(arguments));
        if (adopted.isNew()) {
            out.println("Adopted: consumers with the base URL " + adopted.task().baseUrl() + " poll it.");
        }
        return show(adopted.booking(), adopted.task());
    }

    private static AdoptedCost cost(Arguments arguments) throws UsageException {
        String amount = arguments.one("--amount");
        String unit = arguments.one("--unit");
        String budgetKey = arguments.one("--budget-key");
        String model = arguments.one("--model");
        return usage(() -> AdoptedCost.of(amount, unit, budgetKey, model));
    }

    private static String baseUrl(Arguments arguments, String option) throws UsageException {
        String given = arguments.required(option);
        return usage(() -> OperatorTasks.checkedBaseUrl(option, given));
    }

    private int move(OperatorTasks tasks, Arguments arguments) throws UsageException {
        String channel = arguments.required("--channel");
        String from = baseUrl(arguments, "--from");
        String to = baseUrl(arguments, "--to");
        int moved = tasks.move(channel, from, to);
        if (moved == 0) {
            err.println("No task of this channel that is WAITING, UNKNOWN or PARKED was created at " + from
                    + ". The program's warning and its health check show the base URLs that are not polled.");
            return FAILED;
        }
        out.println("Moved to " + to + ": " + moved);
        return DONE;
    }

    private int show(String done, VideoTask task) {
        out.println(done);
        TaskListing.of(List.of(task)).forEach(out::println);
        return DONE;
    }
}
