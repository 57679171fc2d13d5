package io.geminiomni.camel.poll;

import java.time.Duration;

/**
 * Which tasks a {@link TaskPoller} polls, and how it leases them.
 *
 * @param channel the channel of the tasks
 * @param baseUrl the base URL of the gateway where the tasks were made
 * @param owner the name under which the tasks are leased
 * @param lease the duration of a lease
 * @param patience how long a round waits for answers; a later answer is collected by a later round
 */
public record PollScope(String channel, String baseUrl, String owner, Duration lease, Duration patience) {}
