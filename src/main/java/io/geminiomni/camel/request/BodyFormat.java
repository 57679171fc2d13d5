package io.geminiomni.camel.request;

/** How a text body is understood. */
public enum BodyFormat {
    /** Text that begins with <code>{</code> is a JSON request, any other text is the prompt. */
    auto,
    /** All text is the prompt, whatever it begins with. */
    prompt,
    /** All text must be a JSON request. */
    json,
    /** The body is a picture: it is uploaded and used as the image, and says nothing else. */
    image
}
