package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/**
 * Where an exchange shows the URL of a video, which is a secret. Code can always ask the body for it.
 *
 * @param header whether it is a header
 * @param json   whether the body's JSON has it
 */
public record UrlDisclosure(boolean header, boolean json) {
    /** Neither as a header nor in JSON. */
    public static final UrlDisclosure NONE = new UrlDisclosure(false, false);

    /** The task, as it is for the body of an exchange. */
    public VideoTask inBody(VideoTask task) {
        return json ? task.toBuilder().videoUrlInJson(true).build() : task;
    }
}
