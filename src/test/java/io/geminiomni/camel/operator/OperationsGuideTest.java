package io.geminiomni.camel.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the operators' guide, one after the other on one store, say what the guide says that they say. */
class OperationsGuideTest {
    private static final Path GUIDE = Path.of("docs/operations.md");
    private static final Pattern COMMAND = Pattern.compile("```sh\ntasks (.+)\n```\n\n```text\n((?s:.*?))```\n");
    private static final Pattern SUBMITTED = Pattern.compile("(?!" + SampleStore.EXPIRES + ")[-0-9]{10}T[:0-9]{8}Z");
    private static final String A_DAY = "2026-03-01";
    private static final String A_TIME = "2026-03-01T12:00:00Z";

    @TempDir
    Path folder;

    @Test
    void theCommandsSayWhatTheGuideSays() throws Exception {
        SampleStore.fill(folder);
        SampleStore.in(folder, tasks -> {
            SampleStore.unknown(tasks, "order-20");
            SampleStore.booked(tasks, "order-21", "0.30");
            SampleStore.booked(tasks, "order-22", "0.20");
            return true;
        });
        String guide = Files.readString(GUIDE);

        String rendered = COMMAND.matcher(guide).replaceAll(this::rendered);

        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(GUIDE, rendered);
        } else {
            assertThat(guide)
                    .as(
                            "%s is not what the commands say. Run: mvn test -Dtest=OperationsGuideTest -Ddocs.update=true",
                            GUIDE)
                    .isEqualTo(rendered);
        }
        assertThat(COMMAND.matcher(guide).results()).hasSize(10);
    }

    private String rendered(MatchResult block) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream terminal = new PrintStream(said, true, StandardCharsets.UTF_8);
        String[] words =
                block.group(1).replace("/var/lib/adverts", folder.toString()).split(" ");
        new TaskOperator(terminal, terminal, Map.<String, String>of()::get, Clock.systemUTC()).run(words);
        String text = SUBMITTED
                .matcher(said.toString(StandardCharsets.UTF_8))
                .replaceAll(A_TIME)
                .replaceAll("(?m)^[-0-9]{10}(?=  )", A_DAY)
                .replaceAll("\\d+@\\S+", "4711@node-1")
                .replaceAll("operator \\S+,", "operator ann,");
        return Matcher.quoteReplacement("```sh\ntasks " + block.group(1) + "\n```\n\n```text\n" + text + "```\n");
    }
}
