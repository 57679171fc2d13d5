package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.task.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;

/** The readiness check of the gateway, which queries the balance. */
class GatewayHealthCheckTest extends GeminiOmniTestSupport {
    private static final String ID = "gemini-omni-gateway";

    /** Far less than {@code requestTimeout}. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        component(camel).setHealthCheckGatewayEnabled(true);
        return camel;
    }

    private static GeminiOmniComponent component(CamelContext camel) {
        return camel.getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    private List<HealthCheck.Result> results() {
        return HealthCheckHelper.invokeReadiness(context, "full").stream()
                .filter(result -> result.getCheck().getId().equals(ID))
                .toList();
    }

    private HealthCheck.Result probe() {
        List<HealthCheck.Result> results = results();
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    /** When the gateway has answered, which a probe does not wait for on a slow machine. */
    private HealthCheck.Result result() {
        return await().until(
                        this::probe, probed -> !probed.getMessage().orElse("").contains("has not answered yet"));
    }

    private void start(String uri) throws Exception {
        context.getEndpoint(uri).start();
    }

    @Test
    void itIsUpWithItsFiguresWhenTheBalanceIsEnough() throws Exception {
        emulator().balance("12.50");
        start("gemini-omni:adverts?minBalance=10");

        HealthCheck.Result result = result();
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getCheck().isReadiness()).isTrue();
        assertThat(result.getCheck().isLiveness()).isFalse();
        assertThat(result.getDetails().entrySet())
                .filteredOn(detail -> detail.getKey().startsWith("balance."))
                .singleElement()
                .satisfies(detail -> assertThat((BigDecimal) detail.getValue()).isEqualByComparingTo("12.50"));
        assertThat(result.getDetails().toString()).doesNotContain("sk-test");
    }

    @Test
    void itIsDownBelowTheHighestMinimumOfTheAccount() throws Exception {
        emulator().balance("12.50");
        start("gemini-omni:adverts?minBalance=10");
        start("gemini-omni:trailers?minBalance=20");

        HealthCheck.Result result = result();
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getMessage().orElseThrow())
                .contains("The balance of the account", "is 12.5", "below minBalance, 20", "Top up");
    }

    @Test
    void theBalanceIsQueriedAtMostEveryCacheTime() throws Exception {
        emulator().balance("12.50");
        start("gemini-omni:adverts?minBalance=10&balanceCacheTime=60s");
        start("gemini-omni:trailers?minBalance=10&balanceCacheTime=30s");
        result();
        int calls = emulator().requests().size();
        assertThat(calls).isEqualTo(2);

        emulator().balance("1");
        clock.advance(Duration.ofSeconds(29));
        assertThat(result().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(emulator().requests()).hasSize(calls);
        clock.advance(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN));
        assertThat(emulator().requests()).hasSize(2 * calls);
    }

    @Test
    void itIsDownWhileTheGatewayRefusesTheKey() throws Exception {
        emulator().every(Call.USER_BALANCE, Fault.code("20001", "authentication failed"));
        start("gemini-omni:adverts");

        HealthCheck.Result result = result();
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getMessage().orElseThrow()).contains("could not be queried", "authentication failed");

        emulator().clearScript();
        clock.advance(Duration.ofSeconds(30));
        await().untilAsserted(() -> assertThat(result().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void aGatewayThatCannotBeReachedIsNoReasonToBeDown() throws Exception {
        emulator().every(Call.USER_BALANCE, Fault.status(503));
        start("gemini-omni:adverts?minBalance=10");

        assertThat(result().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        assertThat(result().getError()).isPresent();
    }

    @Test
    void aSlowGatewayHoldsUpNoProbe() throws Exception {
        emulator().every(Call.USER_BALANCE, Fault.hang());
        start("gemini-omni:adverts?minBalance=10");

        for (int probe = 0; probe < 3; probe++) {
            HealthCheck.Result result = assertTimeoutPreemptively(SOON, this::probe);
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UNKNOWN);
            assertThat(result.getMessage().orElseThrow())
                    .contains("The balance of the account", "is being queried", "has not answered yet");
        }
        await().untilAsserted(() -> assertThat(emulator().calls(Call.USER_BALANCE))
                .as("one query at a time")
                .isEqualTo(1));
    }

    @Test
    void whileTheGatewayIsSlowTheLastAnswerCounts() throws Exception {
        emulator().balance("12.50");
        start("gemini-omni:adverts?minBalance=10&balanceCacheTime=30s");
        assertThat(result().getState()).isEqualTo(HealthCheck.State.UP);

        emulator().balance("1");
        emulator().next(Call.USER_BALANCE, Fault.none().delayed(Duration.ofSeconds(8)));
        clock.advance(Duration.ofSeconds(30));
        assertThat(assertTimeoutPreemptively(SOON, this::probe).getState()).isEqualTo(HealthCheck.State.UP);

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN));
    }

    @Test
    void itsThreadsEndWithTheLastEndpoint() throws Exception {
        ContextThreads threads = ContextThreads.of(context);
        start("gemini-omni:adverts");
        result();
        await().untilAsserted(() ->
                assertThat(threads.alive("GeminiOmniBalanceCheck")).isNotEmpty());

        context.getEndpoint("gemini-omni:adverts").stop();
        await().untilAsserted(() ->
                assertThat(threads.alive("GeminiOmniBalanceCheck")).isEmpty());
    }

    @Test
    void afterTheStopOfTheComponentTheBalanceIsNotKnown() throws Exception {
        start("gemini-omni:adverts");
        component(context).stop();

        assertThat(result().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void itCanBeDisabledAndQueriesNothingThen() throws Exception {
        start("gemini-omni:adverts?minBalance=10");
        HealthCheckRegistry.get(context).getCheck(ID).orElseThrow().setEnabled(false);

        assertThat(result().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void itIsThereAsLongAsAnEndpointIsStarted() throws Exception {
        assertThat(results()).isEmpty();
        start("gemini-omni:adverts");
        assertThat(result().getDetails()).isNotEmpty();

        context.getEndpoint("gemini-omni:adverts").stop();
        assertThat(HealthCheckRegistry.get(context).getCheck(ID)).isEmpty();
    }

    @Test
    void withoutTheOptionThereIsNone() throws Exception {
        component(context).setHealthCheckGatewayEnabled(false);
        start("gemini-omni:adverts?minBalance=10");

        assertThat(results()).isEmpty();
        assertThat(HealthCheckRegistry.get(context).getCheck("gemini-omni:adverts"))
                .isPresent();
    }
}
