package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.TaskAnswer;

/** Polls the gateway once for one task. */
@FunctionalInterface
public interface Poll {
    /** @throws io.geminiomni.camel.gateway.GatewayException if there was no usable answer */
    TaskAnswer poll(String taskId);
}
