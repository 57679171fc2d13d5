package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header: seconds or an HTTP date, at most one hour. */
final class RetryAfter {
    static final Duration MAX = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /** How long to wait from now, never negative; null if the header is missing or invalid. */
    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant until = DateUtils.parseStandardDate(value);
        return until == null ? null : bounded(Duration.between(now, until));
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : Collections.min(List.of(wait, MAX));
    }
}
