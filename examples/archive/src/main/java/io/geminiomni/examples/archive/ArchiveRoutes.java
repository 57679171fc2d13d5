package io.geminiomni.examples.archive;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.task.VideoTask;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/**
 * Puts each finished video into an S3 bucket, with what is known of it as metadata of the object, and all the facts as an
 * object beside it. The part to copy.
 *
 * <p>The video is acknowledged when the exchange has completed, so when both objects are stored. Where that fails, it comes
 * again, is fetched again, and its objects are written again under the same names.
 *
 * <p>The property {@code archive.bucket} names the bucket, {@code archive.spool} a folder for the video that is on its way.
 */
public final class ArchiveRoutes extends RouteBuilder {
    /** The route that archives. */
    public static final String ARCHIVE = "archive";

    private static final String VIDEO = "video";

    @Override
    public void configure() {
        // tag::archive[]
        from("direct:orders").to("gemini-omni:films?idempotencyKey=${header.order}");

        // CamelFileName is made of the id of the task, in characters that any store takes.
        from("gemini-omni:films?initialDelay=0&delay=200")
                .routeId(ARCHIVE)
                .setProperty(VIDEO, body())
                .transformDataType("gemini-omni:application-json")
                .setHeader(AWS2S3Constants.KEY, simple("${header.CamelFileName}.json"))
                .setHeader(AWS2S3Constants.CONTENT_TYPE, constant("application/json"))
                .to("aws2-s3:{{archive.bucket}}")
                .setBody(exchangeProperty(VIDEO))
                .process(ArchiveRoutes::describe)
                .setHeader(AWS2S3Constants.KEY, header(Exchange.FILE_NAME))
                .setHeader(AWS2S3Constants.CONTENT_TYPE, constant("video/mp4"))
                // S3 is told the size beforehand. Of a stream Camel would find it by loading all of it into memory. In
                // one
                // piece, as Camel leaves the metadata out where it uploads in parts.
                .to("file:{{archive.spool}}?tempPrefix=.part-")
                .setBody(exchange ->
                        new File(exchange.getMessage().getHeader(Exchange.FILE_NAME_PRODUCED, String.class)))
                .to("aws2-s3:{{archive.bucket}}?deleteAfterWrite=true");
        // end::archive[]
    }

    /** S3 takes 2 KB of US-ASCII here: the prompt is in the facts. */
    private static void describe(Exchange exchange) {
        VideoTask task = exchange.getMessage().getBody(GeneratedVideo.class).task();
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("task-id", task.taskId());
        known.put("model", task.model());
        known.put("duration", task.request().duration());
        known.put("resolution", task.request().resolution());
        known.put("created-at", task.createdAt());
        known.put("completed-at", task.completedAt());
        known.values().removeIf(Objects::isNull);
        Map<String, String> metadata = new LinkedHashMap<>();
        known.forEach((name, value) -> metadata.put(name, value.toString()));
        exchange.getMessage().setHeader(AWS2S3Constants.METADATA, metadata);
    }
}
