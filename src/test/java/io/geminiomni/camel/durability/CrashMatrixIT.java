package io.geminiomni.camel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.submit.SubmissionKey;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.Postgres;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program comes to a sudden end at each step from the intent to the acknowledgement. After its restart on the same store
 * nothing was paid for twice, nothing that was paid for is lost, and what is not known is visible.
 */
class CrashMatrixIT {
    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            names = {
                "INTENT_COMMITTED",
                "MID_BODY",
                "ANSWER_IN",
                "OUTCOME_COMMITTED",
                "CLAIMED",
                "EMITTED",
                "ROUTE_DONE"
            })
    void aHaltLosesAndRepeatsNothingOnH2(Step step) throws Exception {
        haltOnH2(step);
    }

    @ParameterizedTest
    @EnumSource(names = {"BODY_SENT", "RESULT_STORED"})
    void aKillLosesAndRepeatsNothingOnPostgreSql(Step step) throws Exception {
        killOnPostgreSql(step);
    }

    @Tag("programs")
    @ParameterizedTest
    @EnumSource
    void aHaltAtAnyStepLosesAndRepeatsNothingOnH2(Step step) throws Exception {
        haltOnH2(step);
    }

    @Tag("programs")
    @ParameterizedTest
    @EnumSource
    void aKillAtAnyStepLosesAndRepeatsNothingOnPostgreSql(Step step) throws Exception {
        killOnPostgreSql(step);
    }

    @Tag("endurance")
    @ParameterizedTest
    @MethodSource("everyStepManyTimes")
    void manyHaltsLoseAndRepeatNothingOnH2(Step step) throws Exception {
        haltOnH2(step);
    }

    @Tag("endurance")
    @ParameterizedTest
    @MethodSource("everyStepManyTimes")
    void manyKillsLoseAndRepeatNothingOnPostgreSql(Step step) throws Exception {
        killOnPostgreSql(step);
    }

    static Stream<Step> everyStepManyTimes() {
        return Stream.of(Step.values())
                .flatMap(step -> Stream.generate(() -> step).limit(Integer.getInteger("endurance.repetitions", 20)));
    }

    private void haltOnH2(Step step) throws Exception {
        try (Relay relay = new Relay(emulator().port())) {
            String emitted = halt(step, relay);
            try (StoreDirectory store = StoreDirectory.open(folder)) {
                assertNothingLostOrRepeated(step, emitted, store.dataSource(), relay);
            }
        }
    }

    private void killOnPostgreSql(Step step) throws Exception {
        String url = Postgres.newDatabaseUrl();
        try (Relay relay = new Relay(emulator().port())) {
            String emitted = kill(step, relay, url);
            assertNothingLostOrRepeated(step, emitted, Victim.store(url), relay);
        }
    }

    private String halt(Step step, Relay relay) throws Exception {
        Relay.Hold hold = step.place() == null ? null : relay.hold(step.place());
        try (Program victim = Program.start(Victim.class, folder.toString(), relay.baseUrl(), step.name(), "HALT")) {
            if (hold != null) {
                hold.awaitReached();
                victim.nudge();
            }
            assertThat(victim.awaitEnd()).as("%s", victim.lines()).isEqualTo(Victim.EXIT_CODE);
            if (hold != null) {
                hold.release();
            }
            return String.join(" ", victim.said(Victim.SAYS + "emitted "));
        }
    }

    private String kill(Step step, Relay relay, String url) throws Exception {
        Relay.Hold hold = step.place() == null ? null : relay.hold(step.place());
        try (Program victim = Program.start(Victim.class, url, relay.baseUrl(), step.name(), "WAIT")) {
            if (hold == null) {
                victim.awaitSaid(Victim.SAYS + "at " + step);
            } else {
                hold.awaitReached();
            }
            victim.kill();
            assertThat(victim.awaitEnd()).isEqualTo(128 + 9);
            if (hold != null) {
                hold.release();
            }
            return String.join(" ", victim.said(Victim.SAYS + "emitted "));
        }
    }

    private void assertNothingLostOrRepeated(Step step, String emittedBefore, DataSource store, Relay relay)
            throws Exception {
        assertThat(emulator().accepted()).isEqualTo(step.accepted());
        try (Restarted restarted = new Restarted(store, relay.baseUrl())) {
            await().pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() ->
                            assertThat(restarted.tasks().counts().keySet()).containsExactly(step.stateInTheEnd()));
            VideoTask task = restarted.tasks().find(Victim.CHANNEL, Victim.KEY).orElseThrow();

            Exchange again = restarted.submit(step.prompt(), Victim.KEY);

            if (step.stateInTheEnd() == TaskState.UNKNOWN) {
                assertThat(again.getException()).isInstanceOf(SubmissionOutcomeUnknownException.class);
                assertThat(restarted.tasks().unknown(Victim.CHANNEL))
                        .extracting(VideoTask::key)
                        .containsExactly(Victim.KEY);
            } else {
                assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID))
                        .isEqualTo(task.taskId());
                assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                        .isEqualTo(true);
                assertThat(step == Step.ACKNOWLEDGED ? emittedBefore : String.join(" ", restarted.emitted()))
                        .isEqualTo(task.taskId());
            }
            assertThat(emulator().accepted()).isEqualTo(step.accepted());
            assertThat(emulator().accepted(new SubmissionKey(Victim.CHANNEL, Victim.KEY).hash()))
                    .isEqualTo(step.accepted());
        }
    }

    private GatewayEmulator emulator() {
        return gateway.emulator();
    }
}
