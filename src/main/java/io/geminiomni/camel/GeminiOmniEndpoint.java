package io.geminiomni.camel;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;

/** Generate videos through the Gemini Omni gateway. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "gemini-omni",
        title = "Gemini Omni",
        syntax = "gemini-omni:channel",
        category = {Category.AI, Category.CLOUD})
public class GeminiOmniEndpoint extends ScheduledPollEndpoint {
    @UriPath(description = "The channel")
    @Metadata(required = true)
    private String channel;

    public GeminiOmniEndpoint(String uri, GeminiOmniComponent component, String channel) {
        super(uri, component);
        this.channel = channel;
    }

    public String getChannel() {
        return channel;
    }

    public void setChannel(String channel) {
        this.channel = channel;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException();
    }
}
