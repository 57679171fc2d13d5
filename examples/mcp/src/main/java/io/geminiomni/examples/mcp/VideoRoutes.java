package io.geminiomni.examples.mcp;

import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;

/** Writes each finished video of the channel to which the requests of agents are sent. */
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
