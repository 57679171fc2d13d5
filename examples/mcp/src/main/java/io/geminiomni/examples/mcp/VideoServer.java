package io.geminiomni.examples.mcp;

import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A server of the Model Context Protocol on standard input and output: {@code VideoServer [--auto-approve] <folder>}. Tasks are
 * kept in {@code tasks} of the folder, so that a call that is repeated after a restart is not paid for again, and finished
 * videos are written to {@code videos} in it. It ends when its input ends.
 */
public final class VideoServer {
    private static final String AUTO_APPROVE = "--auto-approve";

    /** How long the user has to answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private VideoServer() {}

    /** The exit status is 2 if the arguments are invalid. */
    public static void main(String... arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean autoApprove = given.remove(AUTO_APPROVE);
        if (given.size() != 1) {
            System.err.println("Usage: VideoServer [" + AUTO_APPROVE + "] <folder>");
            System.exit(2);
        }
        PrintStream protocol = System.out;
        System.setOut(System.err); // only the protocol may write to standard output
        run(Path.of(given.get(0)).toAbsolutePath(), autoApprove, protocol);
        System.exit(0);
    }

    private static void run(Path folder, boolean autoApprove, PrintStream protocol) throws Exception {
        Files.createDirectories(folder);
        Path videos = folder.resolve("videos");
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("tasks"), "", "");
        JdbcVideoTaskRepository tasks = new JdbcVideoTaskRepository(database);
        Main camel = new Main();
        camel.bind("tasks", tasks);
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new VideoRoutes(videos));
        camel.start();
        WatchedInput input = new WatchedInput(System.in);
        VideoTools tools = new VideoTools(camel.getCamelContext(), tasks, new Approval(autoApprove), videos);
        McpSyncServer server = McpServer.sync(
                        new StdioServerTransportProvider(McpJsonDefaults.getMapper(), input, protocol))
                .serverInfo("camel-gemini-omni", "1.0.0")
                .instructions(
                        "Videos take minutes: create_video gives a task id at once, then ask video_status every 15 s")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .requestTimeout(PATIENCE)
                .tools(tools.createVideo(), tools.estimateCost(), tools.videoStatus())
                .build();
        input.awaitEnd();
        server.closeGracefully();
        camel.stop();
        database.dispose();
    }

    /** Notes the end of the input: the client has ended. */
    private static final class WatchedInput extends FilterInputStream {
        private final CountDownLatch ended = new CountDownLatch(1);

        WatchedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return watched(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return watched(super.read(buffer, offset, length));
        }

        private int watched(int result) {
            if (result < 0) {
                ended.countDown();
            }
            return result;
        }

        void awaitEnd() throws InterruptedException {
            ended.await();
        }
    }
}
