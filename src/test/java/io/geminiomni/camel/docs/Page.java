package io.geminiomni.camel.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page of the documentation, and what it has to be like: its tables rendered, its code blocks taken from tests. */
final class Page {
    private final Path path;
    private final List<String> lines;

    private Page(Path path, List<String> lines) {
        this.path = path;
        this.lines = lines;
    }

    static Page read(Path path) throws IOException {
        return new Page(path, Files.readAllLines(path));
    }

    Path path() {
        return path;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    List<CodeBlock> blocks() {
        return path.toString().endsWith(".adoc") ? CodeBlock.ofAsciiDoc(lines) : CodeBlock.ofMarkdown(lines);
    }

    /** The code of one of its blocks. */
    List<String> lines(CodeBlock block) {
        return lines.subList(block.first(), block.end());
    }

    /** Where its code blocks are that neither name a source nor are marked as something that is none. */
    List<String> unmarkedBlocks() {
        return blocks().stream()
                .filter(block -> block.mustHaveSource() && block.source() == null)
                .map(block -> path + ":" + (block.first() + 1))
                .toList();
    }

    /** This page with the lines of each code block as they are in its source now. */
    Page withSnippets() throws IOException {
        List<String> result = new ArrayList<>();
        int copied = 0;
        for (CodeBlock block : blocks()) {
            if (block.source() != null) {
                result.addAll(lines.subList(copied, block.first()));
                result.addAll(Snippet.read(block.source()));
                copied = block.end();
            }
        }
        result.addAll(lines.subList(copied, lines.size()));
        return new Page(path, result);
    }

    /** This page with the given lines between the markers {@code // name: START} and {@code // name: END}. */
    Page withSections(Map<String, List<String>> sections) {
        List<String> result = new ArrayList<>(lines);
        sections.forEach((name, section) -> {
            int start = result.indexOf("// " + name + ": START");
            int end = result.indexOf("// " + name + ": END");
            if (start < 0 || end < start) {
                throw new IllegalArgumentException(path + " has no section " + name);
            }
            result.subList(start + 1, end).clear();
            result.addAll(start + 1, section);
        });
        return new Page(path, result);
    }

    void write() throws IOException {
        Files.writeString(path, text());
    }
}
