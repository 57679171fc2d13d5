package io.geminiomni.camel.task;

/**
 * The lease of a task by an owner.
 *
 * @param recordId the id of the task's record
 * @param token distinguishes this lease from all others of the task
 */
public record Lease(String recordId, String token) {}
