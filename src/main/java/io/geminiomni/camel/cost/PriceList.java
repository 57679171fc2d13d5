package io.geminiomni.camel.cost;

import io.geminiomni.camel.request.BilledValues;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests cost. The first row that fits a request is its price. A row is compared with what the gateway bills, which
 * {@link BilledValues} has, and not with what the request says. All amounts have one unit.
 *
 * <p>It is immutable, and safe for use by multiple threads.
 */
public final class PriceList {
    private static final Logger LOG = LoggerFactory.getLogger(PriceList.class);
    private static final int LONGEST_UNIT = 16;

    public static final String ALLOWED_UNIT =
            "text of 1 to " + LONGEST_UNIT + " letters, digits and signs, such as USD";

    private final String unit;
    private final List<PriceRule> rows;

    private PriceList(String unit, List<PriceRule> rows) {
        this.unit = unit;
        this.rows = List.copyOf(rows);
    }

    /** @param unit the currency or unit of all amounts, such as {@code USD}; 1 to 16 characters */
    public static Builder builder(String unit) {
        return new Builder("The price list").unit(unit);
    }

    /**
     * Reads a list from JSON or YAML: an object with {@code unit} and {@code prices}, a list of rows, or the list alone, whose rows
     * have the unit. YAML needs {@code jackson-dataformat-yaml} on the class path.
     *
     * @param name of the resource, for messages; one that ends in {@code .yaml} or {@code .yml} is YAML
     * @param content at most 1 MB of UTF-8; it is not closed
     * @param classLoader finds the library for YAML
     * @throws IllegalArgumentException if the content is no price list; the message names each row that is wrong, and what is
     *     allowed
     * @throws IOException if the content cannot be read
     */
    public static PriceList read(String name, InputStream content, ClassLoader classLoader) throws IOException {
        return new PriceListReader(name, classLoader).read(content);
    }

    /** The unit of that text, without white space around it; empty if it is no unit. */
    public static Optional<String> unitOf(String text) {
        String stripped = text.strip();
        return Optional.of(stripped)
                .filter(unit -> !unit.isEmpty()
                        && unit.length() <= LONGEST_UNIT
                        && unit.codePoints().allMatch(PriceList::isOfUnit));
    }

    /** The unit of all amounts. */
    public String unit() {
        return unit;
    }

    /** What a request costs, which need not be normalised. The amount is unknown if no row fits. */
    public CostEstimate estimate(VideoRequest request) {
        BilledValues billed = BilledValues.of(request);
        return first(billed)
                .map(row -> new CostEstimate(row.costOf(billed), unit, row.toString()))
                .orElseGet(() -> new CostEstimate(null, unit, null));
    }

    private Optional<PriceRule> first(BilledValues billed) {
        return rows.stream().filter(row -> row.fits(billed)).findFirst();
    }

    /** A row for whose requests an earlier row fits is probably in the wrong place. */
    private void warnOfUnusedRows(String name) {
        Set<PriceRule> used = BilledValues.possible().stream()
                .flatMap(billed -> first(billed).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        rows.stream()
                .filter(row -> !used.contains(row))
                .forEach(row -> LOG.warn(
                        "{}: {} is not used, as an earlier row fits each of its requests. Put special rows before general"
                                + " ones",
                        name,
                        row));
    }

    @Override
    public String toString() {
        return "PriceList[unit=" + unit + ", rows=" + rows.size() + "]";
    }

    /** Collects the rows of a list, in their order. */
    public static final class Builder {
        private final String name;
        private final List<PriceRow> rows = new ArrayList<>();
        private @Nullable Object unit;

        Builder(String name) {
            this.name = name;
        }

        Builder unit(@Nullable Object value) {
            this.unit = value;
            return this;
        }

        int size() {
            return rows.size();
        }

        /** Adds a row after the others. */
        public Builder row(PriceRow row) {
            rows.add(row);
            return this;
        }

        /**
         * @throws IllegalArgumentException if there is no row, or one is wrong; the message names each wrong row, and what is
         *     allowed
         */
        public PriceList build() {
            return build(new ArrayList<>());
        }

        /** @param violations what is known to be wrong */
        PriceList build(List<Violation> violations) {
            if (rows.isEmpty()) {
                violations.add(new Violation("prices", "no row", "at least one row with an amount or perSecond", ""));
            }
            List<PriceRule> rules = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                new PriceRowCheck(i + 1, rows.get(i), violations).rule().ifPresent(rules::add);
            }
            String one = oneUnit(violations);
            if (!violations.isEmpty()) {
                throw new IllegalArgumentException(violations.stream()
                        .map(violation -> "  - " + violation)
                        .collect(Collectors.joining("\n", name + " is invalid:\n", "")));
            }
            PriceList list = new PriceList(one, rules);
            list.warnOfUnusedRows(name);
            return list;
        }

        private String oneUnit(List<Violation> violations) {
            String listed = unit == null ? "" : checkedUnit("unit", unit, violations);
            String found = listed;
            for (int i = 0; i < rows.size(); i++) {
                String at = "row " + (i + 1) + ", " + PriceRow.UNIT;
                Object value = rows.get(i).values().get(PriceRow.UNIT);
                if (value == null) {
                    if (unit == null) {
                        violations.add(new Violation(at, "nothing", "a unit, or one for the whole list", ""));
                    }
                    continue;
                }
                String ofRow = checkedUnit(at, value, violations);
                found = found.isEmpty() ? ofRow : found;
                if (!ofRow.isEmpty() && !ofRow.equals(found)) {
                    violations.add(Violation.of(at, ofRow, "one unit in a list, here " + found, ""));
                }
            }
            return found;
        }

        private static String checkedUnit(String at, Object value, List<Violation> violations) {
            Optional<String> checked = value instanceof String text ? unitOf(text) : Optional.empty();
            if (checked.isEmpty()) {
                violations.add(Violation.of(at, value, ALLOWED_UNIT, ""));
            }
            return checked.orElse("");
        }
    }

    private static boolean isOfUnit(int codePoint) {
        return codePoint > ' '
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }
}
