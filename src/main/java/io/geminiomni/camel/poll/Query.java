package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.TaskAnswer;

/** Asks the gateway once about one task. */
@FunctionalInterface
public interface Query {
    /** @throws io.geminiomni.camel.gateway.GatewayException if there was no usable answer */
    TaskAnswer query(String taskId);
}
