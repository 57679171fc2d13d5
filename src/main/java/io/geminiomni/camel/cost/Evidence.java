package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the balance says about a request of unknown outcome. It is for a person: nothing is sent or resolved because of it. Its text
 * is at the beginning of the error message of the task, from where {@link #in} reads it.
 *
 * @param reason why nobody can tell, without semicolon and full stop; {@code null} with another verdict
 * @param figures {@code null} if the balance could not be read
 */
public record Evidence(
        Verdict verdict, @Nullable String reason, @Nullable Figures figures) {
    private static final String START = "Evidence: ";
    private static final String END = ". ";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int DECIMALS = 2;
    private static final String AMOUNT = "-?\\d+(?:\\.\\d+)?";
    private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d";
    private static final Pattern TEXT = Pattern.compile(START + "(?<verdict>charged|not charged|cannot tell)"
            + "(?:, as (?<reason>[^;.]+))?"
            + "(?:; spent by the account between (?<from>" + CLOCK + ") and (?<to>" + CLOCK
            + "): (?<spent>" + AMOUNT + "); accounted for by known tasks: (?:not known|(?<known>" + AMOUNT
            + ")); in flight: this one (?:only|and (?:another|(?<others>\\d{1,9}) others))(?:; its price: (?<price>"
            + AMOUNT + "))?; spent by the key: (?<byKey>" + AMOUNT + "))?(?=" + Pattern.quote(END) + "|$)");

    /** Whether the request was charged. */
    public enum Verdict {
        CHARGED("charged"),
        NOT_CHARGED("not charged"),
        CANNOT_TELL("cannot tell");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        static Verdict of(String text) {
            return text.equals(CHARGED.text) ? CHARGED : text.equals(NOT_CHARGED.text) ? NOT_CHARGED : CANNOT_TELL;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What was read and what is known, in the unit of the balance.
     *
     * @param from when the balance was read first, in UTC
     * @param to when it was read last, in UTC
     * @param spent by the account in between
     * @param known the prices of other requests that were sent in between and accepted; {@code null} if one is not known
     * @param others how many other requests that were sent in between are in flight, or of unknown outcome
     * @param price of the request; {@code null} if it is not known
     * @param byKey what the API key has spent in between
     */
    public record Figures(
            LocalTime from,
            LocalTime to,
            BigDecimal spent,
            @Nullable BigDecimal known,
            int others,
            @Nullable BigDecimal price,
            BigDecimal byKey) {
        @Override
        public String toString() {
            return "spent by the account between " + TIME.format(from) + " and " + TIME.format(to) + ": "
                    + amount(spent)
                    + "; accounted for by known tasks: " + (known == null ? "not known" : amount(known))
                    + "; in flight: "
                    + inFlight() + (price == null ? "" : "; its price: " + amount(price)) + "; spent by the key: "
                    + amount(byKey);
        }

        private String inFlight() {
            return others == 0
                    ? "this one only"
                    : others == 1 ? "this one and another" : "this one and " + others + " others";
        }
    }

    /** The evidence at the beginning of an error message, if there is one. */
    public static Optional<Evidence> in(@Nullable String errorMessage) {
        Matcher text = TEXT.matcher(errorMessage == null ? "" : errorMessage);
        return text.lookingAt()
                ? Optional.of(new Evidence(Verdict.of(text.group("verdict")), text.group("reason"), figures(text)))
                : Optional.empty();
    }

    /** An error message without the evidence at its beginning. */
    public static String without(String errorMessage) {
        Matcher text = TEXT.matcher(errorMessage);
        return text.lookingAt()
                ? errorMessage.substring(Math.min(errorMessage.length(), text.end() + END.length()))
                : errorMessage;
    }

    public String before(String errorMessage) {
        return this + END + errorMessage;
    }

    private static @Nullable Figures figures(Matcher text) {
        String others = text.group("others");
        return text.group("spent") == null
                ? null
                : new Figures(
                        LocalTime.parse(text.group("from"), TIME),
                        LocalTime.parse(text.group("to"), TIME),
                        new BigDecimal(text.group("spent")),
                        read(text.group("known")),
                        others != null
                                ? Integer.parseInt(others)
                                : text.group().contains("this one and another") ? 1 : 0,
                        read(text.group("price")),
                        new BigDecimal(text.group("byKey")));
    }

    private static @Nullable BigDecimal read(@Nullable String amount) {
        return amount == null ? null : new BigDecimal(amount);
    }

    private static String amount(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return (stripped.scale() < DECIMALS ? stripped.setScale(DECIMALS) : stripped).toPlainString();
    }

    /** The same without the word <i>Evidence</i>. */
    public String text() {
        return verdict + (reason == null ? "" : ", as " + reason) + (figures == null ? "" : "; " + figures);
    }

    /** One sentence without its full stop. */
    @Override
    public String toString() {
        return START + text();
    }
}
