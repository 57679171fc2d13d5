package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final List<String> done = new ArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    @Test
    void eachStepIsDoneAndTheFirstFailureIsThrown() {
        Error first = new NoClassDefFoundError("first");
        RuntimeException second = new IllegalStateException("second");

        cleanup.step(() -> fail(first)).step(() -> fail(second)).step(() -> done.add("third"));

        assertThat(done).containsExactly("third");
        assertThatThrownBy(cleanup::end).isSameAs(first).hasSuppressedException(second);
    }

    @Test
    void withoutAFailureNothingIsThrown() {
        cleanup.step(() -> done.add("first")).end();

        assertThat(done).containsExactly("first");
    }

    private static void fail(Error error) {
        throw error;
    }

    private static void fail(RuntimeException exception) {
        throw exception;
    }
}
