package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A virtual thread that waits for a store or the network inside {@code synchronized} keeps its carrier thread on JDK 21, and
 * so does one that waits there for a lock. So only small classes have it, none of which calls anything that waits.
 */
class SynchronizedTest {
    private static final Path SOURCES = Path.of("src/main/java/io/geminiomni/camel");

    private static final Set<String> ALLOWED = Set.of(
            // Makes and forgets its Channels, which start nothing and open no store.
            "GeminiOmniComponent.java",
            // A store, but one in memory: it calls no other.
            "task/InMemoryVideoTaskRepository.java",
            // Arithmetic.
            "download/ReadingRate.java",
            // Sets and cancels a timer, and has a slow request cancelled, which waits for nothing.
            "download/RateGuard.java",
            // Holds the request that is to be cancelled.
            "download/CurrentRequest.java");

    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern KEYWORD = Pattern.compile("\\bsynchronized\\b");

    @Test
    void onlySmallClassesThatCallNothingThatWaitsAreSynchronized() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Set<String> found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(SynchronizedTest::isSynchronized)
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toSet());

            assertThat(found).isEqualTo(ALLOWED);
        }
    }

    @Test
    void theKeywordIsFoundInCodeAndNotInCommentsAndTexts() {
        assertThat(hasKeyword("synchronized void a() {}")).isTrue();
        assertThat(hasKeyword("/* a */ synchronized (this) {} // b")).isTrue();
        assertThat(hasKeyword("String a = \"\\\"\"; synchronized (a) {}")).isTrue();
        assertThat(hasKeyword("/** synchronized\n */ String a = \"synchronized\"; // synchronized"))
                .isFalse();
        assertThat(hasKeyword("Collections.synchronizedMap(map)")).isFalse();
    }

    private static boolean isSynchronized(Path file) {
        try {
            return hasKeyword(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasKeyword(String source) {
        return KEYWORD.matcher(COMMENT_OR_TEXT.matcher(source).replaceAll(" ")).find();
    }
}
