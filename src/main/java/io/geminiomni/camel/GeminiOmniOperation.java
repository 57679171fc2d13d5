package io.geminiomni.camel;

/** What a producer does. */
public enum GeminiOmniOperation {
    /** Submits a request and gives its task at once. */
    create,
    /** Submits a request and gives its video when it is done, holding no thread while it waits. */
    generate,
    /** Asks the gateway how a task is. */
    status,
    /** Uploads a file and gives its URL. */
    upload,
    /** Gives the video of a URL or of a task; it is fetched when it is asked for. */
    download,
    /** Tells what is left to spend. */
    balance,
    /** Checks and normalises a request; nothing is sent. */
    validate
}
