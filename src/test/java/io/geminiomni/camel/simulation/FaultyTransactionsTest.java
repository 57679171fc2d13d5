package io.geminiomni.camel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultyTransactionsTest {
    private static final int THREADS = 4;

    private int begun;
    private int inside;
    private int most;

    /** Two that waited could be those for which the running thread waits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneTransactionAtMostWaitsWhileOthersBegin(long seed) {
        Scheduler scheduler = new Scheduler(new Random(seed), 1);
        FaultyTransactions transactions = new FaultyTransactions(scheduler, new Chance(seed, Map.of()));
        for (int thread = 0; thread < THREADS; thread++) {
            scheduler.start("thread " + thread, new Life("node"), () -> begin(scheduler, transactions));
        }

        scheduler.run();

        assertThat(begun).isEqualTo(THREADS);
        assertThat(most).isEqualTo(2);
    }

    private void begin(Scheduler scheduler, FaultyTransactions transactions) {
        inside++;
        most = Math.max(most, inside);
        try {
            transactions.begin();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        inside--;
        begun++;
        if (begun == THREADS) {
            scheduler.finish();
        }
    }
}
