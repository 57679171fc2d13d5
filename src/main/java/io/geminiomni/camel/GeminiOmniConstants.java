package io.geminiomni.camel;

import io.geminiomni.camel.option.HeaderNames;
import org.apache.camel.spi.Metadata;

/** The headers that {@code gemini-omni:} endpoints read and write. */
public interface GeminiOmniConstants {
    @Metadata(
            label = "producer",
            description = "The operation, instead of the one of the endpoint.",
            javaType = "io.geminiomni.camel.GeminiOmniOperation")
    String HEADER_OPERATION = HeaderNames.OPERATION;

    @Metadata(label = "producer", description = "The prompt.", javaType = "String")
    String HEADER_PROMPT = "CamelGeminiOmniPrompt";

    @Metadata(label = "producer", description = "The model: Gemini-Omini or omni-10s.", javaType = "String")
    String HEADER_MODEL = "CamelGeminiOmniModel";

    @Metadata(label = "producer", description = "The duration in seconds: 4, 6, 8 or 10.", javaType = "Integer")
    String HEADER_DURATION = "CamelGeminiOmniDuration";

    @Metadata(label = "producer", description = "The resolution: 720p, 1080p or 4k.", javaType = "String")
    String HEADER_RESOLUTION = "CamelGeminiOmniResolution";

    @Metadata(
            label = "producer",
            description = "The aspect ratio as W:H, such as 16:9. It has precedence over the orientation.",
            javaType = "String")
    String HEADER_ASPECT_RATIO = "CamelGeminiOmniAspectRatio";

    @Metadata(label = "producer", description = "The orientation: landscape or portrait.", javaType = "String")
    String HEADER_ORIENTATION = "CamelGeminiOmniOrientation";

    @Metadata(
            label = "producer",
            description = "Whether the images are the first frame of the video (frame) or references (reference).",
            javaType = "String")
    String HEADER_GENERATION_TYPE = "CamelGeminiOmniGenerationType";

    @Metadata(
            label = "producer",
            description = "The URLs of the images: a list, an array, or one URL.",
            javaType = "java.util.List<String>")
    String HEADER_IMAGE_URLS = "CamelGeminiOmniImageUrls";

    @Metadata(
            label = "producer",
            description = "The URL of the reference video: a list, an array, or one URL.",
            javaType = "java.util.List<String>")
    String HEADER_VIDEO_URLS = "CamelGeminiOmniVideoUrls";

    @Metadata(
            label = "producer",
            description = "The idempotency key: of all requests of the channel with the same key, one is paid for.",
            javaType = "String")
    String HEADER_IDEMPOTENCY_KEY = HeaderNames.IDEMPOTENCY_KEY;

    @Metadata(description = "The gateway's id of the task.", javaType = "String")
    String HEADER_TASK_ID = HeaderNames.TASK_ID;

    @Metadata(
            label = "consumer",
            description = "The state of a task that is browsed: WAITING, COMPLETED, FAILED or PARKED.",
            javaType = "String")
    String HEADER_STATE = HeaderNames.STATE;

    @Metadata(
            description = "The status of the task: queued, processing, completed, failed, or the gateway's own word.",
            javaType = "String")
    String HEADER_STATUS = HeaderNames.STATUS;

    @Metadata(description = "The progress of the task in percent; 0 for a failed one.", javaType = "Integer")
    String HEADER_PROGRESS = HeaderNames.PROGRESS;

    @Metadata(description = "The model that generates the video, as the gateway names it.", javaType = "String")
    String HEADER_TASK_MODEL = HeaderNames.TASK_MODEL;

    @Metadata(description = "The idempotency key of the task.", javaType = "String")
    String HEADER_TASK_KEY = HeaderNames.TASK_KEY;

    @Metadata(
            description =
                    "The URL of the finished video, a secret for as long as it is valid. The operation download reads it; it is written only with videoUrlHeader=true.",
            javaType = "String")
    String HEADER_VIDEO_URL = HeaderNames.VIDEO_URL;

    @Metadata(label = "consumer", description = "When the gateway deletes the video.", javaType = "java.time.Instant")
    String HEADER_VIDEO_URL_EXPIRES = HeaderNames.VIDEO_URL_EXPIRES;

    @Metadata(description = "When the gateway created the task.", javaType = "java.time.Instant")
    String HEADER_CREATED_AT = HeaderNames.CREATED_AT;

    @Metadata(label = "consumer", description = "When the task ended.", javaType = "java.time.Instant")
    String HEADER_COMPLETED_AT = HeaderNames.COMPLETED_AT;

    @Metadata(label = "consumer", description = "Why the task failed.", javaType = "String")
    String HEADER_ERROR_MESSAGE = HeaderNames.ERROR_MESSAGE;

    @Metadata(
            label = "consumer",
            description =
                    "The kind of failure: moderation, media-fetch, parameters, balance, upstream, abandoned, other, or one of failureCategory.",
            javaType = "String")
    String HEADER_ERROR_CATEGORY = HeaderNames.ERROR_CATEGORY;

    @Metadata(description = "The channel.", javaType = "String")
    String HEADER_CHANNEL = HeaderNames.CHANNEL;

    @Metadata(
            label = "producer",
            description = "Whether the key already had a task, so that nothing was sent.",
            javaType = "Boolean")
    String HEADER_DUPLICATE = HeaderNames.DUPLICATE;

    @Metadata(
            label = "consumer",
            description = "How often the video has been emitted, including this time.",
            javaType = "Integer")
    String HEADER_DELIVERY_ATTEMPT = HeaderNames.DELIVERY_ATTEMPT;

    @Metadata(
            label = "consumer",
            description = "The time-out option that the task exceeded, such as taskTimeout.",
            javaType = "String")
    String HEADER_LATE = HeaderNames.LATE;

    @Metadata(
            label = "producer",
            description = "Fields of the request that have no effect and were not sent.",
            javaType = "java.util.List<String>")
    String HEADER_IGNORED_FIELDS = HeaderNames.IGNORED_FIELDS;

    @Metadata(
            label = "producer",
            description = "Possible problems of a valid request, such as a long prompt.",
            javaType = "java.util.List<String>")
    String HEADER_WARNINGS = HeaderNames.WARNINGS;

    @Metadata(
            label = "producer",
            description =
                    "What the request costs by the price list, in its unit; not set without a price list, or if the price is not known.",
            javaType = "java.math.BigDecimal")
    String HEADER_ESTIMATED_COST = HeaderNames.ESTIMATED_COST;

    @Metadata(
            description =
                    "The amount with which the task is booked, in the unit of the price list. Absent without a price list, and if no row fits.",
            javaType = "java.math.BigDecimal")
    String HEADER_COST = HeaderNames.COST;
}
