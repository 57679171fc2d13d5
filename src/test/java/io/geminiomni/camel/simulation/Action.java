package io.geminiomni.camel.simulation;

/** What a plan has somebody do at a time. */
enum Action {
    /** An exchange submits the request with a key, with {@code create}. */
    CREATE(12),
    /** An exchange submits the request with a key and waits for its video, with {@code generate}. */
    GENERATE(4),
    /** A call waits for a single video for some time, as {@code pollEnrich} does. */
    RECEIVE(3),
    /** A node ends suddenly, some steps later, and is started again. */
    END(5),
    /** A node is stopped, and started again. */
    STOP(2),
    /** A node takes no step for some time, from some steps later on. */
    PAUSE(3),
    /** The consumer of a node is suspended for some time. */
    SUSPEND(2),
    /** The clock of a node is set. */
    SET_CLOCK(2),
    /** A thread of a node is interrupted. */
    INTERRUPT(2),
    /** The store cannot be reached for some time. */
    STORE_AWAY(2),
    /** The gateway cannot be reached for some time. */
    GATEWAY_AWAY(1),
    /** An operator resolves the UNKNOWN keys: as the task that the gateway has, or else as not submitted. */
    RESOLVE(3),
    /** An operator resolves an UNKNOWN key as not submitted, without looking for its task. */
    FREE(2),
    /** An operator unparks all tasks. */
    UNPARK(2),
    /** An operator adopts a task of the gateway that the store does not have. */
    ADOPT(1);

    /** How often it is in a plan, compared with others. */
    final int weight;

    Action(int weight) {
        this.weight = weight;
    }
}
