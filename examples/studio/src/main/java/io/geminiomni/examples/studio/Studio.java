package io.geminiomni.examples.studio;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.operator.OperatorTasks;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The studio: {@code Studio [--operate] [--emulator] <port> <folder> <gateway>}. The tasks are in {@code tasks} of the folder, the
 * videos in {@code videos}. Only with {@code --emulator} the page says that nothing is paid for. It listens at 127.0.0.1 only. Its tasks are of the channel {@code studio}.
 */
public final class Studio implements AutoCloseable {
    static final String CHANNEL = "studio";

    private static final Logger LOG = LoggerFactory.getLogger(Studio.class);

    private static final String OPERATE = "--operate";
    private static final String EMULATOR = "--emulator";
    private static final String HOST = "127.0.0.1";

    /** The most bytes of a picture. */
    private static final int MAX_UPLOAD = 20 * 1024 * 1024;

    private final Main camel;
    private final StoreDirectory store;
    private final VideoTaskRepository tasks;
    private final URI address;

    private Studio(Main camel, StoreDirectory store, VideoTaskRepository tasks, URI address) {
        this.camel = camel;
        this.store = store;
        this.tasks = tasks;
        this.address = address;
    }

    /** The exit status is 2 if the arguments are invalid, and 1 if the studio cannot start. */
    public static void main(String... arguments) {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean operate = given.remove(OPERATE);
        boolean emulator = given.remove(EMULATOR);
        if (given.size() != 3 || !given.get(0).matches("[0-9]{1,5}")) {
            System.err.println(
                    "Usage: Studio [" + OPERATE + "] [" + EMULATOR + "] <port> <folder> <base URL of the gateway>");
            System.exit(2);
        }
        int port = Integer.parseInt(given.get(0));
        Studio studio;
        try {
            studio = start(port, Path.of(given.get(1)), given.get(2), operate, emulator, Map.of());
        } catch (Exception e) {
            LOG.error("The studio cannot start", e);
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.err.println("The studio cannot start at " + HOST + ":" + port + ": " + cause.getMessage()
                    + ". If that is about the address or a permission, choose another port with --port");
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(studio::close, "stop"));
        System.out.println("The studio is at " + studio.address() + " (Ctrl-C ends it)");
    }

    /**
     * Starts the studio.
     *
     * @param emulator whether the base URL is that of an emulator, so that nothing is paid for
     * @param settings properties of the component, for those that the studio does not set
     */
    static Studio start(
            int port, Path folder, String baseUrl, boolean operate, boolean emulator, Map<String, String> settings)
            throws Exception {
        checkPort(port);
        StoreDirectory store = StoreDirectory.open(folder.resolve("tasks"));
        try {
            Main camel = camel(port, baseUrl, settings);
            VideoTaskRepository tasks = new JdbcVideoTaskRepository(store.dataSource());
            camel.bind("tasks", tasks);
            camel.bind("studioHeaders", headersOfAnswers());
            camel.init();
            VideoShelf shelf = new VideoShelf(folder.resolve("videos").toAbsolutePath());
            Guard guard = new Guard(port);
            Map<String, Object> session = session(guard, baseUrl, operate, emulator);
            camel.getCamelContext()
                    .addRoutes(new StudioRoutes(
                            CHANNEL, shelf, website(camel, tasks, shelf, guard, baseUrl, operate, session)));
            camel.start();
            return new Studio(camel, store, tasks, URI.create("http://" + HOST + ":" + port + "/"));
        } catch (Exception e) {
            store.close();
            throw e;
        }
    }

    /** Camel only logs that its server cannot listen, and goes on without it. */
    private static void checkPort(int port) throws IOException {
        new ServerSocket(port, 1, InetAddress.getByName(HOST)).close();
    }

    private static Main camel(int port, String baseUrl, Map<String, String> settings) {
        Main camel = new Main();
        camel.addInitialProperty("camel.component.gemini-omni.base-url", baseUrl);
        camel.addInitialProperty("camel.component.gemini-omni.reconcile", "balance");
        settings.forEach(camel::addInitialProperty);
        camel.addInitialProperty("camel.server.enabled", "true");
        camel.addInitialProperty("camel.server.host", HOST);
        camel.addInitialProperty("camel.server.port", String.valueOf(port));
        camel.addInitialProperty("camel.server.max-body-size", String.valueOf(MAX_UPLOAD));
        camel.addInitialProperty("camel.server.file-upload-enabled", "false");
        camel.configure().withShutdownTimeout(10);
        return camel;
    }

    private static Website website(
            Main camel,
            VideoTaskRepository tasks,
            VideoShelf shelf,
            Guard guard,
            String baseUrl,
            boolean operate,
            Map<String, Object> session) {
        UrlReferences references = new UrlReferences();
        TaskViews views = new TaskViews(tasks, CHANNEL, shelf, references);
        VideoMaker maker = new VideoMaker(
                camel.getCamelContext().createProducerTemplate(), CHANNEL, views, references, hasPrices(camel));
        OperatorTasks operator = new OperatorTasks(tasks, "operator " + System.getProperty("user.name") + ", studio");
        OperatorActions actions = new OperatorActions(operator, views, CHANNEL, baseUrl, operate);
        return new Website(guard, new StudioApi(session, views, maker, actions, shelf), new VideoFiles(shelf));
    }

    private static boolean hasPrices(Main camel) {
        return camel.getCamelContext()
                        .getComponent("gemini-omni", GeminiOmniComponent.class)
                        .getPriceList()
                != null;
    }

    /** What the page needs to know of this run. */
    private static Map<String, Object> session(Guard guard, String baseUrl, boolean operate, boolean emulator) {
        Map<String, Object> session = new TreeMap<>();
        session.put("token", guard.token());
        session.put("operate", operate);
        session.put("gateway", baseUrl);
        session.put("emulator", emulator);
        session.put("risk", OperatorTasks.RISK);
        session.put("max_upload", MAX_UPLOAD);
        return session;
    }

    /** All headers but Camel's own go into an answer; that of platform-http leaves out Cache-Control. */
    private static DefaultHeaderFilterStrategy headersOfAnswers() {
        DefaultHeaderFilterStrategy headers = new DefaultHeaderFilterStrategy();
        headers.setLowerCase(true);
        headers.setOutFilterStartsWith(DefaultHeaderFilterStrategy.CAMEL_FILTER_STARTS_WITH);
        headers.setInFilterStartsWith(DefaultHeaderFilterStrategy.CAMEL_FILTER_STARTS_WITH);
        return headers;
    }

    URI address() {
        return address;
    }

    VideoTaskRepository tasks() {
        return tasks;
    }

    /** Stops the routes first, which use the store. */
    @Override
    public void close() {
        camel.stop();
        store.close();
    }
}
