package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.request.AnyValues;
import io.geminiomni.camel.request.Contract;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Whatever comes to an endpoint: either the exchange fails with an {@link InvalidVideoRequestException} and the gateway
 * has received nothing, or it has received one create whose JSON keeps the contract.
 */
class AnyExchangeTest {
    private static final List<String> HEADERS = List.of(
            GeminiOmniConstants.HEADER_PROMPT,
            GeminiOmniConstants.HEADER_DURATION,
            GeminiOmniConstants.HEADER_IMAGE_URLS,
            GeminiOmniConstants.HEADER_MODEL,
            GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY,
            GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY,
            GeminiOmniConstants.HEADER_OPERATION,
            "order",
            "caught",
            "name \0 and half \ud800");
    private static final List<String> OPTIONS = List.of(
            "prompt",
            "model",
            "duration",
            "resolution",
            "aspectRatio",
            "orientation",
            "imageUrls",
            "videoUrls",
            "generationType",
            "idempotencyKey",
            "correlationHeaders",
            "bodyFormat",
            "maxRequestSize",
            "strict");

    private static GatewayEmulator emulator;
    private static CamelContext context;
    private static ProducerTemplate template;
    private static int tries;

    @BeforeContainer
    static void start() throws Exception {
        emulator = GatewayEmulator.start();
        context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(emulator.baseUrl());
        component.setApiKey("sk-test");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:validate").to("gemini-omni:checked?operation=validate");
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterContainer
    static void stop() {
        context.stop();
        emulator.close();
    }

    @Provide
    Arbitrary<Object> body() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, AnyValues.nearlyRight().map(x -> x)),
                Tuple.of(1, Arbitraries.of("a cat", "[cinematic] a cat")),
                Tuple.of(2, AnyValues.anything()));
    }

    @Provide
    Arbitrary<Object> anything() {
        return AnyValues.anything();
    }

    @Provide
    Arbitrary<Map<String, Object>> headers() {
        return Arbitraries.maps(Arbitraries.of(HEADERS), AnyValues.anything())
                .ofMaxSize(3)
                .map(HashMap::new);
    }

    @Property(tries = 600)
    void a_create_is_right_or_is_not_sent(
            @ForAll("body") Object body, @ForAll("headers") Map<String, Object> headers, @ForAll int order)
            throws Exception {
        headers.putIfAbsent("order", order);
        long before = emulator.creates();

        // a channel of its own, as a key that two tries share is a conflict
        String uri = "gemini-omni:c" + tries++ + "?correlationHeaders=order,*&idempotencyKey=RAW(${header.order})";
        Exchange exchange = template.request(uri, request -> {
            request.getIn().setBody(body);
            headers.forEach(request.getIn()::setHeader);
        });

        boolean sent = assertRightOrNotSent(exchange.getException(), before);
        Statistics.label("sent")
                .collect(sent)
                .coverage(checker -> checker.check(true).percentage(p -> p > 5));
    }

    @Property(tries = 600)
    void validate_sends_nothing_and_says_what_create_would(
            @ForAll("body") Object body, @ForAll("headers") Map<String, Object> headers) {
        headers.remove(GeminiOmniConstants.HEADER_OPERATION);
        int before = emulator.requests().size();

        Exchange exchange = template.request("direct:validate", request -> {
            request.getIn().setBody(body);
            headers.forEach(request.getIn()::setHeader);
        });

        assertInvalid(exchange.getException());
        assertThat(emulator.requests()).hasSize(before);
    }

    /** An option that is wrong for every request fails when the endpoint starts. */
    @Property(tries = 600)
    void an_option_is_right_or_nothing_is_sent(
            @ForAll("anything") Object option, @ForAll("body") Object body, @ForAll int seed) throws Exception {
        Map<String, Object> options = new HashMap<>(Map.of("prompt", "a cat"));
        options.put(OPTIONS.get(Math.floorMod(seed, OPTIONS.size())), option);
        GeminiOmniEndpoint endpoint;
        AsyncProducer producer;
        try {
            endpoint = (GeminiOmniEndpoint)
                    context.getComponent("gemini-omni").createEndpoint("gemini-omni:o" + tries++, options);
            producer = endpoint.createAsyncProducer();
            ServiceHelper.startService(endpoint, producer);
        } catch (Exception wrongForEveryRequest) {
            return;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(body);
        long before = emulator.creates();

        producer.process(exchange);

        if (endpoint.getConfiguration().isStrict()) {
            assertRightOrNotSent(exchange.getException(), before);
        } else {
            assertThat(emulator.creates() - before).isBetween(0L, 1L);
        }
    }

    private static boolean assertRightOrNotSent(Exception failure, long createsBefore) throws Exception {
        long created = emulator.creates() - createsBefore;
        if (failure != null) {
            assertInvalid(failure);
            assertThat(created).isZero();
        } else if (created > 0) {
            assertThat(created).isEqualTo(1);
            Contract.assertKept(
                    emulator.requests().get(emulator.requests().size() - 1).text());
        }
        return created > 0;
    }

    private static void assertInvalid(Exception failure) {
        if (failure != null) {
            assertThat(failure).isExactlyInstanceOf(InvalidVideoRequestException.class);
            assertThat(((InvalidVideoRequestException) failure).violations())
                    .isNotEmpty()
                    .allSatisfy(
                            violation -> assertThat(violation.found().length()).isLessThanOrEqualTo(100));
        }
    }
}
