package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.cost.MaxCostExceededException;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import io.geminiomni.camel.cost.UnknownPriceException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code operation=estimate}, {@code maxCostPerRequest}, and what attempts are booked with. */
class CostTest extends GeminiOmniTestSupport {
    private static final PriceList PRICES = PriceList.builder("CNY")
            .row(PriceRow.amount("0.5").model("omni-10s"))
            .row(PriceRow.amount("1.20").referenceVideo(true))
            .row(PriceRow.perSecond("0.05").resolution("720p"))
            .row(PriceRow.amount("2").resolution("4k").duration(10))
            .build();
    private static final String CREATE = "gemini-omni:adverts";
    private static final String ESTIMATE = CREATE + "?operation=estimate";

    private final List<Submission> begun = new CopyOnWriteArrayList<>();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = component(context);
        component.setPriceList(PRICES);
        component.setTaskRepository(recordingBegin());
        return context;
    }

    private static GeminiOmniComponent component(CamelContext context) {
        return context.getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    /** The same tasks. */
    private VideoTaskRepository recordingBegin() {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("begin")) {
                        begun.add((Submission) arguments[0]);
                    }
                    return method.invoke(tasks, arguments);
                });
    }

    @Test
    void anEstimateHasTheAmountAndTheRowAndSendsNothing() {
        Exchange exchange = send(ESTIMATE, "a cat", Map.of(GeminiOmniConstants.HEADER_DURATION, 8));

        assertThat(exchange.getMessage().getBody())
                .isEqualTo(new CostEstimate(new BigDecimal("0.40"), "CNY", "row 3: resolution=720p, perSecond=0.05"));
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_ESTIMATED_COST))
                .isEqualTo(new BigDecimal("0.40"));
        assertThat(emulator().requests()).isEmpty();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void aPriceThatIsNotKnownSaysSo() {
        Exchange exchange = send(
                ESTIMATE,
                "a cat",
                Map.of(
                        GeminiOmniConstants.HEADER_RESOLUTION,
                        "1080p",
                        GeminiOmniConstants.HEADER_ESTIMATED_COST,
                        BigDecimal.ONE));

        assertThat(exchange.getMessage().getBody()).isEqualTo(new CostEstimate(null, "CNY", null));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(GeminiOmniConstants.HEADER_ESTIMATED_COST);
    }

    @Test
    void anEstimateIsOfTheRequestAsItIsBilled() {
        Exchange exchange = send(
                ESTIMATE + "&duration=10",
                "{\"prompt\": \"a cat\", \"model\": \"omni-10s\", \"resolution\": \"4k\"}",
                Map.of());

        assertThat(exchange.getMessage().getBody(CostEstimate.class).row())
                .isEqualTo("row 1: model=omni-10s, amount=0.5");
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("resolution");
    }

    @Test
    void anInvalidRequestHasNoEstimate() {
        assertThat(send(ESTIMATE, "a cat", Map.of(GeminiOmniConstants.HEADER_DURATION, 7))
                        .getException())
                .isInstanceOf(InvalidVideoRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "create", "generate"})
    void theOtherOperationsSetTheHeader(String operation) {
        Exchange priced = send(CREATE + "?operation=" + operation, "a cat", Map.of());
        Exchange unpriced = send(
                CREATE + "?operation=" + operation,
                "a cat",
                Map.of(
                        GeminiOmniConstants.HEADER_RESOLUTION,
                        "1080p",
                        GeminiOmniConstants.HEADER_ESTIMATED_COST,
                        BigDecimal.ONE));

        assertThat(priced.getException()).isNull();
        assertThat(priced.getMessage().getHeader(GeminiOmniConstants.HEADER_ESTIMATED_COST))
                .isEqualTo(new BigDecimal("0.30"));
        assertThat(unpriced.getException()).isNull();
        assertThat(unpriced.getMessage().getHeaders()).doesNotContainKey(GeminiOmniConstants.HEADER_ESTIMATED_COST);
    }

    @Test
    void theStatusOfAnotherTaskHasNoEstimate() {
        Exchange created = send(CREATE, "a cat", Map.of());

        Exchange status = send(
                CREATE + "?operation=status",
                created.getMessage().getBody(VideoTask.class).taskId(),
                created.getMessage().getHeaders());

        assertThat(created.getMessage().getHeaders()).containsKey(GeminiOmniConstants.HEADER_ESTIMATED_COST);
        assertThat(status.getException()).isNull();
        assertThat(status.getMessage().getHeaders()).doesNotContainKey(GeminiOmniConstants.HEADER_ESTIMATED_COST);
    }

    @Test
    void aRequestAboveTheMaximumIsNotSentAndBothAmountsAreTold() {
        String uri = CREATE + "?maxCostPerRequest=0.4";

        Exchange refused = send(uri, "a cat", Map.of(GeminiOmniConstants.HEADER_DURATION, 10));

        assertThat(refused.getException())
                .isInstanceOf(MaxCostExceededException.class)
                .hasMessage(
                        "The request costs 0.50 CNY, which is above maxCostPerRequest, 0.4. The price is that of row 3:"
                                + " resolution=720p, perSecond=0.05. Nothing was sent and nothing was paid; its key is free. Ask"
                                + " for a video that costs less, or increase maxCostPerRequest.");
        MaxCostExceededException exceeded = refused.getException(MaxCostExceededException.class);
        assertThat(exceeded.asked()).isEqualTo("0.50");
        assertThat(exceeded.maximum()).isEqualTo("0.4");
        assertThat(emulator().requests()).isEmpty();
        assertThat(tasks.counts()).isEmpty();
        assertThat(send(uri, "a cat", Map.of(GeminiOmniConstants.HEADER_DURATION, 8))
                        .getException())
                .isNull();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void generateIsLimitedToo() {
        Exchange refused = send(CREATE + "?operation=generate&maxCostPerRequest=0.1", "a cat", Map.of());

        assertThat(refused.getException()).isInstanceOf(MaxCostExceededException.class);
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxCostPerRequest=100", "budget=100/1d"})
    void underALimitARequestOfUnknownPriceIsRefused(String limit) {
        Exchange refused = send(CREATE + "?" + limit, "a cat", Map.of(GeminiOmniConstants.HEADER_RESOLUTION, "1080p"));

        assertThat(refused.getException())
                .isInstanceOf(UnknownPriceException.class)
                .isInstanceOf(CostLimitException.class)
                .hasMessageContaining(
                        "no row of the price list fits model Gemini-Omini, resolution 1080p, duration 6 s,"
                                + " without a reference video")
                .hasMessageContaining(limit.startsWith("max") ? "as maxCostPerRequest is set" : "as a budget is set")
                .hasMessageContaining("Nothing was sent and nothing was paid")
                .hasMessageContaining("unknownPrice=allow");
        assertThat(emulator().requests()).isEmpty();
        assertThat(begun).isEmpty();
    }

    /** As the price of no time, or of less, is below each limit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "duration=0&maxCostPerRequest=100",
                "duration=0&budget=100/1d",
                "duration=-6&maxCostPerRequest=100",
                "duration=-6&budget=100/1d"
            })
    void aDurationThatNoVideoHasGivesNoPriceBySecond(String options) {
        Exchange refused = send(CREATE + "?strict=false&" + options, "a cat", Map.of());

        assertThat(refused.getException())
                .isInstanceOf(UnknownPriceException.class)
                .hasMessageContaining("duration not known");
        assertThat(emulator().requests()).isEmpty();
        assertThat(begun).isEmpty();
    }

    @Test
    void anUnknownPriceCanBeAllowed() {
        component(context).setUnknownPrice(UnknownPrice.allow);

        Exchange sent = send(
                CREATE + "?maxCostPerRequest=0.1&budget=5/1d",
                "a cat",
                Map.of(GeminiOmniConstants.HEADER_RESOLUTION, "1080p"));

        assertThat(sent.getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(1);
        assertThat(charge())
                .isEqualTo(new Charge(new CostEstimate(null, "CNY", null), "adverts", Budget.parse("5/1d"), false));
    }

    @Test
    void withoutALimitARequestOfUnknownPriceIsSentAndBooked() {
        assertThat(send(CREATE, "a cat", Map.of(GeminiOmniConstants.HEADER_RESOLUTION, "1080p"))
                        .getException())
                .isNull();

        assertThat(charge()).isEqualTo(new Charge(new CostEstimate(null, "CNY", null), "adverts", null, false));
    }

    @Test
    void aKnownKeyPassesWhateverItCosts() {
        Map<String, Object> headers = Map.of(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");
        send(CREATE, "a cat", headers);

        Exchange again = send(CREATE + "?maxCostPerRequest=0.1", "a cat", headers);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void anUploadedImageDoesNotChangeThePriceAndIsNotUploadedAboveTheMaximum() {
        String uri = CREATE + "?bodyFormat=image&prompt=Waves&generationType=frame";
        Map<String, Object> headers = Map.of(Exchange.FILE_NAME, "beach.jpg");

        Exchange refused = send(uri + "&maxCostPerRequest=0.29", new byte[] {1, 2, 3}, headers);
        assertThat(refused.getException()).isInstanceOf(MaxCostExceededException.class);
        assertThat(emulator().calls(Call.UPLOAD)).isZero();

        Exchange sent = send(uri + "&maxCostPerRequest=0.30", new byte[] {1, 2, 3}, headers);
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(GeminiOmniConstants.HEADER_ESTIMATED_COST))
                .isEqualTo(new BigDecimal("0.30"));
        assertThat(charge().cost().amount()).isEqualTo("0.30");
        assertThat(begun.get(0).request().imageUrls())
                .singleElement()
                .asString()
                .startsWith(gateway.baseUrl());
    }

    @Test
    void anImageIsEstimatedWithoutItsUpload() {
        Exchange exchange = send(
                ESTIMATE + "&bodyFormat=image&prompt=Waves",
                new byte[] {1, 2, 3},
                Map.of(Exchange.FILE_NAME, "beach.jpg"));

        assertThat(exchange.getMessage().getBody(CostEstimate.class).amount()).isEqualTo("0.30");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void theBudgetKeyIsTheChannelOrTheValueOfAnExpression() {
        component(context).setRefundsFailures(true);
        send(CREATE, "a cat", Map.of());
        send(
                CREATE + "?headersFromMessages=none&budget=9.5/month@Europe/Berlin&budgetKey=${header.tenant}",
                "a dog",
                Map.of("tenant", 7));

        assertThat(begun)
                .extracting(Submission::charge)
                .containsExactly(
                        new Charge(PRICES.estimate(VideoRequest.builder().build()), "adverts", null, true),
                        new Charge(
                                PRICES.estimate(VideoRequest.builder().build()),
                                "7",
                                Budget.parse("9.5/month@Europe/Berlin"),
                                true));
    }

    @Test
    void budgetKeysThatLookTheSameAreOne() {
        int video = 0;
        for (String tenant : List.of("caf\u00e9", " caf\u00e9\t", "caf\u00e9\u00a0", "cafe\u0301")) {
            send(CREATE + "?budgetKey=${header.tenant}", "a cat, take " + video++, Map.of("tenant", tenant));
        }

        assertThat(begun).hasSize(4).allMatch(each -> each.charge().budgetKey().equals("caf\u00e9"));
    }

    @Test
    void aKnownKeyNeedsNoBudgetKey() {
        String uri = CREATE + "?budget=9.5/1d&budgetKey=${header.tenant}&idempotencyKey=order-1";
        send(uri, "a cat", Map.of("tenant", "acme"));

        Exchange again = send(uri, "a cat", Map.of());

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @Test
    void whatIsNoBudgetKeyIsToldBeforeAnythingIsSent() {
        for (Object tenant : List.of("", "  ", "a\nb", "a\u200bcme", "t".repeat(256), new Object())) {
            assertThat(send(CREATE + "?budgetKey=${header.tenant}", "a cat", Map.of("tenant", tenant))
                            .getException())
                    .isInstanceOf(InvalidVideoRequestException.class)
                    .hasMessageContaining("budgetKey")
                    .hasMessageContaining("1 to 255 characters");
        }
        assertThat(send(CREATE + "?budgetKey=${header.tenant}", "a cat", Map.of())
                        .getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("budgetKey: found nothing");
        assertThat(send(CREATE + "?budgetKey=${body.tenant}", "a cat", Map.of()).getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("budgetKey: found an expression that failed");
        assertThat(emulator().requests()).isEmpty();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void withoutAPriceListNothingIsEstimatedOrBooked() {
        component(context).setPriceList((String) null);

        Exchange created = send(CREATE, "a cat", Map.of(GeminiOmniConstants.HEADER_ESTIMATED_COST, BigDecimal.ONE));

        assertThat(created.getException()).isNull();
        assertThat(created.getMessage().getHeaders()).doesNotContainKey(GeminiOmniConstants.HEADER_ESTIMATED_COST);
        assertThat(begun).singleElement().extracting(Submission::charge).isNull();
        assertThat(send(CREATE, "a cat", Map.of(GeminiOmniConstants.HEADER_OPERATION, "estimate"))
                        .getException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set the option priceList")
                .hasMessageContaining("nothing was paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation=estimate", "maxCostPerRequest=1", "budget=5/1d", "budgetKey=${header.tenant}"})
    void whatNeedsAPriceListFailsTheStartWithoutOne(String option) {
        component(context).setPriceList((String) null);

        assertThatThrownBy(() -> context.getEndpoint(CREATE + "?" + option))
                .hasStackTraceContaining("The option " + option.split("=")[0] + " is ")
                .hasStackTraceContaining("set the option priceList of the component");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"maxCostPerRequest=-1", "maxCostPerRequest=0.0000001", "maxCostPerRequest=NaN", "budget=many"})
    void aWrongLimitFailsTheStart(String option) {
        assertThatThrownBy(() -> context.getEndpoint(CREATE + "?" + option))
                .hasStackTraceContaining(
                        option.startsWith("max") ? "The option maxCostPerRequest is" : "The budget 'many'");
    }

    @Test
    void aBudgetKeyThatIsNoExpressionFailsTheStart() {
        assertThatThrownBy(() -> send(CREATE + "?budgetKey=${headr.x}", "a cat", Map.of()))
                .hasStackTraceContaining("The option budgetKey is not a Simple expression");
        assertThatThrownBy(() -> context.getEndpoint(CREATE + "?budgetKey="))
                .hasStackTraceContaining("The option budgetKey is blank");
    }

    private Charge charge() {
        assertThat(begun).hasSize(1);
        return begun.get(0).charge();
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeaders(all);
        });
    }
}
