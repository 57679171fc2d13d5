package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.BudgetExceededException;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** {@code budget} and {@code budgetKey}: no more is spent than was allowed. */
class BudgetOptionTest extends GeminiOmniTestSupport {
    private static final String DAILY = "gemini-omni:adverts?budget=0.7/1d";

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getComponent("gemini-omni", GeminiOmniComponent.class)
                .setPriceList(PriceList.builder("EUR")
                        .row(PriceRow.perSecond("0.05").resolution("720p"))
                        .build());
        return context;
    }

    private Exchange create(String uri, String key, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.put(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
        return template.request(uri, exchange -> {
            exchange.getIn().setBody("a cat");
            exchange.getIn().setHeaders(all);
        });
    }

    private Exchange create(String key) {
        return create(DAILY, key, Map.of());
    }

    @Test
    void aRequestThatTheBudgetHasNoRoomForIsRefusedUntilThereIs() {
        assertThat(create("a").getException()).isNull();
        clock.advance(Duration.ofHours(1));
        assertThat(create("b").getException()).isNull();

        Exchange refused = create("c");

        assertThat(refused.getException()).isInstanceOfSatisfying(BudgetExceededException.class, exceeded -> {
            assertThat(exceeded.budgetKey()).isEqualTo("adverts");
            assertThat(exceeded.asked()).isEqualByComparingTo("0.3");
            assertThat(exceeded.spent()).isEqualByComparingTo("0.6");
            assertThat(exceeded.roomAt())
                    .isEqualTo(tasks.find("adverts", "a")
                            .orElseThrow()
                            .submittedAt()
                            .plus(Duration.ofDays(1)));
        });
        assertThat(create("a").getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .as("a known key passes")
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(2);
        clock.advance(Duration.ofHours(23));
        assertThat(create("c").getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(3);
    }

    @Test
    void aChangedUnitIsAWarningThatNamesWhatNoLongerCounts() throws Exception {
        booked("a", "adverts", "12.30", "coins");
        booked("b", "adverts", "0.7", "coins");
        booked("c", "adverts", "0.1", "EUR");
        booked("d", "team", "5", "coins");
        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            create("e");
            create("gemini-omni:adverts?budget=0.7/1d&operation=create", "f", Map.of());
            create("gemini-omni:adverts?budget=7/day", "g", Map.of());
            create(DAILY + "&budgetKey=${header.tenant}", "h", Map.of("tenant", "team"));
            logged = logs.text();
        }

        assertThat(logged.lines().filter(line -> line.contains("the price list is in EUR")))
                .hasSize(3)
                .allMatch(line -> line.contains("WARN")
                        && line.contains("Amounts in another unit do not count")
                        && line.contains("set it to coins again"))
                .anyMatch(line ->
                        line.contains("of the budget 0.7/1d there is booked 13 coins under the budget key 'adverts'."))
                .anyMatch(line ->
                        line.contains("of the budget 7/day there is booked 13 coins under the budget key 'adverts'."))
                .anyMatch(line -> line.contains("'adverts', 5 coins under the budget key 'team'."));
    }

    @Test
    void whatWasBookedInAnotherUnitBeforeThePeriodIsNoWarning() throws Exception {
        booked("a", "adverts", "12.30", "coins");
        clock.advance(Duration.ofDays(2));
        try (CapturedLogs logs = new CapturedLogs()) {
            create("b");
            assertThat(logs.text()).doesNotContain("another unit");
        }
    }

    private void booked(String key, String budgetKey, String amount, String unit) {
        Charge charge = new Charge(new CostEstimate(new BigDecimal(amount), unit, "row 1"), budgetKey, null, false);
        Submission former = SampleStore.submission("former-" + key).withCharge(charge);
        tasks.begin(former);
        tasks.record(former, new Outcome.Unknown("read timed out"), Duration.ZERO);
    }

    @Test
    void whatTheGatewayRefusesIsGivenBack() {
        create("a");
        emulator().nextCreates(Fault.code("20002", "prompt violates the policy"));
        assertThat(create("b").getException()).isNotNull();

        assertThat(create("c").getException()).isNull();
        assertThat(create("d").getException()).isInstanceOf(BudgetExceededException.class);
    }

    @Test
    void whatMayHaveBeenPaidIsNotGivenBack() {
        create("a");
        emulator().nextCreates(Fault.resetAfterRequest());
        assertThat(create("b").getException()).isNotNull();

        assertThat(create("c").getException()).isInstanceOfSatisfying(BudgetExceededException.class, exceeded -> {
            assertThat(exceeded.spent()).isEqualByComparingTo("0.3");
            assertThat(exceeded.reserved()).isEqualByComparingTo("0.3");
        });
        tasks.resolveAsNotSubmitted("adverts", "b");
        assertThat(create("c").getException()).isNull();
    }

    @Test
    void eachBudgetKeyHasABudgetOfItsOwn() {
        String uri = DAILY + "&budgetKey=${header.tenant}";
        for (String tenant : List.of("one", "two")) {
            assertThat(create(uri, tenant + "-1", Map.of("tenant", tenant)).getException())
                    .isNull();
            assertThat(create(uri, tenant + "-2", Map.of("tenant", tenant)).getException())
                    .isNull();
            assertThat(create(uri, tenant + "-3", Map.of("tenant", tenant)).getException())
                    .isInstanceOf(BudgetExceededException.class);
        }

        List<?> spent = template.requestBody("gemini-omni:adverts?operation=spend", "today", List.class);

        assertThat(spent)
                .extracting(each -> ((Spending) each).budgetKey() + " " + ((Spending) each).spent())
                .containsExactly("one 0.6", "two 0.6");
    }

    @Test
    void whoWaitsForRoomInFlightDoesNotWaitForABudget() {
        String uri = DAILY + "&maxInFlight=9&blockWhenFull=true";
        create(uri, "a", Map.of());
        create(uri, "b", Map.of());

        assertThat(create(uri, "c", Map.of()).getException()).isInstanceOf(BudgetExceededException.class);
    }

    @Test
    void aVideoHasWhatItCost() {
        Exchange generated = create("gemini-omni:adverts?operation=generate&duration=8", "a", Map.of());

        assertThat(generated.getException()).isNull();
        assertThat(generated.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(generated.getMessage().getHeader(GeminiOmniConstants.HEADER_COST))
                .isEqualTo(new BigDecimal("0.4"));
    }
}
