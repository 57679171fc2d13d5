package io.geminiomni.camel.docs;

import io.geminiomni.camel.docs.Catalogue.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of options and headers as plain AsciiDoc, which a repository page shows without a build. */
final class OptionTables {
    private final Catalogue catalogue;

    OptionTables(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Each section of the page that holds tables, by the name in its marker comments. */
    Map<String, List<String>> sections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        sections.put("component options", component());
        sections.put("endpoint options", endpoint());
        sections.put("message headers", headers());
        return sections;
    }

    private List<String> component() {
        return lines("The component has " + catalogue.component().size() + " options:\n\n"
                + table("Group", catalogue.component(), true));
    }

    private List<String> endpoint() {
        return lines("=== Path parameters\n\n" + table("Group", catalogue.path(), true) + "\n\n=== Query parameters\n\n"
                + "The endpoint has " + catalogue.query().size() + " query parameters:\n\n"
                + table("Group", catalogue.query(), true));
    }

    private List<String> headers() {
        return lines("There are " + catalogue.headers().size()
                + " headers. Those of the group common are written by both sides:\n\n"
                + table("Group", catalogue.headers(), false));
    }

    private static String table(String group, List<Option> options, boolean withDefault) {
        String head =
                "[width=\"100%\",cols=\"" + (withDefault ? "2,1,4,1,1" : "2,1,4,1") + "\",options=\"header\"]\n|===\n"
                        + "|Name |" + group + " |Description" + (withDefault ? " |Default" : "") + " |Type\n\n";
        return options.stream()
                .map(option -> row(option, withDefault))
                .collect(Collectors.joining("\n\n", head, "\n|==="));
    }

    private static String row(Option option, boolean withDefault) {
        String value = option.shownDefault();
        return "|`" + option.name() + "`\n|" + escape(option.group()) + "\n|" + description(option) + "\n"
                + (withDefault ? "|" + (value.isEmpty() ? "" : literal(value)) + "\n" : "") + "|"
                + literal(option.shownType());
    }

    private static String description(Option option) {
        StringBuilder text = new StringBuilder();
        if (option.required()) {
            text.append("*Required.* ");
        }
        if (option.secret()) {
            text.append("*Secret.* ");
        }
        if (option.autowired()) {
            text.append("*Autowired.* ");
        }
        if (option.deprecated()) {
            text.append("*Deprecated.* ");
        }
        text.append(escape(option.description()));
        if (!option.values().isEmpty()) {
            text.append(option.values().stream()
                    .map(OptionTables::literal)
                    .collect(Collectors.joining(", ", " Values: ", ".")));
        }
        return text.toString();
    }

    private static String literal(String text) {
        return "`" + escape(text) + "`";
    }

    /** What AsciiDoc would take for a cell or an attribute. */
    private static String escape(String text) {
        return text.replace("|", "\\|").replaceAll("(\\$\\{\\S*})", "+$1+");
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
