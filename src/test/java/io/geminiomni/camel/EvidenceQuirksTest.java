package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.EmulatedTask;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Quirk;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.option.Reconcile;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evidence for requests of unknown outcome at gateways that charge and refund in different ways. */
class EvidenceQuirksTest extends GeminiOmniTestSupport {
    private static final Duration LATER = Duration.ofMinutes(5);
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final String REFUNDED =
            "Evidence: cannot tell, as another task may have been refunded meanwhile, which hides a charge; ";

    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-03-01T09:50:01Z"));
    }

    @Override
    GatewayEmulator.Builder emulated(GatewayEmulator.Builder settings) {
        return settings.clock(clock).price("0.30");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry()
                .bind(
                        "prices",
                        PriceList.builder("credits")
                                .row(PriceRow.amount("0.30"))
                                .build());
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setPriceList("#prices");
        component.setReconcile(Reconcile.balance);
        component.setAccountExclusive(true);
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:request").to("gemini-omni:adverts");
                from("gemini-omni:adverts?initialDelay=0&delay=10&emitFailures=true")
                        .to("mock:ended");
            }
        };
    }

    /** No request before the start may be charged any more, and the first reading of the balance takes no longer than the others. */
    @BeforeEach
    void theProgramHasRunForAWhile() {
        template.requestBody("gemini-omni:adverts?operation=balance", "");
        clock.advance(RECENT);
    }

    private String failure(String key) {
        Exception failure = template.request("direct:request", exchange -> {
                    exchange.getIn().setBody("a cat");
                    exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
                })
                .getException();
        return failure == null ? "" : failure.getMessage();
    }

    private VideoTask task(String key) {
        return tasks.find("adverts", key).orElseThrow();
    }

    private EmulatedTask emulated(String key) {
        return emulator().task(Objects.requireNonNull(task(key).taskId()));
    }

    private void accept(String key, Timeline timeline) {
        emulator().nextTasks(timeline);
        assertThat(failure(key)).isEmpty();
    }

    private void deliver(String key) {
        accept(key, Timeline.immediate());
        awaitEnd(key);
    }

    private void awaitEnd(String key) {
        clock.advance(Duration.ofSeconds(30));
        await().untilAsserted(() -> assertThat(task(key).state()).isEqualTo(TaskState.DELIVERED));
    }

    private void loseTheAnswer(boolean accepted) {
        emulator().nextCreates(accepted ? Fault.closeAfterRequest().afterAccepting() : Fault.closeAfterRequest());
    }

    private void awaitEvidence(String key, String start) {
        clock.advance(LATER);
        await().untilAsserted(() -> assertThat(task(key).errorMessage()).startsWith(start));
        assertThat(task(key).state()).isEqualTo(TaskState.UNKNOWN);
    }

    @Test
    void aGatewayThatChargesAtAcceptanceHasCharged() {
        loseTheAnswer(true);

        assertThat(failure("order-1"))
                .contains(
                        "Evidence: charged; spent by the account between 10:00:01 and 10:00:01: 0.30; accounted for by"
                                + " known tasks: 0.00; in flight: this one only; its price: 0.30; spent by the key: 0.30. ");
        awaitEvidence("order-1", "Evidence: charged; spent by the account between 10:00:01 and 10:05:01: 0.30; ");
    }

    @Test
    void aGatewayThatChargesLateHasChargedMinutesLater() {
        emulator().quirks(Quirk.CHARGE_LATE);
        loseTheAnswer(true);

        assertThat(failure("order-1")).contains("Evidence: cannot tell, as it may be charged later; ");
        awaitEvidence("order-1", "Evidence: charged; ");
    }

    @Test
    void aGatewayThatNeverChargesHasNotCharged() {
        emulator().quirks(Quirk.CHARGE_NEVER);
        loseTheAnswer(true);
        failure("order-1");

        awaitEvidence("order-1", "Evidence: not charged; ");
    }

    @Test
    void afterVideosThatWereDeliveredARequestIsKnownNotToBeCharged() {
        deliver("order-1");
        clock.advance(RECENT);
        loseTheAnswer(false);
        failure("order-2");

        awaitEvidence("order-2", "Evidence: not charged; ");
    }

    @Test
    void whatIsDeliveredMeanwhileIsAccountedFor() {
        loseTheAnswer(false);
        failure("order-1");
        deliver("order-2");

        awaitEvidence("order-1", "Evidence: not charged; ");
        assertThat(task("order-1").errorMessage()).contains(": 0.30; accounted for by known tasks: 0.30; ");
    }

    @Test
    void aTaskThatIsNeverChargedDoesNotAccountForWhatARequestCost() {
        emulator().quirks(Quirk.CHARGE_NEVER);
        accept("order-1", Timeline.immediate().processing(Duration.ofDays(1)));
        emulator().quirks();
        loseTheAnswer(true);
        failure("order-2");

        awaitEvidence("order-2", "Evidence: cannot tell, as other requests may have cost the same amount, or may be");
    }

    @Test
    void theRefundOfAnEarlierTaskHidesACharge() {
        emulator().quirks(Quirk.REFUND_FAILURES, Quirk.CHARGE_LATE);
        accept("order-1", Timeline.immediate().processing(Duration.ofDays(1)));
        clock.advance(RECENT);
        loseTheAnswer(true);
        failure("order-2");
        emulated("order-1").fail("unsafe");
        awaitEnd("order-1");

        awaitEvidence(
                "order-2",
                REFUNDED
                        + "spent by the account between 10:10:01 and 10:15:31: 0.00; accounted for by known tasks: 0.00; ");
        assertThat(tasks.history("adverts", "order-2"))
                .last()
                .satisfies(entry -> assertThat(entry.reason())
                        .startsWith(REFUNDED)
                        .contains("in flight: this one only; its price: 0.30; spent by the key: 0.00. "));
    }

    @Test
    void theRefundOfATaskThatIsStillOpenHidesACharge() {
        accept("order-1", Timeline.immediate().processing(Duration.ofDays(1)));
        clock.advance(RECENT);
        loseTheAnswer(false);
        failure("order-2");

        awaitEvidence("order-2", REFUNDED + "spent by the account between 10:10:01 and 10:15:01: 0.00; ");
    }

    @Test
    void theRefundOfAFailureOfLongAgoHidesNothing() {
        emulator().quirks(Quirk.REFUND_FAILURES);
        accept("order-1", Timeline.immediate().failed("unsafe"));
        awaitEnd("order-1");
        clock.advance(RECENT);
        loseTheAnswer(false);
        failure("order-2");

        awaitEvidence("order-2", "Evidence: not charged; ");
    }

    @Test
    void aTaskOfBeforeTheStartMayBeRefunded() {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token", "adverts", "adopted", request.fingerprint(), request, Map.of(), gateway.baseUrl(), "account");
        tasks.adopt(submission, "made-elsewhere");
        loseTheAnswer(false);
        failure("order-1");

        awaitEvidence("order-1", REFUNDED + "spent by the account between 10:00:01 and 10:05:01: 0.00; ");
    }

    @Test
    void aVerdictIsNotReplacedByDoubts() {
        loseTheAnswer(true);
        assertThat(failure("order-1")).contains("Evidence: charged; ");
        emulator().quirks(Quirk.CHARGE_LATE);
        clock.advance(LATER.minusSeconds(10));
        accept("order-2", Timeline.immediate().processing(Duration.ofDays(1)));
        long before = emulator().calls(Call.USER_BALANCE);
        clock.advance(Duration.ofSeconds(10));

        await().until(() -> emulator().calls(Call.KEY_BALANCE) > before);
        loseTheAnswer(false);
        failure("order-3");
        assertThat(task("order-1").errorMessage()).startsWith("Evidence: charged; ");
    }

    @Test
    void aChargeThatWasSeenIsNotTakenBackByARefundOfATaskThatNobodyHereKnows() throws IOException {
        emulator().quirks(Quirk.REFUND_FAILURES);
        EmulatedTask foreign = createdElsewhere();
        clock.advance(RECENT);
        loseTheAnswer(true);
        assertThat(failure("order-1")).contains("Evidence: charged; ");
        foreign.fail("unsafe");
        template.requestBody("gemini-omni:adverts?operation=status", foreign.id());
        long before = emulator().calls(Call.KEY_BALANCE);
        clock.advance(LATER);

        await().until(() -> emulator().calls(Call.KEY_BALANCE) > before);
        loseTheAnswer(false);
        failure("order-2");
        assertThat(task("order-1").errorMessage()).startsWith("Evidence: charged; ");
    }

    /** A task that is made by another program. */
    private EmulatedTask createdElsewhere() throws IOException {
        emulator().nextTasks(Timeline.immediate().processing(Duration.ofDays(1)));
        CamelContext another = new DefaultCamelContext();
        GeminiOmniComponent component = another.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setTaskRepository(RecordedTasks.inMemory(clock, gateway::emulator));
        another.start();
        try (ProducerTemplate creator = another.createProducerTemplate()) {
            VideoTask task = creator.requestBody("gemini-omni:adverts", "a dog", VideoTask.class);
            return emulator().task(Objects.requireNonNull(task.taskId()));
        } finally {
            another.stop();
        }
    }
}
