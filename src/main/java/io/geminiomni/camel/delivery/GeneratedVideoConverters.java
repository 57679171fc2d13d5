package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Converts videos and tasks to other types. */
@Converter(generateLoader = true)
public final class GeneratedVideoConverters {
    private GeneratedVideoConverters() {}

    /** Streams the video without Camel's stream caching. The stream is closed with the exchange at the latest. */
    @Converter
    public static InputStream toInputStream(GeneratedVideo video, @Nullable Exchange exchange) throws IOException {
        return video.convert(() -> RepeatableVideo.open(video, exchange));
    }

    /** The whole content. */
    @Converter
    public static byte[] toByteArray(GeneratedVideo video) throws IOException {
        return video.convert(() -> {
            try (InputStream stream = video.openStream()) {
                return stream.readAllBytes();
            }
        });
    }

    /** The id of the task, not the URL, because texts are logged; empty if only the URL is known. */
    @Converter
    public static String toString(GeneratedVideo video) {
        return toString(video.task());
    }

    /** The id of the task; empty without one. */
    @Converter
    public static String toString(VideoTask task) {
        return task.taskId() == null ? "" : task.taskId();
    }
}
