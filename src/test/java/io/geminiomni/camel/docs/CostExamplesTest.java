package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** A price list, and limits of what requests may cost. */
class CostExamplesTest extends ExamplesTestSupport {

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        dsl.configure(context, "docs/price-list", () -> {
            // tag::component[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setPriceList("classpath:docs/prices.yaml");
            component.setUnknownPrice(UnknownPrice.allow);
            component.setRefundsFailures(true);
            // end::component[]
        });
        GeminiOmniComponent present = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        present.setApiKey("sk-test");
        present.setBaseUrl(gateway.baseUrl());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/costs", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::limits[]
                from("direct:adverts")
                        .to("gemini-omni:adverts?maxCostPerRequest=0.40&budget=200/month@Europe/Berlin"
                                + "&budgetKey=${header.tenant}");
                // end::limits[]

                // tag::estimate[]
                from("direct:price")
                        .to("gemini-omni:adverts?operation=estimate")
                        .log("${body.amount} ${body.unit}, by ${body.row}");
                // end::estimate[]
            }
        });
    }

    @ExampleTest
    void aRequestIsSentUpToItsMaximum() {
        Exchange sent = send(Map.of("tenant", "acme"));
        Exchange refused = send(Map.of("tenant", "acme", GeminiOmniConstants.HEADER_DURATION, 10));

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(GeminiOmniConstants.HEADER_ESTIMATED_COST))
                .isEqualTo(new BigDecimal("0.28"));
        assertThat(refused.getException())
                .isInstanceOf(CostLimitException.class)
                .hasMessageContaining("The request costs 0.50 USD")
                .hasMessageContaining("maxCostPerRequest, 0.4");
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @ExampleTest
    void aRequestOfUnknownPriceIsAllowed() {
        assertThat(send(Map.of("tenant", "acme", GeminiOmniConstants.HEADER_RESOLUTION, "4k"))
                        .getException())
                .isNull();
    }

    private Exchange send(Map<String, Object> headers) {
        return template.request("direct:adverts", exchange -> {
            exchange.getIn().setBody("A lighthouse in a storm");
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });
    }

    @ExampleTest
    void anEstimateTellsTheRow() {
        CostEstimate cost = template.requestBodyAndHeader(
                "direct:price", "A lighthouse", GeminiOmniConstants.HEADER_DURATION, 10, CostEstimate.class);

        assertThat(cost)
                .isEqualTo(new CostEstimate(new BigDecimal("0.50"), "USD", "row 4: resolution=720p, perSecond=0.05"));
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aPriceListIsABean() {
        // tag::bean[]
        PriceList prices = PriceList.builder("USD")
                .row(PriceRow.amount("0.50").model("omni-10s"))
                .row(PriceRow.amount("1.20").referenceVideo(true))
                .row(PriceRow.perSecond("0.05").resolution("720p"))
                .build();
        context.getRegistry().bind("prices", prices);
        // end::bean[]

        GeminiOmniComponent component = new GeminiOmniComponent(context);
        component.setApiKey("sk-test");
        component.setPriceList("#prices");
        context.addComponent("priced", component);
        CostEstimate cost =
                template.requestBody("priced:adverts?operation=estimate", "A lighthouse", CostEstimate.class);
        assertThat(cost).isEqualTo(prices.estimate(VideoRequest.builder().build()));
        assertThat(cost.amount()).isEqualTo("0.30");
    }

    @Test
    void propertiesSetItUp(GatewayEmulator emulator) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("classpath:docs/costs.properties");
        main.addOverrideProperty("camel.component.gemini-omni.api-key", "sk-test");
        main.addOverrideProperty("camel.component.gemini-omni.base-url", emulator.baseUrl());
        main.addOverrideProperty("camel.component.gemini-omni.price-list", "classpath:docs/prices.yaml");
        main.start();
        try {
            Exchange refused = main.getCamelContext()
                    .createProducerTemplate()
                    .request(
                            "gemini-omni:adverts?duration=10",
                            exchange -> exchange.getIn().setBody("A lighthouse"));

            assertThat(refused.getException())
                    .isInstanceOf(CostLimitException.class)
                    .hasMessageContaining("0.50 USD");
        } finally {
            main.stop();
        }
    }
}
