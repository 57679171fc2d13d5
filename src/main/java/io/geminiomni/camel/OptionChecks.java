package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.request.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Options that can never work are refused when the endpoint starts, not when the first exchange comes. */
final class OptionChecks {
    /** The time that is set aside for the task store within {@code submitTimeout}. */
    static final Duration STORE_TIME = Duration.ofSeconds(5);

    private OptionChecks() {}

    /** @throws IllegalArgumentException naming the option, what it is, and what it may be */
    static void check(GeminiOmniConfiguration configuration, long submitTimeout) {
        atLeast("concurrentPolls", configuration.getConcurrentPolls(), 1);
        atLeast("concurrentConsumers", configuration.getConcurrentConsumers(), 1);
        atLeast("leaseDuration", configuration.getLeaseDuration(), 1);
        atLeast("taskTimeout", configuration.getTaskTimeout(), 1);
        atLeast("queueTimeout", configuration.getQueueTimeout(), 0);
        atLeast("stallTimeout", configuration.getStallTimeout(), 0);
        atLeast("requestsPerSecond", configuration.getRequestsPerSecond(), 1);
        atLeast("abandonAfter", configuration.getAbandonAfter(), 1);
        atLeast("workerPoolSize", configuration.getWorkerPoolSize(), 1);
        atLeast("generateTimeout", configuration.getGenerateTimeout(), 1);
        atLeast("balanceCacheTime", configuration.getBalanceCacheTime(), 0);
        if (configuration.getMaxInFlight() != null) {
            atLeast("maxInFlight", configuration.getMaxInFlight(), 1);
        }
        if (configuration.getIdempotencyKey() != null
                && configuration.getIdempotencyKey().isBlank()) {
            throw new IllegalArgumentException(
                    "The option idempotencyKey is blank, but must be a Simple expression such as ${file:name}; leave it out"
                            + " for a derived key");
        }
        if (configuration.getMinBalance() != null && !Double.isFinite(configuration.getMinBalance())) {
            throw new IllegalArgumentException(
                    "The option minBalance is " + configuration.getMinBalance() + ", but must be a number");
        }
        atLeast("connectTimeout", configuration.getConnectTimeout(), 1);
        atLeast("uploadTimeout", configuration.getUploadTimeout(), 1);
        atLeast("downloadRetries", configuration.getDownloadRetries(), 0);
        configuration.maxVideoBytes();
        configuration.minDownloadBytes();
        atLeast("requestTimeout", configuration.getRequestTimeout(), 1);
        long needed = configuration.getConnectTimeout() + configuration.getRequestTimeout() + STORE_TIME.toMillis();
        if (submitTimeout <= needed) {
            throw new IllegalArgumentException("The component's option submitTimeout is " + submitTimeout
                    + " ms, but must be more than connectTimeout, requestTimeout and " + STORE_TIME.toMillis()
                    + " ms for the task store together, which is " + needed
                    + " ms: else a request could still be on its way when its record is given up as unknown");
        }
        configuration.maxRequestBytes();
        configuration.pollPolicy();
        new Redelivery(configuration.getMaxDeliveryAttempts());
    }

    /**
     * Checks the time-out of a data source's connections, where it is known.
     *
     * @throws IllegalArgumentException if a request could still be on its way when its record is given up as unknown
     */
    static void checkStore(GeminiOmniConfiguration configuration, long submitTimeout, Duration socketTimeout) {
        long needed = configuration.getConnectTimeout() + configuration.getRequestTimeout() + socketTimeout.toMillis();
        if (submitTimeout <= needed) {
            throw new IllegalArgumentException("The component's option submitTimeout is " + submitTimeout
                    + " ms, but must be more than connectTimeout, requestTimeout and the data source's socketTimeout of "
                    + socketTimeout.toMillis() + " ms together, which is " + needed
                    + " ms: else a request could still be on its way when its record is given up as unknown. Make"
                    + " submitTimeout longer or socketTimeout, an option of the JDBC driver, shorter");
        }
    }

    /** @throws IllegalArgumentException if an option of a URI is text that is none of its values */
    static void oneOf(String option, @Nullable Object value, Enum<?>[] allowed) {
        if (!(value instanceof String text) || text.startsWith("#")) {
            return;
        }
        List<String> names = Arrays.stream(allowed).map(Enum::name).toList();
        if (names.stream().noneMatch(name -> name.equalsIgnoreCase(text.strip()))) {
            throw new IllegalArgumentException("The option " + option + " is '" + text + "', but must be one of "
                    + String.join(", ", names)
                    + Nearest.of(text, names)
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse(""));
        }
    }

    /** What is wrong with options of names that nobody knows. Their values are left out: one may be a mistyped secret. */
    static String unknown(Set<String> names, Set<String> known) {
        return names.stream()
                .sorted()
                .map(name -> "There is no option " + name
                        + Nearest.of(name, known)
                                .map(nearest -> ", did you mean " + nearest + "?")
                                .orElse("."))
                .collect(Collectors.joining(" "));
    }

    private static void atLeast(String option, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "The option " + option + " is " + value + ", but must be at least " + least);
        }
    }
}
