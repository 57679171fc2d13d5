import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs three nodes on one PostgreSQL, kills one of them half way, and reports the result of every request:
 * {@code Cluster <folder> <number of requests>}. The killed node is not restarted: the others finish its work.
 *
 * <p>The gateway is that of the environment variables JIMMYAI_BASE_URL and JIMMYAI_API_KEY: an emulator, as each run makes
 * as many videos as there are requests.
 */
public class Cluster {
    private static final String CHANNEL = "adverts"; // as in Node
    private static final List<String> NODES = List.of("node1", "node2", "node3");
    private static final String VICTIM = "node2";
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final int requests;
    private final Map<String, Process> nodes = new TreeMap<>();
    private final long began = System.nanoTime();
    private EmbeddedPostgres postgres;
    private VideoTaskRepository tasks;

    Cluster(Path folder, int requests) {
        this.folder = folder;
        this.requests = requests;
    }

    public static void main(String... arguments) {
        Cluster cluster = new Cluster(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::end));
        int status = 1;
        try {
            cluster.startStore();
            cluster.startNodes();
            cluster.feedAndKill();
            status = cluster.report() ? 0 : 1;
        } catch (Exception e) {
            System.err.println("The program ended: " + e);
        }
        System.exit(status);
    }

    private synchronized void startStore() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
                .setDataDirectory(folder.resolve("postgres").resolve("data"))
                .setRegisterShutdownHook(false) // the nodes end first
                .start();
        tasks = new JdbcVideoTaskRepository(postgres.getPostgresDatabase());
        say("PostgreSQL is at port " + postgres.getPort());
    }

    private void startNodes() throws IOException {
        Files.createDirectories(folder.resolve("inbox"));
        Files.createDirectories(folder.resolve("outbox"));
        for (String name : NODES) {
            startNode(name);
        }
        for (String name : NODES) {
            BufferedReader said = nodes.get(name).inputReader();
            if (!"ready".equals(said.readLine())) {
                throw new IOException(name + " did not start, see " + folder.resolve(name + ".log"));
            }
        }
        say(String.join(", ", NODES) + " are up");
    }

    private synchronized void startNode(String name) throws IOException {
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // the program is short-lived: this starts it faster
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Node",
                        name,
                        postgres.getJdbcUrl("postgres", "postgres"),
                        folder.toString())
                .redirectError(folder.resolve(name + ".log").toFile())
                .start();
        nodes.put(name, node);
    }

    /** Writes a request every 50 ms. When half of them have been submitted, one node is killed. */
    private void feedAndKill() throws IOException, InterruptedException {
        boolean killed = false;
        int fed = 0;
        long lastFed = System.nanoTime();
        for (int step = 0; !(killed && allEnded()) && System.nanoTime() - lastFed < PATIENCE.toNanos(); step++) {
            if (fed < requests) {
                feed(++fed);
                lastFed = System.nanoTime();
            }
            if (!killed && submitted() >= (requests + 1) / 2) {
                showProgress(fed);
                nodes.get(VICTIM).destroyForcibly().waitFor();
                say(VICTIM + " is killed (SIGKILL), and stays away");
                killed = true;
            }
            if (step % 20 == 0) {
                showProgress(fed);
            }
            TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
        }
        showProgress(fed);
    }

    /** Writes the whole file at once: an incomplete prompt costs as much as a complete one. */
    private void feed(int number) throws IOException {
        String name = "advert-%05d.txt".formatted(number);
        Path unfinished = folder.resolve("inbox").resolve("." + name);
        Files.writeString(unfinished, "Advert %d of %d: a lighthouse at dawn".formatted(number, requests));
        Files.move(unfinished, unfinished.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean allEnded() {
        long ended = count(TaskState.DELIVERED) + count(TaskState.UNKNOWN);
        return ended >= requests && ended == submitted();
    }

    private long submitted() {
        return tasks.counts(CHANNEL).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private long count(TaskState state) {
        return tasks.counts(CHANNEL).getOrDefault(state, 0L);
    }

    private void showProgress(int fed) throws IOException {
        Map<TaskState, Long> counts = new TreeMap<>(tasks.counts(CHANNEL));
        say("fed " + fed + ", submitted " + submitted() + " "
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ", "(", ")"))
                + ", emitted " + emissions().size());
    }

    /** @return whether no video is lost, and none is paid for twice */
    private boolean report() throws IOException, InterruptedException {
        List<Emission> emissions = emissions();
        Set<String> emitted = emissions.stream().map(Emission::taskId).collect(Collectors.toCollection(TreeSet::new));
        Set<String> accepted = accepted();
        Set<String> lost = new TreeSet<>(accepted);
        lost.removeAll(emitted);
        long submitted = submitted();
        long unknown = count(TaskState.UNKNOWN);
        int paid = paid();

        System.out.println();
        for (String node : NODES) {
            long ofNode = emissions.stream()
                    .filter(emission -> emission.node().equals(node))
                    .count();
            row(node, ofNode, node.equals(VICTIM) ? "emissions, until it was killed" : "emissions");
        }
        System.out.println();
        row("submitted", submitted, "recorded requests, each with its own key");
        row("paid", paid, "videos that the gateway has charged for");
        row("emitted", emitted.size(), "videos that were emitted");
        row("duplicates", emissions.size() - emitted.size(), "further emissions of a video");
        row("unknown", unknown, "requests of unknown outcome: not sent again, an operator resolves them");
        row("lost", lost.size(), "videos that were not emitted");
        System.out.println();

        boolean allOnRecord = submitted == requests && accepted.size() + unknown == requests;
        boolean paidOnce = paid >= accepted.size() && paid <= accepted.size() + unknown;
        if (!allOnRecord) {
            System.out.println("Not every request has ended: " + new TreeMap<>(tasks.counts(CHANNEL)));
        }
        if (!paidOnce) {
            System.out.println("What was paid for is not what is on record.");
        }
        if (!lost.isEmpty()) {
            System.out.println("Lost: " + lost);
        }
        return allOnRecord && paidOnce && lost.isEmpty();
    }

    private static void row(String name, long number, String meaning) {
        System.out.printf("  %-10s  %5d  %s%n", name, number, meaning);
    }

    /** The ids of the recorded tasks. */
    private Set<String> accepted() {
        return Arrays.stream(TaskState.values())
                .flatMap(state -> tasks.inState(CHANNEL, state, Integer.MAX_VALUE).stream())
                .map(VideoTask::taskId)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Emission(String taskId, String node) {}

    /** What the nodes have written: a file for each emission. */
    private List<Emission> emissions() throws IOException {
        Pattern note = Pattern.compile("([^.].*)-(node\\d)-\\d+\\.json");
        List<Emission> emissions = new ArrayList<>();
        try (var files = Files.list(folder.resolve("outbox"))) {
            files.map(file -> note.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .forEach(matcher -> emissions.add(new Emission(matcher.group(1), matcher.group(2))));
        }
        return emissions;
    }

    /** Each video costs 1, so what the account has used is the number of videos that the gateway made. */
    private static int paid() throws IOException, InterruptedException {
        HttpRequest balance = HttpRequest.newBuilder(
                        URI.create(System.getenv("JIMMYAI_BASE_URL") + "/api/open-api/v1/user/balance"))
                .header("Authorization", "Bearer " + System.getenv("JIMMYAI_API_KEY"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(balance, HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper()
                .readTree(answer)
                .path("data")
                .required("used_coin")
                .asInt();
    }

    private void say(String message) {
        System.out.printf(
                "%5d s  %s%n", Duration.ofNanos(System.nanoTime() - began).toSeconds(), message);
    }

    private synchronized void end() {
        nodes.values().forEach(Process::destroy);
        try {
            for (Process node : nodes.values()) {
                if (!node.waitFor(15, TimeUnit.SECONDS)) {
                    node.destroyForcibly().waitFor();
                }
            }
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("Not all could be ended: " + e);
        }
    }
}
