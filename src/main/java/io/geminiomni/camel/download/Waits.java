package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a stream waits for its host.
 *
 * @param head from the start of the connection until the head of the answer is complete
 * @param rateWindow over which the rate is measured
 * @param nanoTime as {@link System#nanoTime}
 */
record Waits(Duration head, Duration rateWindow, LongSupplier nanoTime) {
    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    static Waits of(DownloadSettings settings) {
        return new Waits(settings.connectTimeout().plus(settings.idleTimeout()), RATE_WINDOW, System::nanoTime);
    }
}
