package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Quirk;
import io.geminiomni.camel.option.Reconcile;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.submit.VideoSubmitter;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** {@code reconcile=balance}: what the account's balance says about a request of unknown outcome. */
class ReconcileTest extends GeminiOmniTestSupport {
    private static final Charge CHARGE =
            new Charge(new CostEstimate(BigDecimal.ONE, "credits", "all"), "adverts", null, false);
    private static final String REFUNDS = "refunds";
    private static final Duration LATER = Duration.ofMinutes(5);

    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-03-01T09:50:01Z"));
    }

    /**
     * The component starts to work, and has worked for so long that no request before its start may be charged any more. The first
     * reading of the balance takes no longer than the others.
     */
    @BeforeEach
    void theProgramHasRunForAWhile(TestInfo test) {
        component(context).setRefundsFailures(test.getTags().contains(REFUNDS));
        component(context).channel("adverts", component(context).getConfiguration());
        template.requestBody("gemini-omni:adverts?operation=balance", "");
        clock.advance(Duration.ofMinutes(10));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        component(context).setReconcile(Reconcile.balance);
        component(context).setAccountExclusive(true);
        return context;
    }

    private static GeminiOmniComponent component(CamelContext context) {
        return context.getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    private Exchange create(String key) {
        return template.request("gemini-omni:adverts", exchange -> {
            exchange.getIn().setBody("a cat");
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
        });
    }

    /** Submits a request with a price. */
    private SubmissionOutcomeUnknownException submitUnclear(String key) {
        Channel channel =
                component(context).channel("adverts", component(context).getConfiguration());
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                        UUID.randomUUID().toString(),
                        "adverts",
                        key,
                        request.fingerprint(),
                        request,
                        Map.of(),
                        gateway.baseUrl(),
                        "account")
                .withCharge(CHARGE);
        Users.Stay stay = channel.enter();
        VideoSubmitter submitter = channel.submitter(Duration.ZERO);
        SubmissionOutcomeUnknownException unknown =
                catchThrowableOfType(SubmissionOutcomeUnknownException.class, () -> submitter.submit(submission));
        stay.close();
        return unknown;
    }

    private VideoTask task(String key) {
        return tasks.find("adverts", key).orElseThrow();
    }

    private String listed() {
        return context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class)
                .listUnknown();
    }

    @Test
    void aChargedRequestSaysSoInItsExceptionItsRecordTheListAndItsHistory() {
        emulator().nextCreates(Fault.closeAfterRequest().afterAccepting());

        SubmissionOutcomeUnknownException unknown = submitUnclear("order-1");

        String evidence =
                "Evidence: charged; spent by the account between 10:00:01 and 10:00:01: 1.00; accounted for by"
                        + " known tasks: 0.00; in flight: this one only; its price: 1.00";
        assertThat(unknown).hasMessageContaining(evidence).hasMessageContaining("Money may have been spent");
        assertThat(task("order-1").state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(task("order-1").errorMessage()).startsWith(evidence);
        assertThat(task("order-1").evidence())
                .isNotNull()
                .extracting(Evidence::verdict)
                .isEqualTo(Evidence.Verdict.CHARGED);
        assertThat(listed()).contains(" EVIDENCE\n").contains("  " + evidence.substring("Evidence: ".length()));
        List<Transition> history = tasks.history("adverts", "order-1");
        assertThat(history)
                .extracting(Transition::to)
                .containsExactly(TaskState.SUBMITTING, TaskState.UNKNOWN, TaskState.UNKNOWN);
        assertThat(history.get(1).reason()).doesNotContain("Evidence");
        assertThat(history.get(2).reason()).startsWith(evidence);
        assertThat(create("order-1").getException()).hasMessageContaining(evidence);
        assertThat(emulator().calls(Call.CREATE)).isEqualTo(1);
    }

    @Test
    void aRequestThatWasNotChargedIsKnownMinutesLater() {
        emulator().nextCreates(Fault.closeAfterRequest());
        assertThat(submitUnclear("order-1"))
                .hasMessageContaining("Evidence: cannot tell, as it may be charged later; ");

        clock.advance(LATER);

        await().untilAsserted(() -> assertThat(listed()).contains("  not charged; "));
        assertThat(tasks.history("adverts", "order-1")).hasSize(4);
        assertThat(task("order-1").state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(emulator().calls(Call.CREATE)).isEqualTo(1);
    }

    @Test
    @Tag(REFUNDS)
    void whereFailedTasksAreRefundedNoRequestIsSaidToBeNotCharged() {
        emulator().nextCreates(Fault.closeAfterRequest());
        submitUnclear("order-1");

        clock.advance(LATER);

        await().untilAsserted(() -> assertThat(listed())
                .contains("  cannot tell, as the gateway refunds failed tasks, which hides a charge; "));
    }

    @Test
    void aRequestThatTheGatewayAcceptsWithoutAChargeLooksLikeOneThatItDidNotAccept() {
        emulator().quirks(Quirk.CHARGE_NEVER);
        emulator().nextCreates(Fault.closeAfterRequest().afterAccepting());
        submitUnclear("order-1");

        clock.advance(LATER);

        await().untilAsserted(() -> assertThat(listed()).contains("  not charged; "));
    }

    @Test
    void whatAnOperatorHasResolvedMeanwhileStaysAsItIs() {
        emulator().nextCreates(Fault.closeAfterRequest());
        submitUnclear("order-1");
        tasks.resolveAsNotSubmitted("adverts", "order-1");
        submitUnclear("order-2");
        long before = emulator().calls(Call.USER_BALANCE);

        clock.advance(LATER);

        await().untilAsserted(
                        () -> assertThat(emulator().calls(Call.USER_BALANCE)).isGreaterThan(before));
        assertThat(task("order-1").state()).isEqualTo(TaskState.NOT_ACCEPTED);
        assertThat(task("order-1").errorMessage()).doesNotContain("Evidence");
    }

    @Test
    void withoutAPriceTheFiguresAreShownWithoutAVerdict() {
        emulator().nextCreates(Fault.closeAfterRequest().afterAccepting());

        assertThat(create("order-1").getException())
                .hasMessageContaining(
                        "Evidence: cannot tell, as the price of the request is not known; spent by the account")
                .hasMessageContaining(": 1.00; accounted for by known tasks: 0.00; in flight: this one only");
    }

    @Test
    void aBalanceThatCannotBeReadFailsNoRequest() {
        emulator().next(Call.USER_BALANCE, Fault.status(500));

        assertThat(create("order-1").getException()).isNull();
        emulator().nextCreates(Fault.closeAfterRequest());
        assertThat(create("order-2").getException())
                .hasMessageContaining("Evidence: cannot tell, as the balance could not be read before the request");
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @Test
    void theBalanceIsReadOncePerRequestThatIsAloneAndNotForAKnownKey() {
        long before = emulator().calls(Call.USER_BALANCE);

        create("order-1");
        create("order-1");

        assertThat(emulator().calls(Call.USER_BALANCE)).isEqualTo(before + 1);
        create("order-2");
        assertThat(emulator().calls(Call.USER_BALANCE)).isEqualTo(before + 2);
    }

    @Test
    void aSlowAccountDelaysNoReadingOfAnother() {
        emulator().next(Call.USER_BALANCE, Fault.hang());
        create("order-1");
        try (GatewayEmulator other = GatewayEmulator.start().apiKey("sk-other")) {
            other.nextCreates(Fault.closeAfterRequest().afterAccepting());

            Exchange failed = template.send(
                    "gemini-omni:other?baseUrl=" + other.baseUrl() + "&apiKey=" + other.apiKey(),
                    exchange -> exchange.getIn().setBody("a cat"));

            assertThat(failed.getException())
                    .hasMessageContaining(
                            "Evidence: cannot tell, as the price of the request is not known; spent by the"
                                    + " account between ");
        }
    }

    @Test
    void withASecondApiKeyAtTheSameGatewayNobodyCanTell() {
        create("order-1");
        clock.advance(Duration.ofHours(1));
        template.send(
                "gemini-omni:other?apiKey=sk-other",
                exchange -> exchange.getIn().setBody("a cat"));
        emulator().nextCreates(Fault.closeAfterRequest().afterAccepting());

        assertThat(submitUnclear("order-2"))
                .hasMessageContaining("Evidence: cannot tell, as another API key is used at this base URL; ");
    }

    @Test
    void withTheSameApiKeyAtAnotherBaseUrlNobodyCanTell() {
        create("order-1");
        clock.advance(Duration.ofHours(1));
        template.send(
                "gemini-omni:other?baseUrl=" + gateway.baseUrl().replace("127.0.0.1", "localhost"),
                exchange -> exchange.getIn().setBody("a cat"));
        assertThat(emulator().creates()).isEqualTo(2);
        emulator().nextCreates(Fault.closeAfterRequest().afterAccepting());

        assertThat(submitUnclear("order-2"))
                .hasMessageContaining("Evidence: cannot tell, as this API key is used at another base URL; ");
    }
}
