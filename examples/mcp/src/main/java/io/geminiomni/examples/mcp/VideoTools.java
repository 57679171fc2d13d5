package io.geminiomni.examples.mcp;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.GeminiOmniOperation;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The tools: {@code create_video}, which spends money, {@code estimate_cost}, which says how much by the price list, and
 * {@code video_status}, which reads the task store without a poll. None shows the URL of a video. An error is a result of the tool, for the agent to read, and says whether money may have been spent.
 */
final class VideoTools {
    private static final String KEY = "idempotency_key";
    private static final String TASK = "task_id";
    private static final Set<TaskState> WITHOUT_TASK =
            Set.of(TaskState.SUBMITTING, TaskState.UNKNOWN, TaskState.NOT_ACCEPTED, TaskState.REJECTED);
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> TEXTS = Map.of("type", "array", "items", TEXT);

    private final ProducerTemplate template;
    private final VideoTaskRepository tasks;
    private final Approval approval;
    private final Path videos;

    VideoTools(CamelContext context, VideoTaskRepository tasks, Approval approval, Path videos) {
        this.template = context.createProducerTemplate();
        this.tasks = tasks;
        this.approval = approval;
        this.videos = videos;
    }

    SyncToolSpecification createVideo() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                KEY,
                Map.of(
                        "type",
                        "string",
                        "description",
                        "Names this video, such as a UUID, 1 to 255 characters. Repeat a call with the same key and the same"
                                + " values: it is paid for once. Another video needs another key."));
        properties.putAll(ofRequest());
        Tool tool = Tool.builder("create_video", schema(properties, List.of(KEY, "prompt")))
                .title("Create a video (spends money)")
                .description("Spends money: each new " + KEY + " is a video that is paid for. Gives a " + TASK
                        + " at once; the video takes minutes. Where the answer says that the outcome is not known, do not try"
                        + " again with another key.")
                .annotations(ToolAnnotations.builder()
                        .title("Create a video (spends money)")
                        .readOnlyHint(false)
                        .destructiveHint(true)
                        .idempotentHint(true)
                        .openWorldHint(true)
                        .build())
                .meta(Map.of("io.geminiomni/spends-money", true))
                .build();
        return new SyncToolSpecification(tool, this::create);
    }

    SyncToolSpecification estimateCost() {
        Tool tool = Tool.builder("estimate_cost", schema(ofRequest(), List.of("prompt")))
                .title("Estimate what a video costs")
                .description(
                        "Tells what create_video with the same values costs, by the price list of whoever runs this"
                                + " server. Spends and sends nothing. Without `amount` the price is not known, which is not 0.")
                .annotations(ToolAnnotations.builder()
                        .title("Estimate what a video costs")
                        .readOnlyHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
        return new SyncToolSpecification(tool, (client, request) -> estimate(request));
    }

    SyncToolSpecification videoStatus() {
        Tool tool = Tool.builder("video_status", schema(Map.of(TASK, TEXT), List.of(TASK)))
                .title("Status of a video")
                .description("Tells how far a video is. Spends nothing. When it is done, `file` is where the video is.")
                .annotations(ToolAnnotations.builder()
                        .title("Status of a video")
                        .readOnlyHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
        return new SyncToolSpecification(tool, (client, request) -> status(request));
    }

    /** The fields of a request that an agent may set. */
    private static Map<String, Object> ofRequest() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("prompt", TEXT);
        properties.put("model", Map.of("type", "string", "description", "Gemini-Omini (default) or omni-10s"));
        properties.put("duration", Map.of("type", "integer", "description", "seconds: 4, 6, 8 or 10"));
        properties.put("resolution", Map.of("type", "string", "description", "720p, 1080p or 4k"));
        properties.put("aspect_ratio", Map.of("type", "string", "description", "such as 16:9 or 9:16"));
        properties.put("image_urls", TEXTS);
        properties.put("video_urls", TEXTS);
        properties.put("generation_type", Map.of("type", "string", "description", "frame or reference"));
        return properties;
    }

    private static Map<String, Object> schema(Map<String, Object> properties, List<String> required) {
        return Map.of("type", "object", "properties", properties, "required", required, "additionalProperties", false);
    }

    private CallToolResult create(McpSyncServerExchange client, CallToolRequest request) {
        Map<String, Object> fields = new LinkedHashMap<>(request.arguments());
        if (!(fields.remove(KEY) instanceof String key) || key.isBlank()) {
            return refused(
                    KEY + " is missing: without, a call that is repeated would be paid for twice. Nothing was sent, and"
                            + " nothing was paid for");
        }
        Exchange valid = send(GeminiOmniOperation.validate, key, fields);
        if (valid.getException() != null) {
            return refused(valid.getException().getMessage());
        }
        VideoRequest checked = valid.getMessage().getBody(VideoRequest.class);
        Optional<String> refusal =
                mayBePaidFor(key) ? approval.refusal(client, key, checked, price(fields)) : Optional.empty();
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        Exchange created = send(GeminiOmniOperation.create, key, fields);
        if (created.getException() != null) {
            return refused(created.getException().getMessage());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        VideoTask task = created.getMessage().getBody(VideoTask.class);
        answer.put(TASK, task.taskId());
        answer.put("status", task.status());
        answer.put("duplicate", created.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE, Boolean.class));
        return told(answer);
    }

    /**
     * False if the key has a task: then nothing is sent, so no approval is needed. While an earlier request with the key is being
     * sent, or its outcome is unknown, the key can become free at any time, also for other values.
     */
    private boolean mayBePaidFor(String key) {
        return tasks.find(VideoRoutes.CHANNEL, key)
                .map(VideoTask::state)
                .map(WITHOUT_TASK::contains)
                .orElse(true);
    }

    private CallToolResult estimate(CallToolRequest request) {
        Exchange estimated = send(GeminiOmniOperation.estimate, null, request.arguments());
        if (estimated.getException() != null) {
            return refused(estimated.getException().getMessage());
        }
        CostEstimate cost = estimated.getMessage().getBody(CostEstimate.class);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("known", cost.isKnown());
        answer.put("unit", cost.unit());
        if (cost.isKnown()) {
            answer.put("amount", cost.amount());
            answer.put("row", cost.row());
        }
        return told(answer);
    }

    /** What the user is told of the price before the approval. */
    private String price(Map<String, Object> fields) {
        CostEstimate cost =
                send(GeminiOmniOperation.estimate, null, fields).getMessage().getBody() instanceof CostEstimate known
                        ? known
                        : null;
        return cost == null || !cost.isKnown()
                ? "a price that is not known here"
                : cost.amount().toPlainString() + " " + cost.unit();
    }

    private Exchange send(GeminiOmniOperation operation, String key, Map<String, Object> fields) {
        return template.request("gemini-omni:" + VideoRoutes.CHANNEL, exchange -> {
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_OPERATION, operation);
            if (key != null) {
                exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
            }
            exchange.getIn().setBody(fields);
        });
    }

    private CallToolResult status(CallToolRequest request) {
        Object id = request.arguments().get(TASK);
        Optional<VideoTask> found =
                id instanceof String taskId ? tasks.findTask(VideoRoutes.CHANNEL, taskId) : Optional.empty();
        if (found.isEmpty()) {
            return refused("There is no such task here: " + id + ". Use the " + TASK + " that create_video gave");
        }
        VideoTask task = found.get();
        Map<String, Object> answer = new LinkedHashMap<>(task.facts());
        Path file = videos.resolve(task.taskId() + ".mp4");
        // The name of the file is another one if the id is not a valid file name.
        if (task.taskId().matches("[A-Za-z0-9][A-Za-z0-9._-]*") && Files.exists(file)) {
            answer.put("file", file.toString());
        }
        return told(answer);
    }

    private static CallToolResult told(Map<String, Object> answer) {
        try {
            return CallToolResult.builder()
                    .addTextContent(McpJsonDefaults.getMapper().writeValueAsString(answer))
                    .structuredContent(answer)
                    .isError(false)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CallToolResult refused(String why) {
        return CallToolResult.builder().addTextContent(why).isError(true).build();
    }
}
