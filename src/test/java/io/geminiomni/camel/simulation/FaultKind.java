package io.geminiomni.camel.simulation;

/** What may go wrong at any call, with a probability that the plan of a history sets. */
enum FaultKind {
    /** The gateway cannot be reached, or answers that there are too many requests: nothing is accepted. */
    CREATE_NOT_ACCEPTED(0.3),
    /** The gateway rejects the request. */
    CREATE_REJECTED(0.2),
    /** The answer to a create is lost, redirected or spoilt. The gateway has accepted the request, or not. */
    CREATE_UNCLEAR(0.4),
    /** The answer to a create, or the limit of calls, takes long. */
    CREATE_SLOW(0.4),
    /** A poll has no answer, or a spoilt one. */
    POLL_FAILS(0.4),
    /** A poll takes long. */
    POLL_SLOW(0.2),
    /** The gateway throttles the account. */
    POLL_THROTTLED(0.2),
    /** The gateway rejects the API key for a while. */
    KEY_REJECTED(0.1),
    /** A task fails. */
    TASK_FAILS(0.3),
    /** The gateway forgets a task, or never finishes it. */
    TASK_LOST(0.2),
    /** The store fails before it has committed. */
    STORE_FAILS_BEFORE(0.2),
    /** The store fails after it has committed. */
    STORE_FAILS_AFTER(0.2),
    /** The store takes long, before or after it commits. */
    STORE_SLOW(0.1),
    /** A route fails. */
    ROUTE_FAILS(0.6),
    /** A route takes longer than a lease, or longer than the patience of a stop. */
    ROUTE_HANGS(0.2),
    /** A route ends on another thread. */
    ROUTE_ASYNCHRONOUS(0.5),
    /** A single thread gets no time of the processor for a while. */
    THREAD_STALLS(0.01),
    /** There is no memory for a new thread. */
    NO_THREAD(0.1);

    /** The highest probability. */
    final double most;

    FaultKind(double most) {
        this.most = most;
    }
}
