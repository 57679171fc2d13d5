package io.geminiomni.camel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault that is put in is found. */
@Tag("simulation")
class PlantedFaultsTest {
    /** Within so many histories each fault has to be found. */
    private static final int MOST = 20_000;

    private SilentLogs logs;

    @BeforeEach
    void silence() throws Exception {
        logs = new SilentLogs();
    }

    @AfterEach
    void restore() throws Exception {
        logs.close();
    }

    static Stream<PlantedFault> faults() {
        return Arrays.stream(PlantedFault.values()).filter(fault -> fault != PlantedFault.NONE);
    }

    /**
     * Repeats the history that has found it. Another version of the component may make another history of the seed; then the
     * search goes on from there, and says which seed to note.
     */
    @ParameterizedTest
    @MethodSource("faults")
    void theHistoryThatHasFoundItFindsIt(PlantedFault fault) {
        long seed = search(fault, fault.foundBy());

        assertThat(Simulation.run(Plan.of(seed)).violations()).isEmpty();
        if (seed != fault.foundBy()) {
            System.out.println(fault + " is found by the history " + seed + " now: note it in PlantedFault");
        }
    }

    /** In the profile {@code simulation} only. */
    @ParameterizedTest
    @MethodSource("faults")
    @Tag("search")
    void newHistoriesFindIt(PlantedFault fault) {
        long first = Seeds.first() + ((long) MOST * fault.ordinal());

        long seed = search(fault, first);

        System.out.println(
                fault + " is found by the history " + seed + ", the " + (seed - first + 1) + ". that was tried");
    }

    private static long search(PlantedFault fault, long first) {
        long seed = first;
        while (!Simulation.run(Plan.of(seed), fault).breaks(fault.breaks())) {
            seed++;
            assertThat(seed)
                    .as("one of %s histories from %s breaks %s because of %s", MOST, first, fault.breaks(), fault)
                    .isLessThan(first + MOST);
        }
        return seed;
    }
}
