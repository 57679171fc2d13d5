package io.geminiomni.camel.emit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmissionWindowTest {
    private final EmissionWindow window = new EmissionWindow(2);

    private int poll(int queued, int inRoute, int claimed) {
        int room = window.room(queued, inRoute);
        window.took(Math.min(room, claimed));
        return room;
    }

    @Test
    void itDoublesWhileItIsFilledAndTheRouteKeepsUp() {
        assertThat(poll(0, 0, 100)).isEqualTo(2);
        assertThat(poll(0, 0, 100)).isEqualTo(4);
        assertThat(poll(0, 1, 100)).isEqualTo(7);
        assertThat(poll(0, 0, 100)).isEqualTo(16);
    }

    @Test
    void itHalvesWhenTheRouteDoesNotKeepUpButStaysAsWideAsTheRoute() {
        poll(0, 0, 100);
        poll(0, 0, 100);
        poll(0, 0, 100);

        assertThat(poll(6, 2, 100)).isZero();
        assertThat(poll(4, 2, 100)).isZero();
        assertThat(poll(0, 2, 100)).isZero();
        assertThat(poll(0, 1, 100)).isEqualTo(1);
    }

    @Test
    void itDoesNotGrowWhileThereIsNothingToClaim() {
        for (int i = 0; i < 20; i++) {
            assertThat(poll(0, 0, 0)).isEqualTo(2);
        }
    }

    @Test
    void itNeverGrowsBeyondAThousandOrSo() {
        for (int i = 0; i < 20; i++) {
            poll(0, 0, Integer.MAX_VALUE);
        }
        assertThat(poll(0, 0, 0)).isEqualTo(1024);
    }
}
