package io.geminiomni.camel.option;

/** The names of the message headers, but for those of request values, which the table of request fields has. */
public final class HeaderNames {
    public static final String OPERATION = "CamelGeminiOmniOperation";
    public static final String IDEMPOTENCY_KEY = "CamelGeminiOmniIdempotencyKey";
    public static final String TASK_ID = "CamelGeminiOmniTaskId";
    public static final String STATE = "CamelGeminiOmniState";
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
    public static final String ESTIMATED_COST = "CamelGeminiOmniEstimatedCost";
    public static final String WARNINGS = "CamelGeminiOmniWarnings";

    public static final String COST = "CamelGeminiOmniCost";

    private HeaderNames() {}
}
