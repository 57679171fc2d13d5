package io.geminiomni.camel.option;

/** Which {@code CamelGeminiOmni*} headers of a message are used. */
public enum HeadersFromMessages {
    /** All. */
    all,

    /** Only request values, such as the prompt. */
    values,

    /** None. */
    none
}
