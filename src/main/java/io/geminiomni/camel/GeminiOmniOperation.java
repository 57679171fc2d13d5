package io.geminiomni.camel;

/** The operations of a producer. */
public enum GeminiOmniOperation {
    /** Submits a request and returns its task without waiting. */
    create,
    /** Submits a request and returns its video when it is finished, without holding a thread while it waits. */
    generate,
    /** Polls a task. */
    status,
    /** Uploads a file and returns its URL. */
    upload,
    /** Returns the video of a URL or of a task; its content is fetched when it is read. */
    download,
    /** Returns the balance. */
    balance,
    /** Checks and normalises a request without sending it. */
    validate,
    /** Returns what a request costs by the price list, without sending it. */
    estimate,
    /** Returns what was spent in a period. */
    spend
}
