package io.geminiomni.camel.simulation;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Submission;
import java.util.Map;

/** Makes submissions, by whose request the gateway recognises their key. */
final class Submissions {
    static final String CHANNEL = "adverts";

    private Submissions() {}

    /**
     * A new attempt to submit the request of a key.
     *
     * @param other whether it is another request under the same key
     */
    static Submission of(String token, String key, boolean other, NodeOptions options) {
        VideoRequest request = VideoRequest.builder()
                .prompt(other ? key + " differently" : key)
                .build();
        return new Submission(
                token,
                CHANNEL,
                key,
                request.fingerprint(),
                request,
                Map.of(),
                options.baseUrl().toString(),
                options.gateway().accountFingerprint(),
                options.retention());
    }

    /** The key of a request. */
    static String key(VideoRequest request) {
        return request.prompt().split(" ")[0];
    }
}
