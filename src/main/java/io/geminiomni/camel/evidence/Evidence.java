package io.geminiomni.camel.evidence;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What the balance says about a request of unknown outcome. It is for a person: nothing is sent or resolved because of it.
 *
 * @param text one sentence without its full stop, with a verdict: <i>charged</i>, <i>not charged</i> or <i>cannot tell</i>
 */
public record Evidence(String text) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int DECIMALS = 2;

    static Evidence none(String why) {
        return new Evidence("Evidence: " + Verdict.CANNOT_TELL + ", as " + why);
    }

    /**
     * @param why the reason for the verdict; null if the amounts show it
     * @param price of the request; null if it is not known
     */
    static Evidence of(
            Verdict verdict,
            @Nullable String why,
            BalanceReading before,
            BalanceReading after,
            Spent spent,
            @Nullable BigDecimal price) {
        return new Evidence("Evidence: " + verdict + (why == null ? "" : ", as " + why)
                + "; spent by the account between " + time(before.at()) + " and " + time(after.at()) + ": "
                + amount(after.account().subtract(before.account()))
                + "; accounted for by known tasks: " + (spent.known() == null ? "not known" : amount(spent.known()))
                + "; in flight: " + inFlight(spent.others())
                + (price == null ? "" : "; its price: " + amount(price))
                + "; spent by the key: " + amount(after.key().subtract(before.key())));
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    private static String amount(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return (stripped.scale() < DECIMALS ? stripped.setScale(DECIMALS) : stripped).toPlainString();
    }

    private static String inFlight(int others) {
        return others == 0
                ? "this one only"
                : others == 1 ? "this one and another" : "this one and " + others + " others";
    }

    @Override
    public String toString() {
        return text;
    }
}
