package io.geminiomni.camel.task;

/**
 * One owner's hold on one task.
 *
 * @param recordId the repository's id of the record
 * @param token tells this hold from every earlier and later one on the same task
 */
public record Lease(String recordId, String token) {}
