package io.geminiomni.camel.option;

/** Which of the {@code CamelGeminiOmni*} headers of a message count, whoever set them. */
public enum HeadersFromMessages {
    /** All. */
    all,

    /** Those of the request values, such as the prompt; none that names an operation, an idempotency key, a task or a URL. */
    values,

    /** None. */
    none
}
