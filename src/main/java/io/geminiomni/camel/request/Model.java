package io.geminiomni.camel.request;

/** The models for which the contract has rules. */
enum Model {
    STANDARD,
    OMNI_10S,
    /** A model that the contract does not list: its rules are not known. */
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
