package io.geminiomni.camel.task;

import io.geminiomni.camel.request.VideoRequest;
import java.util.Map;

/**
 * One attempt to submit one request.
 *
 * @param token tells this attempt from every other one under its key
 * @param channel the channel, which is the scope of the key
 * @param key the idempotency key; 1 to 255 characters
 * @param fingerprint the hash of the normalised request
 * @param request the request that is going to be sent
 * @param correlationHeaders headers to give back with the video
 * @param baseUrl where it is sent
 * @param account a short hash of the API key that pays
 */
public record Submission(
        String token,
        String channel,
        String key,
        String fingerprint,
        VideoRequest request,
        Map<String, Object> correlationHeaders,
        String baseUrl,
        String account) {
    public Submission {
        correlationHeaders = Map.copyOf(correlationHeaders);
    }

    @Override
    public String toString() {
        return "Submission[channel=" + channel + ", key=" + key + ", token=" + token + "]";
    }
}
