package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/** Where an exchange shows the URL of a video, which is a secret. Code can always get it from the body. */
public record UrlDisclosure(boolean header, boolean json) {
    /** Neither in a header nor in the JSON. */
    public static final UrlDisclosure NONE = new UrlDisclosure(false, false);

    /** The task for the body of an exchange. */
    public VideoTask inBody(VideoTask task) {
        return json ? task.toBuilder().videoUrlInJson(true).build() : task;
    }
}
