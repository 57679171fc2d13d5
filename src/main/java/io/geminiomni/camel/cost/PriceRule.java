package io.geminiomni.camel.cost;

import io.geminiomni.camel.request.BilledValues;
import java.math.BigDecimal;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A checked row of a price list. A condition that is {@code null} fits each request.
 *
 * @param number of the row, from 1
 * @param duration in seconds
 * @param price of a video, or of a second of it
 */
record PriceRule(
        int number,
        @Nullable String model,
        @Nullable String resolution,
        @Nullable Integer duration,
        @Nullable Boolean referenceVideo,
        BigDecimal price,
        boolean perSecond) {

    boolean fits(BilledValues billed) {
        return (model == null || model.equals(billed.model()))
                && (resolution == null || resolution.equals(billed.resolution()))
                && (duration == null || duration.equals(billed.duration()))
                && (referenceVideo == null || referenceVideo == billed.referenceVideo())
                && (!perSecond || billed.duration() != null);
    }

    /** What a request with these values costs, which the row fits. */
    BigDecimal costOf(BilledValues billed) {
        Integer seconds = billed.duration();
        return perSecond && seconds != null ? price.multiply(BigDecimal.valueOf(seconds)) : price;
    }

    /** The conditions, in the spelling of a price list; empty if the row has none. */
    String conditions() {
        StringJoiner text = new StringJoiner(", ");
        add(text, PriceRow.MODEL, model);
        add(text, PriceRow.RESOLUTION, resolution);
        add(text, PriceRow.DURATION, duration);
        add(text, PriceRow.REFERENCE_VIDEO, referenceVideo);
        if (perSecond) {
            text.add(PriceRow.PER_SECOND);
        }
        return text.toString();
    }

    /** In the spelling of a price list. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "row " + number + ": ", "");
        add(text, PriceRow.MODEL, model);
        add(text, PriceRow.RESOLUTION, resolution);
        add(text, PriceRow.DURATION, duration);
        add(text, PriceRow.REFERENCE_VIDEO, referenceVideo);
        add(text, perSecond ? PriceRow.PER_SECOND : PriceRow.AMOUNT, price.toPlainString());
        return text.toString();
    }

    private static void add(StringJoiner text, String name, @Nullable Object value) {
        if (value != null) {
            text.add(name + "=" + value);
        }
    }
}
