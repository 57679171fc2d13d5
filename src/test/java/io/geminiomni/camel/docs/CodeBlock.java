package io.geminiomni.camel.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of code in a page. What it shows is either the region of a source file that a comment above it names, as
 * {@code snippet: path#tag}, or it is marked by its language as a shell command, plain text, or a diagram. A block of tabs
 * has the comments of all its blocks above it, as a comment between them would break its list.
 *
 * @param first the index of its first line of code
 * @param end the index of the line behind its last line of code
 * @param language empty where none is said
 * @param source where its lines are from
 */
record CodeBlock(
        int first, int end, String language, @Nullable String source) {
    private static final Set<String> NOT_TESTED = Set.of("sh", "text", "mermaid");
    private static final Pattern MARKER = Pattern.compile("(?://|<!--) snippet: (\\S+)(?: -->)?");
    private static final Pattern ASCIIDOC_LANGUAGE = Pattern.compile("\\[source,([a-z]+).*]");
    private static final Pattern INDENTED = Pattern.compile(" {4,}\\S.*");

    /** Whether it has to be taken from a source file. */
    boolean mustHaveSource() {
        return !NOT_TESTED.contains(language);
    }

    /** The blocks of an AsciiDoc page, which are listings. */
    static List<CodeBlock> ofAsciiDoc(List<String> lines) {
        List<CodeBlock> blocks = new ArrayList<>();
        Deque<String> ofTabs = new ArrayDeque<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.equals("[tabs]")) {
                ofTabs = markersAbove(lines, i);
            } else if (line.matches("-{4,}|\\.{4,}|```.*")) {
                Matcher language = ASCIIDOC_LANGUAGE.matcher(line(lines, i - 1));
                boolean named = language.matches();
                String closing = line.startsWith("```") ? "```" : line;
                int end = indexOf(lines, closing, i + 1);
                String source = ofTabs.isEmpty() ? marker(lines, named ? i - 2 : i - 1) : ofTabs.remove();
                blocks.add(new CodeBlock(i + 1, end, named ? language.group(1) : "", source));
                i = end;
            }
        }
        return blocks;
    }

    /** The blocks of a Markdown page: fenced, and indented ones, which can be marked by nothing. */
    static List<CodeBlock> ofMarkdown(List<String> lines) {
        List<CodeBlock> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                int end = indexOf(lines, "```", i + 1);
                blocks.add(new CodeBlock(i + 1, end, line.substring(3).strip(), marker(lines, i - 1)));
                i = end;
            } else if (INDENTED.matcher(line).matches() && line(lines, i - 1).isBlank()) {
                blocks.add(new CodeBlock(i, i + 1, "", null));
            }
        }
        return blocks;
    }

    private static Deque<String> markersAbove(List<String> lines, int index) {
        Deque<String> markers = new ArrayDeque<>();
        int above = index - 1;
        for (String source = marker(lines, above); source != null; source = marker(lines, above)) {
            markers.addFirst(source);
            above--;
        }
        return markers;
    }

    private static @Nullable String marker(List<String> lines, int index) {
        Matcher marker = MARKER.matcher(line(lines, index));
        return marker.matches() ? marker.group(1) : null;
    }

    private static String line(List<String> lines, int index) {
        return index < 0 ? "" : lines.get(index);
    }

    private static int indexOf(List<String> lines, String closing, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).equals(closing)) {
                return i;
            }
        }
        throw new IllegalArgumentException("The block that begins at line " + from + " does not end");
    }
}
