package io.geminiomni.camel.task;

import java.time.Instant;

/**
 * WAITING tasks that nobody has asked for, for some time.
 *
 * @param baseUrl where they were made, as it is stored
 * @param account the account that they were made with
 * @param tasks how many
 * @param firstSubmitted when the first of them was submitted
 */
public record Unasked(String baseUrl, String account, long tasks, Instant firstSubmitted) {}
