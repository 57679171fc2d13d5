package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Converter;

/** What a video and a task become where a route asks for another type. */
@Converter(generateLoader = true)
public final class GeneratedVideoConverters {
    private GeneratedVideoConverters() {}

    /** Streams the video; Camel's stream caching keeps nothing of it. */
    @Converter
    public static InputStream toInputStream(GeneratedVideo video) throws IOException {
        return RepeatableVideo.open(video);
    }

    /** Loads the whole video. */
    @Converter
    public static byte[] toByteArray(GeneratedVideo video) throws IOException {
        try (InputStream stream = video.openStream()) {
            return stream.readAllBytes();
        }
    }

    /** The video's URL. */
    @Converter
    public static String toString(GeneratedVideo video) {
        return video.url();
    }

    /** The task's id; empty while there is none. */
    @Converter
    public static String toString(VideoTask task) {
        return task.taskId() == null ? "" : task.taskId();
    }
}
