package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of a producer. Those that are {@code null} are not set; see {@code GeminiOmniConfiguration} for their meaning.
 *
 * @param maxRequestBytes the option {@code maxRequestSize} in bytes
 */
public record ProducerOptions(
        RequestDefaults defaults,
        BodyFormat bodyFormat,
        long maxRequestBytes,
        boolean strict,
        @Nullable String idempotencyKey,
        @Nullable String correlationHeaders,
        Duration generateTimeout,
        @Nullable Integer maxInFlight,
        boolean blockWhenFull,
        HeadersFromMessages headersFromMessages) {

    /** @throws IllegalArgumentException naming the option with an invalid value */
    public ProducerOptions {
        OptionChecks.atLeast("generateTimeout", generateTimeout.toMillis(), 1);
        OptionChecks.atLeast("maxInFlight", maxInFlight == null ? 1 : maxInFlight, 1);
        if (idempotencyKey != null && idempotencyKey.isBlank()) {
            throw new IllegalArgumentException(
                    "The option idempotencyKey is blank, but must be a Simple expression such as ${file:name}; leave it out"
                            + " for a derived key");
        }
    }
}
