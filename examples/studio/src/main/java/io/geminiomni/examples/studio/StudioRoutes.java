package io.geminiomni.examples.studio;

import io.geminiomni.camel.delivery.GeneratedVideo;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.ExpressionAdapter;

/** The route of HTTP requests, and the one that stores each finished video before it is acknowledged. */
final class StudioRoutes extends RouteBuilder {
    private static final String VIDEO = "video";

    private final String channel;
    private final VideoShelf shelf;
    private final Website website;

    StudioRoutes(String channel, VideoShelf shelf, Website website) {
        this.channel = channel;
        this.shelf = shelf;
        this.website = website;
    }

    @Override
    public void configure() {
        from("platform-http:/?matchOnUriPrefix=true&httpMethodRestrict=GET,POST&headerFilterStrategy=#studioHeaders")
                .routeId("website")
                .process(website);

        // tag::store[]
        // The exchange completes, and so the video is acknowledged, when both files are written. The facts come
        // first, because the gallery shows each video that has facts. A failed task has no video: the page shows why.
        fromF("gemini-omni:%s?initialDelay=0&delay=500&emitFailures=true", channel)
                .routeId("store")
                .filter(body().isInstanceOf(GeneratedVideo.class))
                .setProperty(VIDEO, body())
                .setHeader(Exchange.FILE_NAME, fileName(".json"))
                .setBody(exchange -> facts(exchange.getMessage().getBody(GeneratedVideo.class)))
                .toF("file:%s?tempPrefix=.part-", shelf.folder())
                .setBody(exchangeProperty(VIDEO))
                .setHeader(Exchange.FILE_NAME, fileName(".mp4"))
                .toF("file:%s?tempPrefix=.part-", shelf.folder());
        // end::store[]
    }

    private static byte[] facts(GeneratedVideo video) {
        return (byte[]) Reply.json(200, video.task().facts()).body();
    }

    private static Expression fileName(String extension) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                String taskId =
                        exchange.getProperty(VIDEO, GeneratedVideo.class).taskId();
                return VideoShelf.nameOf(String.valueOf(taskId)) + extension;
            }
        };
    }
}
