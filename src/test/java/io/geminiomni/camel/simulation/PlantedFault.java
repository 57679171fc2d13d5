package io.geminiomni.camel.simulation;

/**
 * Faults of the component that are put in on purpose, to show that the simulation finds such faults. Each is a wrapper around the
 * store, the gateway, the threads or the route of the nodes.
 */
enum PlantedFault {
    /** There is none. */
    NONE,
    /** The outcome of an attempt is recorded whatever attempt the record belongs to. */
    RECORD_WITHOUT_TOKEN,
    /** A claim takes tasks that are leased. */
    CLAIM_WITHOUT_FENCE,
    /** A write has an effect although its lease was lost. */
    WRITE_WITHOUT_FENCE,
    /** A lease that was lost becomes valid again when it is renewed. */
    RENEW_AFTER_LOSS,
    /** A video is acknowledged before the route has taken it. */
    ACKNOWLEDGE_BEFORE_ROUTE,
    /** A create of unknown outcome is sent again. */
    RESEND_UNCLEAR_CREATE,
    /** A create of unknown outcome counts as not accepted. */
    UNCLEAR_IS_NOT_ACCEPTED,
    /** A create waits in the client before it is sent. */
    DELAY_BEFORE_SEND,
    /** UNKNOWN records are purged. */
    PURGE_UNKNOWN,
    /** Finished records are purged before their retention. */
    PURGE_EARLY,
    /** The age of a task is measured by the clock of the node. */
    AGE_BY_NODE_CLOCK,
    /** An outcome that the store does not record within 3 s is forgotten. */
    FORGET_OUTCOME,
    /** A release counts as an attempt to emit. */
    RELEASE_COUNTS_AS_ATTEMPT,
    /** Retry-After is ignored. */
    IGNORE_RETRY_AFTER,
    /** Submissions without an outcome are not swept. */
    NO_SWEEP,
    /** An accepted outcome is not stored if its key has been freed. */
    DROP_LATE_OUTCOME,
    /** The intent is committed only with its outcome. */
    INTENT_AFTER_SEND,
    /** A key that is known is submitted again. */
    IGNORE_KNOWN_KEY;

    /** Whether the jobs of a timer never run. */
    boolean disables(String timer) {
        return this == FORGET_OUTCOME && timer.equals("GeminiOmniOutcomes");
    }
}
