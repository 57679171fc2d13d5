package io.geminiomni.camel.docs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** A test of an example that runs once in each language, and is told in {@link ExamplesTestSupport#dsl} in which. */
@TestTemplate
@ExtendWith(ExampleTest.InEachDsl.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ExampleTest {

    /** Makes the runs of a test. */
    final class InEachDsl implements TestTemplateInvocationContextProvider {
        @Override
        public boolean supportsTestTemplate(ExtensionContext test) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext test) {
            return Stream.of(Dsl.values()).map(Run::new);
        }
    }

    /** A run of a test. */
    record Run(Dsl dsl) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return dsl.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            TestInstancePostProcessor tell = (test, context) -> ((ExamplesTestSupport) test).dsl = dsl;
            return List.of(tell);
        }
    }
}
