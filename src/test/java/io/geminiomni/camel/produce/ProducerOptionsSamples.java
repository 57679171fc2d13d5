package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import java.time.Duration;

/** Options of producers, for tests. */
final class ProducerOptionsSamples {
    private ProducerOptionsSamples() {}

    static ProducerOptions withBody(BodyFormat format) {
        return new ProducerOptions(
                new RequestDefaults(),
                format,
                100,
                true,
                "${header.order}",
                "customer",
                Duration.ofMinutes(30),
                null,
                false,
                HeadersFromMessages.all);
    }
}
