package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.operator.TaskOperator;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 and the driver of PostgreSQL are optional: where one is needed and missing, the error names the dependency to add. */
class MissingDriverTest {
    @TempDir
    Path folder;

    @Test
    void aStoreDirectoryNeedsH2() throws Exception {
        assertThat(run("h2", StoreDirectoryProgram.class, folder.toString()))
                .contains("The option storeDirectory is " + folder)
                .contains("add the dependency com.h2database:h2");
    }

    @Test
    void theCommandLineNeedsTheDriverOfTheDatabasesUrl() throws Exception {
        assertThat(run("postgresql", TaskOperator.class, "list", "--jdbc-url", "jdbc:postgresql://localhost:1/db"))
                .contains("no driver for jdbc:postgresql:")
                .contains("add the dependency org.postgresql:postgresql");
        assertThat(run("h2", TaskOperator.class, "list", "--jdbc-url", "jdbc:h2:./db"))
                .contains("no driver for jdbc:h2:")
                .contains("add the dependency com.h2database:h2");
    }

    @Test
    void anotherKindOfDatabaseIsToldWhichThereAre() throws Exception {
        assertThat(run("h2", TaskOperator.class, "list", "--jdbc-url", "jdbc:nothing://localhost/db?password=SECRET"))
                .contains("no driver for jdbc:nothing:")
                .contains("PostgreSQL", "H2")
                .doesNotContain("SECRET");
    }

    /** Runs a program without a library, and gives what it says. */
    private static String run(String library, Class<?> main, String... arguments) throws Exception {
        List<String> command =
                JavaProgram.command("-cp", JavaProgram.classPathWithout(library + "-[0-9].*\\.jar"), main.getName());
        command.addAll(List.of(arguments));
        JavaProgram.Ended program = JavaProgram.run(command);
        assertThat(program.status()).as(program.output()).isEqualTo(1);
        return program.output();
    }

    /** Keeps its tasks in a folder. */
    static final class StoreDirectoryProgram {
        private StoreDirectoryProgram() {}

        public static void main(String[] arguments) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
                component.setApiKey("sk-test");
                component.setStoreDirectory(arguments[0]);
                context.start();
                context.getEndpoint("gemini-omni:adverts");
            }
        }
    }
}
