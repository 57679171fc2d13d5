package io.geminiomni.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpClient.SyncSpec;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The server as a program of its own, and a real client that speaks to it over its standard input and output. */
class VideoServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, Object> FOX = Map.of("idempotency_key", "fox-1", "prompt", "A fox", "duration", 4);

    private static final Path PRICES = Path.of("../prices.json").toAbsolutePath();

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    private boolean priced = true;
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final List<McpSyncClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(McpSyncClient::closeGracefully);
    }

    @Test
    void theToolThatSpendsMoneyIsMarkedAsSuch() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);

        Map<String, Tool> tools =
                client.listTools().tools().stream().collect(Collectors.toMap(Tool::name, Function.identity()));

        assertThat(tools).containsOnlyKeys("create_video", "estimate_cost", "video_status");
        Tool create = tools.get("create_video");
        assertThat(create.title()).contains("spends money");
        assertThat(create.description()).startsWith("Spends money");
        assertThat(create.meta()).containsEntry("io.geminiomni/spends-money", true);
        assertThat(create.annotations().readOnlyHint()).isFalse();
        assertThat(create.annotations().destructiveHint()).isTrue();
        assertThat(create.annotations().idempotentHint()).isTrue();
        assertThat(create.inputSchema()).containsEntry("required", List.of("idempotency_key", "prompt"));
        assertThat(tools.get("estimate_cost").annotations().readOnlyHint()).isTrue();
        assertThat(tools.get("estimate_cost").inputSchema()).containsEntry("required", List.of("prompt"));
        assertThat(tools.get("video_status").annotations().readOnlyHint()).isTrue();
    }

    @Test
    void aVideoThatTheUserApprovesIsMadeAndWritten() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);

        Map<?, ?> created = told(call(client, "create_video", FOX));

        assertThat(questions)
                .singleElement()
                .asString()
                .contains("costs money: 0.20 USD", "\"prompt\":\"A fox\"", "\"duration\":4", "fox-1");
        assertThat(gateway.emulator().accepted("fox-1")).isEqualTo(1);
        Map<String, Object> question = Map.of("task_id", created.get("task_id"));
        await().atMost(PATIENCE)
                .until(() -> told(call(client, "video_status", question)).get("file") != null);
        Map<?, ?> status = told(call(client, "video_status", question));
        assertThat(status.get("status")).isEqualTo("completed");
        assertThat(status.get("video_url")).isNull();
        assertThat(Path.of((String) status.get("file")))
                .isEqualTo(folder.resolve("videos").resolve(created.get("task_id") + ".mp4"))
                .isNotEmptyFile();
    }

    @Test
    void whatAVideoCostsIsEstimatedWithoutApproval() {
        McpSyncClient client = approving(ElicitResult.Action.DECLINE);

        Map<?, ?> known = told(call(client, "estimate_cost", Map.of("prompt", "A fox", "duration", 4)));
        Map<?, ?> unknown = told(call(client, "estimate_cost", Map.of("prompt", "A fox", "resolution", "4k")));
        String invalid = refused(call(client, "estimate_cost", Map.of("prompt", "A fox", "duration", 5)));

        assertThat(known.get("known")).isEqualTo(true);
        assertThat(known.get("amount")).hasToString("0.2");
        assertThat(known.get("unit")).isEqualTo("USD");
        assertThat(known.get("row")).asString().contains("resolution=720p, perSecond=0.05");
        assertThat(unknown.get("known")).isEqualTo(false);
        assertThat(unknown.get("amount")).isNull();
        assertThat(invalid).contains("duration", "nothing was paid");
        assertThat(questions).isEmpty();
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void withoutAPriceListTheToolAndTheQuestionSaySo() {
        priced = false;
        McpSyncClient client = approving(ElicitResult.Action.DECLINE);

        assertThat(refused(call(client, "estimate_cost", Map.of("prompt", "A fox"))))
                .contains("priceList", "nothing was paid");
        assertThat(refused(call(client, "create_video", FOX))).contains("did not approve");
        assertThat(questions).singleElement().asString().contains("costs money: a price that is not known here.");
    }

    @Test
    void aCallThatIsRepeatedPaysOnceAlsoAfterARestart() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);
        Map<?, ?> first = told(call(client, "create_video", FOX));
        Map<?, ?> second = told(call(client, "create_video", FOX));
        client.closeGracefully();

        Map<?, ?> third = told(call(approving(ElicitResult.Action.DECLINE), "create_video", FOX));

        assertThat(first.get("duplicate")).isEqualTo(false);
        assertThat(second.get("duplicate")).isEqualTo(true);
        assertThat(third.get("duplicate")).isEqualTo(true);
        assertThat(List.of(second.get("task_id"), third.get("task_id"))).containsOnly(first.get("task_id"));
        assertThat(questions).hasSize(1);
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void aKeyThatStandsForAnotherVideoIsRefused() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);
        told(call(client, "create_video", FOX));

        String why = refused(call(client, "create_video", Map.of("idempotency_key", "fox-1", "prompt", "A cat")));

        assertThat(why).contains("fox-1");
        assertThat(questions).hasSize(1);
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void theUserIsAskedWhileItIsNotKnownWhetherTheKeyHasATask() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);
        gateway.emulator().nextCreates(Fault.resetAfterRequest());
        assertThat(refused(call(client, "create_video", FOX))).contains("It is not known whether");

        Map<String, Object> cat = Map.of("idempotency_key", "fox-1", "prompt", "A cat");
        assertThat(refused(call(client, "create_video", cat))).contains("fox-1");

        assertThat(questions).hasSize(2).last().asString().contains("\"prompt\":\"A cat\"");
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void whatTheUserDoesNotApproveIsNotPaidFor() {
        for (ElicitResult.Action action : List.of(ElicitResult.Action.DECLINE, ElicitResult.Action.CANCEL)) {
            McpSyncClient client = approving(action);

            assertThat(refused(call(client, "create_video", FOX)))
                    .contains("did not approve", action.toString(), "nothing was paid for");
            client.closeGracefully();
        }
        assertThat(questions).hasSize(2);
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void aClientThatCannotAskIsRefused() {
        McpSyncClient client = connected(
                start(List.of()).capabilities(ClientCapabilities.builder().build()));

        assertThat(refused(call(client, "create_video", FOX)))
                .contains("elicitation", "--auto-approve", "nothing was paid for");
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void nobodyIsAskedWhereTheServerWasStartedSo() {
        McpSyncClient client = connected(start(List.of("--auto-approve"))
                .capabilities(ClientCapabilities.builder().build()));

        assertThat(told(call(client, "create_video", FOX)).get("task_id")).isNotNull();
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void withoutAKeyNothingIsSent() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);

        assertThat(refused(call(client, "create_video", Map.of("prompt", "A fox"))))
                .contains("idempotency_key");
        assertThat(refused(call(client, "create_video", Map.of("prompt", "A fox", "idempotency_key", " "))))
                .contains("idempotency_key is missing", "nothing was paid for");
        assertThat(questions).isEmpty();
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void allThatIsWrongWithARequestIsToldAndTheUserIsNotAsked() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);

        String why = refused(call(
                client,
                "create_video",
                Map.of("idempotency_key", "fox-1", "prompt", " ", "duration", 5, "resolution", "8k")));

        assertThat(why).contains("prompt", "duration", "resolution", "nothing was paid");
        assertThat(questions).isEmpty();
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void aTaskThatWasNotMadeHereIsNotKnown() {
        McpSyncClient client = approving(ElicitResult.Action.ACCEPT);

        assertThat(refused(call(client, "video_status", Map.of("task_id", "task_of_another"))))
                .contains("no such task here: task_of_another");
    }

    private McpSyncClient approving(ElicitResult.Action action) {
        return connected(start(List.of())
                .capabilities(ClientCapabilities.builder().elicitation().build())
                .elicitation(question -> {
                    questions.add(question.message());
                    return ElicitResult.builder(action).content(Map.of()).build();
                }));
    }

    private SyncSpec start(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1", // it ends before the second compiler has paid off
                "-Dcamel.component.gemini-omni.poll-interval=50"));
        if (priced) {
            arguments.add("-Dcamel.component.gemini-omni.price-list=file:" + PRICES);
        }
        arguments.add(VideoServer.class.getName());
        arguments.addAll(options);
        arguments.add(folder.toString());
        ServerParameters server = ServerParameters.builder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .args(arguments)
                .addEnvVar("JIMMYAI_BASE_URL", gateway.baseUrl())
                .addEnvVar("JIMMYAI_API_KEY", "sk-test")
                .build();
        return McpClient.sync(new StdioClientTransport(server, McpJsonDefaults.getMapper()))
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE);
    }

    private McpSyncClient connected(SyncSpec settings) {
        McpSyncClient client = settings.build();
        clients.add(client);
        client.initialize();
        return client;
    }

    private static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static Map<?, ?> told(CallToolResult result) {
        assertThat(result.isError()).as(result.content().toString()).isFalse();
        return (Map<?, ?>) result.structuredContent();
    }

    private static String refused(CallToolResult result) {
        assertThat(result.isError()).as(result.content().toString()).isTrue();
        return ((TextContent) result.content().get(0)).text();
    }
}
