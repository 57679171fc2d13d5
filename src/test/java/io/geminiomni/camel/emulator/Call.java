package io.geminiomni.camel.emulator;

/** What a client may ask the gateway to do. */
public enum Call {
    /** {@code POST /api/open-api/v1/gemini/omni/videos}, which costs money. */
    CREATE,
    /** {@code GET /api/open-api/v1/videos/{task_id}}. */
    QUERY,
    /** {@code POST /api/open-api/v1/files/upload}. */
    UPLOAD,
    /** {@code GET /api/open-api/v1/user/balance}. */
    USER_BALANCE,
    /** {@code GET /api/open-api/v1/key/balance}. */
    KEY_BALANCE,
    /** {@code GET} or {@code HEAD} of a finished video. */
    DOWNLOAD,
    /** {@code GET} or {@code HEAD} of an uploaded file. */
    UPLOADED_FILE,
    /** Anything else: not found. */
    OTHER;

    static final String CREATE_PATH = "/api/open-api/v1/gemini/omni/videos";
    static final String QUERY_PATH = "/api/open-api/v1/videos/";
    static final String VIDEO_PATH = "/videos/";
    static final String UPLOAD_PATH = "/uploads/";

    private static final String FILES_PATH = "/api/open-api/v1/files/upload";
    private static final String USER_BALANCE_PATH = "/api/open-api/v1/user/balance";
    private static final String KEY_BALANCE_PATH = "/api/open-api/v1/key/balance";

    static Call of(String method, String path) {
        return switch (method) {
            case "POST" -> ofPost(path);
            case "GET" -> ofGet(path);
            case "HEAD" -> ofFile(path);
            default -> OTHER;
        };
    }

    private static Call ofPost(String path) {
        return switch (path) {
            case CREATE_PATH -> CREATE;
            case FILES_PATH -> UPLOAD;
            default -> OTHER;
        };
    }

    private static Call ofGet(String path) {
        return switch (path) {
            case USER_BALANCE_PATH -> USER_BALANCE;
            case KEY_BALANCE_PATH -> KEY_BALANCE;
            default -> path.startsWith(QUERY_PATH) ? QUERY : ofFile(path);
        };
    }

    private static Call ofFile(String path) {
        if (path.startsWith(VIDEO_PATH)) {
            return DOWNLOAD;
        }
        return path.startsWith(UPLOAD_PATH) ? UPLOADED_FILE : OTHER;
    }

    /** Whether the API key is needed: everything but the files, whose URLs are signed. */
    boolean needsKey() {
        return this != DOWNLOAD && this != UPLOADED_FILE && this != OTHER;
    }

    /** Whether the call changes something, so that it matters whether a fault comes before or after that. */
    boolean changesSomething() {
        return this == CREATE || this == UPLOAD;
    }
}
