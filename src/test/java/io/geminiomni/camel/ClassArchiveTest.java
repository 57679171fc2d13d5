package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class ClassArchiveTest {
    @Test
    void programsOfTestsHaveTheClassesOfLibrariesFromIt() throws Exception {
        List<String> command = JavaProgram.onTestClassPath();
        command.addAll(List.of("-Xlog:class+load", Program.class.getName()));

        JavaProgram.Ended program = JavaProgram.run(command);

        assertThat(program.status()).as(program.output()).isZero();
        assertThat(program.output().lines())
                .anyMatch(line -> line.contains(DefaultCamelContext.class.getName() + " source: shared objects file"));
    }

    /** Starts a context without routes. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.start();
            }
        }
    }
}
