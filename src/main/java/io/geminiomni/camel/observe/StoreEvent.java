package io.geminiomni.camel.observe;

import java.time.Duration;

/**
 * The end of an operation of a task store.
 *
 * @param operation the name of the method
 * @param failed whether the store could not be reached
 */
public record StoreEvent(String operation, boolean failed, Duration duration) {}
