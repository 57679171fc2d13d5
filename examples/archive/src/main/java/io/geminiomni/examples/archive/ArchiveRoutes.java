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
 * Stores each finished video in an S3 bucket, with facts as metadata of the object, and all facts in a second object. Copy this
 * class into a program of your own.
 *
 * <p>The video is acknowledged when the exchange has completed, that is, when both objects are stored. If that fails, the video
 * is emitted again, fetched again, and its objects are written again under the same names.
 *
 * <p>The property {@code archive.bucket} names the bucket, {@code archive.spool} a folder for the video while it is uploaded.
 */
public final class ArchiveRoutes extends RouteBuilder {
    /** The route that archives. */
    public static final String ARCHIVE = "archive";

    private static final String VIDEO = "video";

    @Override
    public void configure() {
        // tag::archive[]
        from("direct:orders").to("gemini-omni:films?idempotencyKey=${header.order}");

        // CamelFileName is the id of the task, in characters that every store accepts.
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
                // S3 needs the size first. For a stream, Camel would load the video into memory to find it: so it is
                // written to a file. It is uploaded in one part, because Camel omits the metadata of multipart uploads.
                .to("file:{{archive.spool}}?tempPrefix=.part-")
                .setBody(exchange ->
                        new File(exchange.getMessage().getHeader(Exchange.FILE_NAME_PRODUCED, String.class)))
                .to("aws2-s3:{{archive.bucket}}?deleteAfterWrite=true");
        // end::archive[]
    }

    /** S3 allows 2 KB of US-ASCII as metadata, so the prompt is only in the facts. */
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
