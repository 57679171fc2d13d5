package io.geminiomni.camel.request;

/** How a body is read. */
public enum BodyFormat {
    /** Text that begins with <code>{</code> is a JSON request, other text is the prompt. */
    auto,
    /** Text is the prompt. */
    prompt,
    /** Text must be a JSON request. */
    json,
    /** The body is an image, which is uploaded. The other values come from headers and options. */
    image
}
