package io.geminiomni.camel.transform;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.MimeType;
import org.apache.camel.spi.Transformer;

/**
 * Transforms a task or a video to a CloudEvent 1.0, whose data is the JSON text of the facts. The attributes are in Camel's
 * headers, which the data types {@code http:application-cloudevents} and {@code application-cloudevents+json} transform to an
 * HTTP message and to one JSON text.
 *
 * <p>All subscribers can read an event, so no URL in its data has a query, which may be a signature. The data has the URL of
 * the video only if the endpoint has {@code jsonVideoUrl=full}.
 */
@DataTypeTransformer(
        name = "gemini-omni:application-cloudevents",
        description = "Adds CloudEvent headers to the Camel message with the facts of a task or a video,"
                + " and transforms the body to the JSON text of the facts")
public final class GeminiOmniCloudEventDataTypeTransformer extends Transformer {
    private static final CloudEvent VERSION = CloudEvents.v1_0;
    private static final String TYPE = "io.geminiomni.video.";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String PROGRESS = "progress";

    @Override
    public void transform(Message message, DataType from, DataType to) {
        VideoTask task = TaskBody.task(message, to);
        String what = message.getBody() instanceof GeneratedVideo ? COMPLETED : what(task);
        Instant completedAt = task.completedAt();
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID, id(message, task, what));
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, VERSION.version());
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, TYPE + what);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, "gemini-omni:" + task.channel());
        message.setHeader(
                CloudEvent.CAMEL_CLOUD_EVENT_TIME,
                completedAt == null ? VERSION.getEventTime(message.getExchange()) : completedAt.toString());
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE, MimeType.JSON.type());
        if (task.key().isEmpty()) {
            message.removeHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT);
        } else {
            message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT, task.key());
        }
        Map<String, Object> facts = TaskBody.facts(message, to);
        facts.replaceAll(
                (name, value) -> name.endsWith("_url") || name.endsWith("_urls") ? withoutQuery(value) : value);
        TaskBody.write(message, facts);
    }

    private static String what(VideoTask task) {
        if (task.videoUrl() != null) {
            return COMPLETED;
        }
        return task.state() == TaskState.FAILED || task.state() == TaskState.DELIVERED ? FAILED : PROGRESS;
    }

    /**
     * The unique id of an event within its source. No task id has the separator. Events of progress also have the status and
     * the percentage. If only a URL is known, the id is that of the exchange.
     */
    private static String id(Message message, VideoTask task, String what) {
        if (task.taskId() == null) {
            return message.getExchange().getExchangeId();
        }
        String id = task.taskId() + "#" + task.attempts();
        return what.equals(PROGRESS) ? id + "#" + task.status() + "#" + task.progress() : id;
    }

    private static Object withoutQuery(Object value) {
        return value instanceof List<?> urls
                ? urls.stream()
                        .map(GeminiOmniCloudEventDataTypeTransformer::withoutQuery)
                        .toList()
                : value.toString().replaceFirst("(?s)[?#].*", "");
    }
}
