package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row of a {@link PriceList}: a price, and the requests that have it. A condition that is not set fits each request. A row is
 * immutable and unchecked; {@link PriceList.Builder#build} checks it.
 *
 * <p>An amount is a number from 0 to 1,000,000,000 with at most 6 decimals.
 */
public final class PriceRow {
    static final String MODEL = "model";
    static final String RESOLUTION = "resolution";
    static final String DURATION = "duration";
    static final String REFERENCE_VIDEO = "referenceVideo";
    static final String AMOUNT = "amount";
    static final String PER_SECOND = "perSecond";
    static final String UNIT = "unit";

    private final Map<String, Object> values;

    PriceRow(Map<String, ?> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A row with the price of a video. */
    public static PriceRow amount(BigDecimal amount) {
        return new PriceRow(Map.of(AMOUNT, amount));
    }

    /** A row with the price of a video, such as {@code 0.30}. */
    public static PriceRow amount(String amount) {
        return new PriceRow(Map.of(AMOUNT, amount));
    }

    /** A row with the price of a second of a video. It fits no request with a reference video, whose duration is not known. */
    public static PriceRow perSecond(BigDecimal amount) {
        return new PriceRow(Map.of(PER_SECOND, amount));
    }

    /** A row with the price of a second of a video, such as {@code 0.05}. */
    public static PriceRow perSecond(String amount) {
        return new PriceRow(Map.of(PER_SECOND, amount));
    }

    /** Only for this model. Its aliases count as the model. */
    public PriceRow model(String model) {
        return with(MODEL, model);
    }

    /** Only for this resolution: {@code 720p}, {@code 1080p} or {@code 4k}. */
    public PriceRow resolution(String resolution) {
        return with(RESOLUTION, resolution);
    }

    /** Only for this duration in seconds: 4, 6, 8 or 10. It fits no request with a reference video. */
    public PriceRow duration(int seconds) {
        return with(DURATION, seconds);
    }

    /** Only for requests with a reference video, or only for those without one. */
    public PriceRow referenceVideo(boolean present) {
        return with(REFERENCE_VIDEO, present);
    }

    private PriceRow with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(name, value);
        return new PriceRow(all);
    }

    Map<String, Object> values() {
        return values;
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(", "));
    }
}
