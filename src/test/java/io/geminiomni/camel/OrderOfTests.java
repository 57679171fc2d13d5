package io.geminiomni.camel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Names, with each failure, the seed of the tests' order, and the classes that ran before in the same process. */
public final class OrderOfTests implements BeforeAllCallback, TestExecutionExceptionHandler {
    private static final Set<String> CLASSES = Collections.synchronizedSet(new LinkedHashSet<>());

    @Override
    public void beforeAll(ExtensionContext context) {
        CLASSES.add(context.getRequiredTestClass().getSimpleName());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new Order(System.getProperty("tests.seed", "(none was set)"), List.copyOf(CLASSES)));
        throw failure;
    }

    /** Not a failure, but what goes with one. */
    private static final class Order extends RuntimeException {
        Order(String seed, List<String> classes) {
            super(
                    "the tests were in the order of -Dtests.seed=" + seed + ", in this process so far: " + classes,
                    null,
                    false,
                    false);
        }
    }
}
