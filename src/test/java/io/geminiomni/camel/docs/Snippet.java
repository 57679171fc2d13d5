package io.geminiomni.camel.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a source file that stand between {@code tag::name[]} and {@code end::name[]}, without their indentation. */
final class Snippet {
    private Snippet() {}

    /**
     * @param source the path of the file and, unless all of it is meant, {@code #} and the tag
     * @throws IllegalArgumentException if there is no such region, or more than one
     */
    static List<String> read(String source) throws IOException {
        String[] parts = source.split("#", 2);
        Path file = Path.of(parts[0]);
        if (!parts[0].startsWith("src/test/") && !parts[0].startsWith("examples/")) {
            throw new IllegalArgumentException(source + " is neither a test nor an example, so nobody runs it");
        }
        List<String> lines = Files.readAllLines(file);
        return parts.length == 1 ? lines : region(lines, parts[1], source);
    }

    private static List<String> region(List<String> lines, String tag, String source) {
        List<String> region = new ArrayList<>();
        int regions = 0;
        boolean inside = false;
        for (String line : lines) {
            if (is("tag::" + tag + "[]", line)) {
                regions++;
                inside = true;
            } else if (is("end::" + tag + "[]", line)) {
                inside = false;
            } else if (inside && !line.contains("tag::") && !line.contains("end::")) {
                region.add(line);
            }
        }
        if (regions != 1 || inside || region.isEmpty()) {
            throw new IllegalArgumentException(
                    source + " has " + regions + " such regions, or it is empty or has no end");
        }
        return outdented(region);
    }

    /** Whether the line is a comment that says this and nothing else. */
    private static boolean is(String mark, String line) {
        return line.strip().replaceAll("^(//|#|<!--) ?| ?-->$", "").equals(mark);
    }

    private static List<String> outdented(List<String> region) {
        int indentation = region.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return region.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indentation))
                .toList();
    }
}
