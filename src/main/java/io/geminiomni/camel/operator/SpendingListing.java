package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Spending;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was spent, as a table for an operator and as CSV for a spreadsheet. */
public final class SpendingListing {
    private static final List<String> TITLES =
            List.of("DAY", "CHANNEL", "BUDGET KEY", "MODEL", "SPENT", "RESERVED", "UNIT", "ATTEMPTS", "UNPRICED");

    /** The first characters of a text that a spreadsheet takes for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private SpendingListing() {}

    /** A line of titles, and a line for each entry. */
    public static List<String> of(List<Spending> spent) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        spent.forEach(each -> rows.add(row(each).stream()
                .map(cell -> Printable.text(cell, Integer.MAX_VALUE))
                .toList()));
        return TaskListing.aligned(rows);
    }

    /** The same as CSV (RFC 4180), with the names of the columns in lower case. Text that looks like a formula begins with an apostrophe. */
    public static List<String> csv(List<Spending> spent) {
        List<String> lines = new ArrayList<>();
        lines.add("day,channel,budget_key,model,spent,reserved,unit,attempts,unpriced");
        spent.forEach(each ->
                lines.add(row(each).stream().map(SpendingListing::quoted).collect(Collectors.joining(","))));
        return lines;
    }

    private static List<String> row(Spending each) {
        return List.of(
                each.day().toString(),
                each.channel(),
                each.budgetKey(),
                each.model(),
                each.spent().toPlainString(),
                each.reserved().toPlainString(),
                each.unit(),
                Long.toString(each.attempts()),
                Long.toString(each.unpriced()));
    }

    private static String quoted(String cell) {
        String safe = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        return safe.chars().noneMatch(character -> ",\"\r\n".indexOf(character) >= 0)
                ? safe
                : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
