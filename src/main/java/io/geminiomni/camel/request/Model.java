package io.geminiomni.camel.request;

/** Which of the contract's two tables of rules a request falls under. */
enum Model {
    STANDARD,
    OMNI_10S,
    /** A name that the contract does not have: of its rules nothing is known. */
    UNKNOWN;

    static final String OMNI_10S_NAME = "omni-10s";

    static Model named(String canonicalName) {
        return switch (canonicalName) {
            case VideoRequest.DEFAULT_MODEL -> STANDARD;
            case OMNI_10S_NAME -> OMNI_10S;
            default -> UNKNOWN;
        };
    }
}
