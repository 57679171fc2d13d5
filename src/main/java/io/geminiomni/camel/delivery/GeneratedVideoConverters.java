package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a video and a task become where a route asks for another type. */
@Converter(generateLoader = true)
public final class GeneratedVideoConverters {
    private GeneratedVideoConverters() {}

    /** Streams the video; Camel's stream caching keeps nothing of it. It is closed with the exchange, if not before. */
    @Converter
    public static InputStream toInputStream(GeneratedVideo video, @Nullable Exchange exchange) throws IOException {
        return RepeatableVideo.open(video, exchange);
    }

    /** Loads the whole video. */
    @Converter
    public static byte[] toByteArray(GeneratedVideo video) throws IOException {
        try (InputStream stream = video.openStream()) {
            return stream.readAllBytes();
        }
    }

    /** The id of the video's task, and not its URL, as texts end up in logs; empty where nothing but the URL is known. */
    @Converter
    public static String toString(GeneratedVideo video) {
        return toString(video.task());
    }

    /** The task's id; empty while there is none. */
    @Converter
    public static String toString(VideoTask task) {
        return task.taskId() == null ? "" : task.taskId();
    }
}
