package io.geminiomni.examples.mcp;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Acts as an agent and its user: {@code Agent <folder> <log of the server> <price list>}. It starts the server, requests a video twice, like
 * an agent whose first call was interrupted, approves like a user, and waits for the video.
 */
public final class Agent {
    private static final Map<String, Object> VIDEO =
            Map.of("idempotency_key", "fox-1", "prompt", "A fox crosses a frozen river at dusk", "duration", 4);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Agent() {}

    /** The exit status is 0 if the video was written. */
    public static void main(String... arguments) throws Exception {
        AtomicInteger approvals = new AtomicInteger();
        McpSyncClient client = client(arguments[0], arguments[1], arguments[2], approvals);
        boolean done;
        try {
            client.initialize();
            client.listTools()
                    .tools()
                    .forEach(tool -> System.out.println("tool       " + tool.name() + ": " + tool.title()));
            Map<String, Object> request = new LinkedHashMap<>(VIDEO);
            request.remove("idempotency_key");
            Map<?, ?> cost = call(client, "estimate_cost", request);
            System.out.println("estimate   " + cost.get("amount") + " " + cost.get("unit") + ", by " + cost.get("row"));
            Map<?, ?> first = call(client, "create_video", VIDEO);
            System.out.println("created    " + first.get("task_id"));
            Map<?, ?> second = call(client, "create_video", VIDEO);
            System.out.println(
                    "repeated   " + second.get("task_id") + ", the same: nobody is asked, nothing is paid for");
            Object file = await(client, first.get("task_id"));
            System.out.println("video      " + file);
            System.out.println("2 calls of create_video, " + approvals.get() + " approval, "
                    + (first.get("task_id").equals(second.get("task_id")) ? 1 : 2) + " task, " + (file == null ? 0 : 1)
                    + " video");
            done = file != null;
        } finally {
            client.closeGracefully();
        }
        System.exit(done ? 0 : 1);
    }

    private static McpSyncClient client(String folder, String log, String prices, AtomicInteger approvals) {
        ServerParameters server = ServerParameters.builder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .args(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.logFile=" + log,
                        "-Dcamel.component.gemini-omni.price-list=file:" + prices,
                        "-Dcamel.component.gemini-omni.poll-interval=500",
                        "-Dcamel.component.gemini-omni.max-poll-interval=1000",
                        VideoServer.class.getName(),
                        folder)
                .env(System.getenv())
                .build();
        return McpClient.sync(new StdioClientTransport(server, McpJsonDefaults.getMapper()))
                .capabilities(ClientCapabilities.builder().elicitation().build())
                .elicitation(question -> {
                    approvals.incrementAndGet();
                    System.out.println("approved   " + question.message());
                    return ElicitResult.builder(ElicitResult.Action.ACCEPT)
                            .content(Map.of())
                            .build();
                })
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .build();
    }

    private static Map<?, ?> call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
        if (Boolean.TRUE.equals(result.isError())) {
            throw new IllegalStateException(tool + ": " + result.content());
        }
        return (Map<?, ?>) result.structuredContent();
    }

    /** The file of the video; null if there is none in time. */
    private static Object await(McpSyncClient client, Object taskId) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Object told = null;
        while (System.nanoTime() < deadline) {
            Map<?, ?> status = call(client, "video_status", Map.of("task_id", taskId));
            Object now = status.get("status") + " " + status.get("progress") + " %";
            if (!now.equals(told)) {
                System.out.println("status     " + now);
                told = now;
            }
            if (status.get("file") != null || "failed".equals(status.get("status"))) {
                return status.get("file");
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return null;
    }
}
