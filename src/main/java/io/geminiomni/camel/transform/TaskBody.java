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

/** Reads the task of a body, and writes its facts as JSON. */
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
                + " needs the body of a gemini-omni: endpoint, a GeneratedVideo or a VideoTask, but the body is "
                + (body == null ? "empty" : "a " + body.getClass().getName())
                + ". Transform the message before another step changes the body; application-json makes JSON of other bodies."
                + " The message is unchanged, and nothing was paid for");
    }

    /** The facts of the body, as its JSON has them: those of a video that was read have what was measured. */
    static Map<String, Object> facts(Message message, DataType wanted) {
        return message.getBody() instanceof GeneratedVideo video
                ? video.facts()
                : task(message, wanted).facts();
    }

    static void write(Message message, Map<String, Object> facts) {
        try {
            message.setBody(JSON.writeValueAsString(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The facts of a task cannot be written as JSON", e);
        }
        message.setHeader(Exchange.CONTENT_TYPE, MimeType.JSON.type());
    }
}
