package io.geminiomni.camel.poll;

import java.time.Duration;

/**
 * Whose tasks are asked for, and how.
 *
 * @param channel the channel
 * @param baseUrl where they were made
 * @param owner the name under which they are leased
 * @param lease for how long
 * @param patience how long a round waits for answers; later ones belong to a later round
 */
public record PollScope(String channel, String baseUrl, String owner, Duration lease, Duration patience) {}
