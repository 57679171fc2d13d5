package io.geminiomni.camel.transform;

import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Transforms a task or a video to the JSON text of its facts, as {@code marshal().json()} does. It has the URL of the video only
 * if the endpoint has {@code jsonVideoUrl=full}.
 */
@DataTypeTransformer(
        name = "gemini-omni:application-json",
        description = "Transforms a task or a video to the JSON text of its facts")
public final class GeminiOmniJsonDataTypeTransformer extends Transformer {
    @Override
    public void transform(Message message, DataType from, DataType to) {
        TaskBody.write(message, TaskBody.facts(message, to));
    }
}
