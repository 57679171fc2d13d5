package io.geminiomni.camel.produce;

import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of a producer, fixed.
 *
 * @param defaults the values of requests that have none of their own
 * @param bodyFormat how a body is read
 * @param maxRequestBytes the most bytes that are read of a body
 * @param strict whether the contract's counts and enumerations are errors
 * @param idempotencyKey a Simple expression; {@code null} for a derived key
 * @param correlationHeaders names and patterns of headers to keep with the task; {@code null} for none
 * @param generateTimeout how long an exchange waits for its video
 * @param minBalance no request is sent while less than this is known to be there; {@code null} for no such limit
 * @param balanceCacheTime how old the balance may be by which that is judged
 * @param maxInFlight how many tasks may be in flight at once; {@code null} for any number
 * @param blockWhenFull whether a request beyond that waits
 * @param headersFromMessages which headers of a message count
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
