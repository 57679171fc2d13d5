package io.geminiomni.camel.simulation;

/**
 * Faults of the component that are put in on purpose, to show that the simulation finds such faults. Each is a wrapper around the
 * store, the gateway, the threads or the route of the nodes.
 */
enum PlantedFault {
    /** There is none. */
    NONE(0, ""),
    /** The outcome of an attempt is recorded whatever attempt the record belongs to. */
    RECORD_WITHOUT_TOKEN(459, "PaidOnce"),
    /** A claim takes tasks that are leased. */
    CLAIM_WITHOUT_FENCE(1, "OneOwner"),
    /** A write has an effect although its lease was lost. */
    WRITE_WITHOUT_FENCE(1314, "OneOwner"),
    /** A lease that was lost becomes valid again when it is renewed. */
    RENEW_AFTER_LOSS(241, "OneOwner"),
    /** A video is acknowledged before the route has taken it. */
    ACKNOWLEDGE_BEFORE_ROUTE(1, "Delivered"),
    /** A create of unknown outcome is sent again. */
    RESEND_UNCLEAR_CREATE(1, "PaidOnce"),
    /** A create of unknown outcome counts as not accepted. */
    UNCLEAR_IS_NOT_ACCEPTED(1, "PaidOnce"),
    /** A create waits in the client before it is sent. */
    DELAY_BEFORE_SEND(1, "SentInTime"),
    /** UNKNOWN records are purged. */
    PURGE_UNKNOWN(1, "PaidOnce"),
    /** Finished records are purged before their retention. */
    PURGE_EARLY(8, "PaidOnce"),
    /** The age of a task is measured by the clock of the node. */
    AGE_BY_NODE_CLOCK(4584, "EndedInTime"),
    /** An outcome that the store does not record within 3 s is forgotten. */
    FORGET_OUTCOME(836, "NothingLost"),
    /** A release counts as an attempt to emit. */
    RELEASE_COUNTS_AS_ATTEMPT(124, "Delivered"),
    /** Retry-After is ignored. */
    IGNORE_RETRY_AFTER(29, "RespectsThrottling"),
    /** Submissions without an outcome are not swept. */
    NO_SWEEP(101, "NothingStuck"),
    /** An accepted outcome is not stored if its key has been freed. */
    DROP_LATE_OUTCOME(16664, "NothingLost"),
    /** The intent is committed only with its outcome. */
    INTENT_AFTER_SEND(73, "NothingLost"),
    /** A key that is known is submitted again. */
    IGNORE_KNOWN_KEY(3, "PaidOnce"),
    /** The budget is checked before the transaction that reserves the amount, and not in it. */
    CHECK_BEFORE_RESERVING(289, "WithinBudget"),
    /** The outcome of a create with an estimate waits for the lock that a stop holds while it waits for the outcome. */
    OUTCOME_WAITS_FOR_STOP(1502, "RecordedBeforeStop");

    private final long foundBy;
    private final String breaks;

    PlantedFault(long foundBy, String breaks) {
        this.foundBy = foundBy;
        this.breaks = breaks;
    }

    /** The seed of a history that finds it. */
    long foundBy() {
        return foundBy;
    }

    /** The name of the rule that it breaks. */
    String breaks() {
        return breaks;
    }

    /** Whether it is in each node, and not in the store. */
    boolean isOfNode() {
        return this == AGE_BY_NODE_CLOCK || this == INTENT_AFTER_SEND || this == CHECK_BEFORE_RESERVING;
    }

    /** Whether the jobs of a timer never run. */
    boolean disables(String timer) {
        return this == FORGET_OUTCOME && timer.equals("GeminiOmniOutcomes");
    }
}
