package io.geminiomni.camel;

/** What a producer does. */
public enum GeminiOmniOperation {
    /** Submits a request and gives its task at once. */
    create,
    /** Checks and normalises a request; nothing is sent. */
    validate
}
