package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the documentation true: its tables are those of the generated catalogue, its code is code that tests run, and what
 * it says of states and tests can be found.
 */
class DocsTest {
    private static final Path COMPONENT_PAGE = Path.of("docs/gemini-omni-component.adoc");
    private static final Path GUARANTEES = Path.of("docs/guarantees.md");
    private static final Path VERSIONS = Path.of("docs/versions.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final boolean UPDATE = Boolean.getBoolean("docs.update");
    private static final String HOW_TO_UPDATE =
            "%s is not what the build renders. Run: mvn test -Dtest=DocsTest -Ddocs.update=true";

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            files.filter(file -> file.toString().matches(".*\\.(adoc|md)")).forEach(pages::add);
        }
        Path readme = Path.of("README.md");
        if (Files.exists(readme)) {
            pages.add(readme);
        }
        return pages.stream();
    }

    @Test
    void theTablesAreThoseOfTheGeneratedCatalogue() throws Exception {
        Page page = Page.read(COMPONENT_PAGE);
        assertIsUpToDate(page, page.withSections(new OptionTables(Catalogue.read()).sections()));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCodeBlockIsTakenFromATestOrMarkedAsNoCode(Path path) throws Exception {
        Page page = Page.read(path);
        assertThat(page.unmarkedBlocks())
                .as("code blocks that neither name their source in a comment above, as in 'snippet:"
                        + " src/test/java/SomeTest.java#tag', nor have the language sh, text or mermaid")
                .isEmpty();
        assertIsUpToDate(page, page.withSnippets());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatCodeIsTakenFromIsRunByATest(Path path) throws Exception {
        for (CodeBlock block : Page.read(path).blocks()) {
            if (block.source() != null) {
                Path source = Path.of(block.source().split("#")[0]);
                assertThat(isRun(source)).as("whether a test runs %s", source).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aCodeBlockHasTheLanguageOfItsSource(Path path) throws Exception {
        for (CodeBlock block : Page.read(path).blocks()) {
            if (block.source() != null) {
                assertThat(block.source().split("#")[0])
                        .as("source of the block at line %s of %s", block.first(), path)
                        .endsWith("." + block.language());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatIsNamedExists(Path path) throws Exception {
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .forEach(tests::add);
        }
        assertThat(tests)
                .containsAll(matches(
                        "`([A-Z][A-Za-z]+(?:Test|IT|Contract))`",
                        Page.read(path).text()));
    }

    @Test
    void theDependenciesHaveTheCoordinatesOfThePom() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String source : List.of(
                "src/test/resources/docs/dependency.xml#dependency",
                "src/test/resources/docs/emulator-dependency.xml#dependency",
                "src/test/resources/docs/report-plugin.xml#plugin")) {
            for (String line : Snippet.read(source)) {
                String coordinate = line.strip();
                boolean isNone = coordinate.matches(
                        "</?(plugin|dependency|dependencies)>|<(classifier>emulator|scope>test)</.*");
                boolean isCamels = source.endsWith("#plugin")
                        && pom.contains(">4.18.0</camel.version>")
                        && coordinate.matches(
                                "<(groupId>org.apache.camel|artifactId>camel-report-maven-plugin|version>4.18.0)</.*");
                assertThat(isNone || isCamels || pom.contains("\n  " + coordinate))
                        .as("whether the pom has %s", coordinate)
                        .isTrue();
            }
        }
        assertThat(pom).contains("<shadedClassifierName>emulator</shadedClassifierName>");
    }

    @Test
    void theVersionsAreThoseOfThePom() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        String next = pom.substring(pom.indexOf("<id>camel-next</id>"));
        next = next.substring(0, next.indexOf("</profile>"));
        Set<String> named = new TreeSet<>();
        named.addAll(matches("<camel(?:\\.runtime)?\\.version>([0-9.]+)</", pom));
        named.addAll(matches("<(?:h2|postgresql|spring-boot)\\.version>([0-9.]+)</", pom));
        named.addAll(matches("<artifactId>(camel-[a-z-]+)</", next));
        assertThat(Page.read(VERSIONS).text()).contains(named);
    }

    @Test
    void theStateDiagramHasTheTransitionsOfTheCode() throws Exception {
        Set<String> transitions = new TreeSet<>();
        for (TaskState from : TaskState.values()) {
            for (TaskState to : TaskState.values()) {
                if (from.canBecome(to)) {
                    transitions.add(from + " --> " + to);
                }
            }
        }
        assertThat(matches("([A-Z_]+ --> [A-Z_]+)", Page.read(GUARANTEES).text()))
                .isEqualTo(transitions);
    }

    private static void assertIsUpToDate(Page page, Page rendered) throws IOException {
        if (UPDATE) {
            rendered.write();
        } else {
            assertThat(page.text()).as(HOW_TO_UPDATE, page.path()).isEqualTo(rendered.text());
        }
    }

    /** A test or an example is; a resource is where a test names it, with the ending of its file or without. */
    private static boolean isRun(Path source) throws IOException {
        String name = source.getFileName().toString();
        if (source.startsWith("examples") || name.endsWith("Test.java")) {
            return true;
        }
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> tests =
                    files.filter(file -> file.toString().endsWith("Test.java")).toList();
            for (Path test : tests) {
                String text = Files.readString(test);
                if (text.contains("docs/" + name) || text.contains("\"docs/" + withoutEnding(name) + "\"")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String withoutEnding(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static Set<String> matches(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
