package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a host may keep a stream waiting.
 *
 * @param head until the head of an answer is there, from connecting on
 * @param rateWindow over which the rate of its bytes is judged
 * @param nanoTime as {@link System#nanoTime}
 */
record Waits(Duration head, Duration rateWindow, LongSupplier nanoTime) {
    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    static Waits of(DownloadSettings settings) {
        return new Waits(settings.connectTimeout().plus(settings.idleTimeout()), RATE_WINDOW, System::nanoTime);
    }
}
