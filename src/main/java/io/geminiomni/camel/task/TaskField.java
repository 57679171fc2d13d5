package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a task: which part of it each is, its type, and what of it every store can keep. */
public enum TaskField {
    CHANNEL(Part.SUBMITTED, String.class, true),
    KEY(Part.SUBMITTED, String.class, true),
    FINGERPRINT(Part.SUBMITTED, String.class, true),
    BASE_URL(Part.SUBMITTED, String.class, true),
    REQUEST(Part.SUBMITTED, VideoRequest.class, true),
    CORRELATION_HEADERS(Part.SUBMITTED, Map.class, false),
    SUBMITTED_AT(Part.SUBMITTED, Instant.class, true),
    TASK_ID(Part.SUBMITTED, TaskField.NAME),
    COST(Part.SUBMITTED, BigDecimal.class, false),
    ACCOUNT(Part.OBSERVED, String.class, true),
    STATE(Part.OBSERVED, TaskState.class, true),
    STATUS(Part.OBSERVED, TaskField.NAME),
    PROGRESS(Part.OBSERVED, Integer.class, false),
    MODEL(Part.OBSERVED, TaskField.NAME),
    CREATED_AT(Part.OBSERVED, Instant.class, false),
    COMPLETED_AT(Part.OBSERVED, Instant.class, false),
    VIDEO_URL(Part.OBSERVED, 32_768),
    VIDEO_URL_EXPIRES(Part.OBSERVED, Instant.class, false),
    ERROR_MESSAGE(Part.OBSERVED, 4_000),
    ERROR_CATEGORY(Part.OBSERVED, TaskField.NAME),
    LATE_BY(Part.OBSERVED, TaskField.NAME),
    POLLS(Part.COUNTED, Integer.class, false),
    UNANSWERED_POLLS(Part.COUNTED, Integer.class, false),
    ATTEMPTS(Part.COUNTED, Integer.class, false);

    /** The parts of a task. */
    public enum Part {
        /** What was submitted, and the id of the task that was made of it: it stays as it is. */
        SUBMITTED,
        /** What is known of its progress. */
        OBSERVED,
        /** How often it was polled and emitted. */
        COUNTED;

        /** The values of this part. */
        public List<TaskField> fields() {
            return Arrays.stream(TaskField.values())
                    .filter(field -> field.part == this)
                    .toList();
        }
    }

    /** The most characters of a name. */
    private static final int NAME = 256;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Part part;
    private final Class<?> type;
    private final boolean isRequired;
    private final int maxLength;

    TaskField(Part part, Class<?> type, boolean isRequired, int maxLength) {
        this.part = part;
        this.type = type;
        this.isRequired = isRequired;
        this.maxLength = maxLength;
    }

    TaskField(Part part, Class<?> type, boolean isRequired) {
        this(part, type, isRequired, Integer.MAX_VALUE);
    }

    /** Text of the gateway. */
    TaskField(Part part, int maxLength) {
        this(part, String.class, false, maxLength);
    }

    public Part part() {
        return part;
    }

    /** String, Integer, BigDecimal, Instant, Map, {@link TaskState} or {@link VideoRequest}. */
    public Class<?> type() {
        return type;
    }

    /** A bit of its own in a set of fields. It is not stored. */
    @SuppressWarnings("EnumOrdinal") // a place in memory
    int bit() {
        return 1 << ordinal();
    }

    /** The value of a task without another one; {@code null} if there is none that is usual. */
    @Nullable Object usual() {
        return type == Integer.class ? Integer.valueOf(0) : type == Map.class ? Map.of() : null;
    }

    /**
     * What a task holds of a value.
     *
     * @throws NullPointerException if a value is missing that every task has
     */
    @Nullable Object kept(@Nullable Object value) {
        if (isRequired) {
            Object given = Objects.requireNonNull(value, name().toLowerCase(Locale.ROOT));
            return given instanceof Instant time ? time.truncatedTo(ChronoUnit.MICROS) : given;
        }
        if (value == null) {
            return usual();
        }
        if (value instanceof String text) {
            return StorableText.clean(text, maxLength);
        }
        if (value instanceof Instant time) {
            return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time.truncatedTo(ChronoUnit.MICROS);
        }
        if (value instanceof BigDecimal amount) {
            return Booked.plain(amount);
        }
        return value instanceof Map<?, ?> map ? Collections.unmodifiableMap(new LinkedHashMap<>(map)) : value;
    }
}
