package io.geminiomni.examples.mcp;

import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;

/** Writes the videos that agents have asked for, each as soon as it is there. What they ask for goes to the same channel. */
final class VideoRoutes extends RouteBuilder {
    static final String CHANNEL = "agents";

    private final Path videos;

    VideoRoutes(Path videos) {
        this.videos = videos;
    }

    @Override
    public void configure() {
        fromF("gemini-omni:%s?initialDelay=0&delay=200", CHANNEL).toF("file:%s?tempPrefix=.part-", videos);
    }
}
