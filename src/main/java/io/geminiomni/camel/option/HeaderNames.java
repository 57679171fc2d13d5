package io.geminiomni.camel.option;

/** The names of the message headers. Headers of request values are never written, so that a step does not control the next. */
public final class HeaderNames {
    public static final String OPERATION = "CamelGeminiOmniOperation";
    public static final String PROMPT = "CamelGeminiOmniPrompt";
    public static final String MODEL = "CamelGeminiOmniModel";
    public static final String DURATION = "CamelGeminiOmniDuration";
    public static final String RESOLUTION = "CamelGeminiOmniResolution";
    public static final String ASPECT_RATIO = "CamelGeminiOmniAspectRatio";
    public static final String ORIENTATION = "CamelGeminiOmniOrientation";
    public static final String GENERATION_TYPE = "CamelGeminiOmniGenerationType";
    public static final String IMAGE_URLS = "CamelGeminiOmniImageUrls";
    public static final String VIDEO_URLS = "CamelGeminiOmniVideoUrls";
    public static final String IDEMPOTENCY_KEY = "CamelGeminiOmniIdempotencyKey";
    public static final String TASK_ID = "CamelGeminiOmniTaskId";
    public static final String STATUS = "CamelGeminiOmniStatus";
    public static final String PROGRESS = "CamelGeminiOmniProgress";
    public static final String TASK_MODEL = "CamelGeminiOmniTaskModel";
    public static final String TASK_KEY = "CamelGeminiOmniTaskKey";
    public static final String VIDEO_URL = "CamelGeminiOmniVideoUrl";
    public static final String VIDEO_URL_EXPIRES = "CamelGeminiOmniVideoUrlExpires";
    public static final String CREATED_AT = "CamelGeminiOmniCreatedAt";
    public static final String COMPLETED_AT = "CamelGeminiOmniCompletedAt";
    public static final String ERROR_MESSAGE = "CamelGeminiOmniErrorMessage";
    public static final String ERROR_CATEGORY = "CamelGeminiOmniErrorCategory";
    public static final String CHANNEL = "CamelGeminiOmniChannel";
    public static final String DUPLICATE = "CamelGeminiOmniDuplicate";
    public static final String DELIVERY_ATTEMPT = "CamelGeminiOmniDeliveryAttempt";
    public static final String LATE = "CamelGeminiOmniLate";
    public static final String IGNORED_FIELDS = "CamelGeminiOmniIgnoredFields";
    public static final String WARNINGS = "CamelGeminiOmniWarnings";

    private HeaderNames() {}
}
