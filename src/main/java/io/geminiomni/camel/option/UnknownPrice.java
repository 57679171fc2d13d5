package io.geminiomni.camel.option;

/** What becomes of a request whose price is not known, where its cost is limited. */
public enum UnknownPrice {
    /** It is not sent. */
    refuse,

    /** It is sent. */
    allow
}
