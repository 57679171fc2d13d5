package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a task's state, in the history of the task.
 *
 * @param at when, by the store's time
 * @param from the former state; {@code null} for a new record. The same as {@code to} if the task was moved to another base URL
 * @param to the state since then
 * @param by who or what made the change: the owner of the lease, a program as {@code <process id>@<host>}, or an operator; at most
 *     100 characters
 * @param reason why, at most 300 characters; {@code null} if the states tell it
 */
public record Transition(
        Instant at,
        @Nullable TaskState from,
        TaskState to,
        String by,
        @Nullable String reason) {}
