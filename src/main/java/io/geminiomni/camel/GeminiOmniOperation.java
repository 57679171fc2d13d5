package io.geminiomni.camel;

/** What a producer does. */
public enum GeminiOmniOperation {
    /** Submits a request and gives its task at once. */
    create,
    /** Submits a request and gives its video when it is done, holding no thread while it waits. */
    generate,
    /** Checks and normalises a request; nothing is sent. */
    validate
}
