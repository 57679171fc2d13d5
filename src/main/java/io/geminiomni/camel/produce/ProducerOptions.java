package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of a producer. Those that are {@code null} are not set; see {@code GeminiOmniConfiguration} for their meaning.
 *
 * @param defaults default values of requests
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
        @Nullable BigDecimal minBalance,
        Duration balanceCacheTime,
        @Nullable Integer maxInFlight,
        boolean blockWhenFull,
        HeadersFromMessages headersFromMessages) {}
