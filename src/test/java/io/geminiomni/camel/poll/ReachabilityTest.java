package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private static final Duration MEMORY = Duration.ofMinutes(5);

    private final MutableClock clock = new MutableClock(NOON);
    private final Reachability gateway = new Reachability("adverts", "The gateway", MEMORY, Elapsed.of(clock));
    private final GatewayUnavailableException away = new GatewayUnavailableException(failure("it is away", null));

    @Test
    void anOutageIsOneWarningAndItsEndIsTold() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            for (int i = 0; i < 20; i++) {
                gateway.failed(away);
                clock.advance(Duration.ofSeconds(3));
            }
            gateway.reached();
            gateway.reached();

            assertThat(logs.text().lines().filter(line -> line.contains(" WARN ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("The gateway", "channel adverts", "it is away"));
            assertThat(logs.text().lines().filter(line -> line.contains(" INFO ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("for 60 s", "failed 20"));
        }
    }

    @Test
    void anotherKindOfFailureIsToldOnceMore() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            gateway.failed(away);
            gateway.failed(new IllegalStateException("it answers nonsense"));
            gateway.failed(new GatewayAuthenticationException(failure("told by the standing of the account", null)));
            gateway.failed(away);

            assertThat(logs.text().lines().filter(line -> line.contains(" WARN ")))
                    .hasSize(2);
        }
    }

    @Test
    void aFailureIsKnownUntilThereIsSuccessOrNothingWasHeardForLong() {
        gateway.failed(away);
        gateway.failed(away);
        assertThat(gateway.failures()).isEqualTo(2);
        assertThat(gateway.failure()).isSameAs(away);

        clock.advance(MEMORY.plusSeconds(1));
        assertThat(gateway.failures()).isZero();
        assertThat(gateway.failure()).isNull();

        gateway.failed(away);
        gateway.reached();
        assertThat(gateway.failures()).isZero();
    }
}
