package io.geminiomni.camel.observe;

import java.util.Map;

/** A channel with a started endpoint. */
public interface OpenChannel {
    String name();

    /** The name of its component: another component of the context may have a channel of the same name. */
    String component();

    /**
     * The number of the channel's tasks in each state, by the name of the state; states without tasks are omitted. It reads the
     * task store.
     *
     * @throws RuntimeException if the task store cannot be read
     */
    Map<String, Long> taskCounts();
}
