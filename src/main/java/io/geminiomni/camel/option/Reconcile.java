package io.geminiomni.camel.option;

/** What evidence is collected for requests of unknown outcome. */
public enum Reconcile {
    /** None. */
    none,

    /** What the account and the API key have spent is read before a request and after one of unknown outcome. */
    balance
}
