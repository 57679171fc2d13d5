package io.geminiomni.camel.task;

import java.time.Instant;

/**
 * WAITING tasks that have not been polled for some time.
 *
 * @param baseUrl where they were created, as it is stored
 * @param account the account that created them
 * @param tasks their number
 * @param firstSubmitted when the first of them was submitted
 */
public record Unpolled(String baseUrl, String account, long tasks, Instant firstSubmitted) {}
