package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The videos that were asked for last; others are made again when they are asked for again. */
final class Videos {

    private static final int KEPT = 64;
    private static final String CONTENT_TYPE = "video/mp4";

    private final Map<VideoSpec, Made> videos = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VideoSpec, Made> eldest) {
            return size() > KEPT;
        }
    };

    FileAnswer get(VideoSpec spec) throws IOException {
        Made made;
        synchronized (videos) {
            made = videos.computeIfAbsent(spec, any -> new Made());
        }
        return made.get(spec);
    }

    /** One video, made by the first who asks while others wait for it. */
    private static final class Made {

        private @Nullable FileAnswer file;

        synchronized FileAnswer get(VideoSpec spec) throws IOException {
            FileAnswer answer = file;
            if (answer == null) {
                String etag = "\"%08x-%d\"".formatted(spec.hashCode(), spec.seconds());
                answer = new FileAnswer(VideoMaker.make(spec), CONTENT_TYPE, etag);
                file = answer;
            }
            return answer;
        }
    }
}
