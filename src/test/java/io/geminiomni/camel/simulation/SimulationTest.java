package io.geminiomni.camel.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.geminiomni.camel.JavaProgram;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of new seeds each time keep what the component promises. */
@Tag("simulation")
class SimulationTest {
    private static final long HISTORIES = Long.getLong("histories", 3000);

    private SilentLogs logs;

    @BeforeEach
    void silence() throws Exception {
        logs = new SilentLogs();
    }

    @AfterEach
    void restore() throws Exception {
        logs.close();
    }

    @Test
    void noHistoryBreaksAPromise() throws Exception {
        long first = Seeds.first();
        System.out.println("The seeds are " + first + " and the next " + (HISTORIES - 1) + "; -Dsimulation.seed="
                + first + " repeats them");

        Search.Findings found = Search.amongSeeds(first, HISTORIES);

        System.out.println(found.figures());
        if (found.broken() != null) {
            fail(Report.of(
                    HistoryName.of(found.broken().plan().seed()),
                    PlantedFault.NONE,
                    found.broken().violations().get(0)));
        }
    }

    @Test
    void aSeedDeterminesItsHistory() {
        List<String> hashes = hashes();

        assertThat(hashes).doesNotHaveDuplicates();
        assertThat(hashes()).isEqualTo(hashes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itDeterminesItInAnotherProcess(boolean inH2) throws Exception {
        long seed = LongStream.iterate(1, next -> next + 1)
                .filter(each -> Plan.of(each).h2() == inH2)
                .findFirst()
                .orElseThrow();
        List<String> command = JavaProgram.onTestClassPath();
        command.addAll(List.of(Replay.class.getName(), Long.toString(seed)));

        JavaProgram.Ended replay = JavaProgram.run(command);

        assertThat(replay.output())
                .contains("Its hash is " + Simulation.run(Plan.of(seed)).hash());
    }

    private static List<String> hashes() {
        return LongStream.rangeClosed(1, 40)
                .mapToObj(seed -> Simulation.run(Plan.of(seed)).hash())
                .toList();
    }
}
