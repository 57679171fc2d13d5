package io.geminiomni.camel.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.task.VideoTask;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.MimeType;

/** The body of a message while it is a task or a video, and while it is the JSON of its facts. */
final class TaskBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TaskBody() {}

    /** @throws IllegalArgumentException if the body is neither a task nor a video */
    static VideoTask task(Message message, DataType wanted) {
        Object body = message.getBody();
        if (body instanceof GeneratedVideo video) {
            return video.task();
        }
        if (body instanceof VideoTask task) {
            return task;
        }
        throw new IllegalArgumentException("The data type " + wanted
                + " is made of the body that a gemini-omni: endpoint gives, a GeneratedVideo or a VideoTask, but the body is "
                + (body == null ? "empty" : "a " + body.getClass().getName())
                + ". Transform it before another step changes the body; JSON of anything else is made by application-json."
                + " The message is as it was, and nothing was paid for");
    }

    /** Makes the body the facts as JSON text. */
    static void write(Message message, Map<String, Object> facts) {
        try {
            message.setBody(JSON.writeValueAsString(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The facts of a task are no JSON", e);
        }
        message.setHeader(Exchange.CONTENT_TYPE, MimeType.JSON.type());
    }
}
