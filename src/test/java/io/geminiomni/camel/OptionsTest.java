package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.JsonVideoUrl;
import io.geminiomni.camel.option.UnknownPrice;
import java.util.Map;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong option says, and when: at start-up, not with the first exchange. */
class OptionsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final GeminiOmniComponent component = new GeminiOmniComponent();

    @BeforeEach
    void start() {
        component.setApiKey("sk-test");
        component.setBaseUrl("http://127.0.0.1:1");
        component.setEnvironment(name -> null);
        context.addComponent("gemini-omni", component);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void theDefaultsAreThoseOfTheDesign() {
        GeminiOmniEndpoint endpoint = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
        GeminiOmniConfiguration options = endpoint.getConfiguration();

        assertThat(endpoint.getDelay()).isEqualTo(1000);
        assertThat(options.getOperation()).isEqualTo(GeminiOmniOperation.create);
        assertThat(options.getModel()).isEqualTo("Gemini-Omini");
        assertThat(options.getConnectTimeout()).isEqualTo(10_000);
        assertThat(options.getRequestTimeout()).isEqualTo(60_000);
        assertThat(options.getPollInterval()).isEqualTo(5_000);
        assertThat(options.getMaxPollInterval()).isEqualTo(30_000);
        assertThat(options.getConcurrentPolls()).isEqualTo(8);
        assertThat(options.getLeaseDuration()).isEqualTo(60_000);
        assertThat(options.getConcurrentConsumers()).isEqualTo(1);
        assertThat(options.getTaskTimeout()).isEqualTo(1_800_000);
        assertThat(options.getAbandonAfter()).isEqualTo(259_200_000);
        assertThat(options.getMaxDeliveryAttempts()).isEqualTo(36);
        assertThat(options.isStrict()).isTrue();
        assertThat(options.getRequestsPerSecond()).isEqualTo(20);
        assertThat(options.getQueueTimeout()).isZero();
        assertThat(options.getStallTimeout()).isZero();
        assertThat(options.isEmitProgress()).isFalse();
        assertThat(options.getUploadTimeout()).isEqualTo(300_000);
        assertThat(options.getDownloadRetries()).isEqualTo(5);
        assertThat(options.getMinDownloadRate()).isEqualTo("16KB");
        assertThat(options.getMaxVideoSize()).isEqualTo("2GB");
        assertThat(options.getBalanceCacheTime()).isEqualTo(30_000);
        assertThat(options.isBlockWhenFull()).isFalse();
        assertThat(options.getWorkerPoolSize()).isEqualTo(4);
        assertThat(options.isEmitFailures()).isFalse();
        assertThat(options.getHeadersFromMessages()).isEqualTo(HeadersFromMessages.all);
        assertThat(options.getJsonVideoUrl()).isEqualTo(JsonVideoUrl.none);
        assertThat(options.isVideoUrlHeader()).isFalse();
        assertThat(options.producerOptions().maxRequestBytes()).isEqualTo(1 << 20);
        assertThat(component.getRetention()).isEqualTo(604_800_000);
        assertThat(component.getSubmitTimeout()).isEqualTo(300_000);
        assertThat(component.getPriceList()).isNull();
        assertThat(component.getUnknownPrice()).isEqualTo(UnknownPrice.refuse);
        assertThat(component.isRefundsFailures()).isFalse();
        assertThat(options.getMaxCostPerRequest()).isNull();
        assertThat(options.getBudget()).isNull();
        assertThat(options.getBudgetKey()).isNull();
    }

    @Test
    void optionsOfTheUriAreTakenInCamelsOwnForms() {
        GeminiOmniEndpoint endpoint = context.getEndpoint(
                "gemini-omni:adverts?delay=2s&pollInterval=10s&maxPollInterval=1m&maxRequestSize=512KB&maxMessagesPerPoll=7"
                        + "&backoffMultiplier=3&backoffIdleThreshold=2&greedy=true",
                GeminiOmniEndpoint.class);

        assertThat(endpoint.getDelay()).isEqualTo(2000);
        assertThat(endpoint.getConfiguration().getPollInterval()).isEqualTo(10_000);
        assertThat(endpoint.getConfiguration().getMaxPollInterval()).isEqualTo(60_000);
        assertThat(endpoint.getConfiguration().producerOptions().maxRequestBytes())
                .isEqualTo(512 << 10);
        assertThat(endpoint.getMaxMessagesPerPoll()).isEqualTo(7);
    }

    @Test
    void optionsOfTheComponentAreTheDefaultsOfItsEndpoints() {
        component.getConfiguration().setResolution("1080p");
        component.setPollInterval(7_000);

        GeminiOmniEndpoint endpoint =
                context.getEndpoint("gemini-omni:adverts?pollInterval=8000", GeminiOmniEndpoint.class);

        assertThat(endpoint.getConfiguration().getResolution()).isEqualTo("1080p");
        assertThat(endpoint.getConfiguration().getPollInterval()).isEqualTo(8_000);
        assertThat(component.getConfiguration().getPollInterval()).isEqualTo(7_000);
    }

    @Test
    void anUnknownOptionFailsAtStartUpAndNamesTheNearestOne() {
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts?resolutoin=4k&apiKy=sk-secret&xyzzy=1"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageEndingWith(
                        "There is no option apiKy, did you mean apiKey? There is no option resolutoin, did you"
                                + " mean resolution? There is no option xyzzy.");
    }

    @Test
    void anUnknownOptionOfTheComponentNamesTheComponent() {
        PropertyBindingSupport.Builder binding = PropertyBindingSupport.build()
                .withCamelContext(context)
                .withTarget(component)
                .withMandatory(true)
                .withProperty("polInterval", "5s");

        assertThatThrownBy(binding::bind)
                .hasMessageContaining("polInterval")
                .hasMessageContaining("component gemini-omni");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "ä", "a:b"})
    void aChannelHasLettersDigitsDotsUnderscoresAndHyphens(String channel) {
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:" + channel))
                .hasStackTraceContaining("must be 1 to 100 letters, digits, dots, underscores or hyphens");
    }

    @Test
    void aChannelHasAtMost100Characters() {
        context.getEndpoint("gemini-omni:" + "c".repeat(100));
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:" + "c".repeat(101)))
                .hasStackTraceContaining("1 to 100");
    }

    @Test
    void anIdempotencyKeyThatIsNoSimpleExpressionFailsAtStartUpAndIsNamed() {
        RouteBuilder route = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts?idempotencyKey=${headr.x}");
            }
        };

        assertThatThrownBy(() -> context.addRoutes(route))
                .isInstanceOf(FailedToStartRouteException.class)
                .hasStackTraceContaining("The option idempotencyKey is not a Simple expression")
                .hasStackTraceContaining("headr.x");
    }

    @Test
    void theServiceOfAnEndpointIsTheGatewayThatItUses() {
        component.setBaseUrl(null);

        GeminiOmniEndpoint byDefault = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
        assertThat(byDefault.getServiceUrl()).isEqualTo("https://www.jimmyai.cn");
        assertThat(byDefault.getServiceProtocol()).isEqualTo("https");

        component.setEnvironment(name -> name.equals("JIMMYAI_BASE_URL") ? "http://127.0.0.1:1" : null);
        GeminiOmniEndpoint ofEnvironment = context.getEndpoint("gemini-omni:films", GeminiOmniEndpoint.class);
        assertThat(ofEnvironment.getServiceUrl()).isEqualTo("http://127.0.0.1:1");
        assertThat(ofEnvironment.getServiceProtocol()).isEqualTo("http");
    }

    @Test
    void noApiKeyAtAllFailsAtStartUpAndSaysWhichOptionToSet() {
        component.setApiKey(null);

        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts"))
                .hasStackTraceContaining("set the option apiKey")
                .hasStackTraceContaining("JIMMYAI_API_KEY");
    }

    @Test
    void keyAndBaseUrlComeFromTheEnvironmentUnlessTheyAreSet() {
        component.setApiKey(null);
        component.setBaseUrl(null);
        component.setEnvironment(
                Map.of("JIMMYAI_API_KEY", "sk-env", "JIMMYAI_BASE_URL", "https://gateway.example")::get);

        GeminiOmniEndpoint endpoint = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
        GeminiOmniEndpoint own = context.getEndpoint(
                "gemini-omni:own?apiKey=RAW(sk-own)&baseUrl=https://own.example", GeminiOmniEndpoint.class);

        assertThat(endpoint.channel().options().gateway().apiKey()).isEqualTo("sk-env");
        assertThat(endpoint.channel().options().gateway().baseUrl()).hasToString("https://gateway.example");
        assertThat(own.channel().options().gateway().apiKey()).isEqualTo("sk-own");
        assertThat(own.channel().options().gateway().baseUrl()).hasToString("https://own.example");
    }

    @Test
    void withoutABaseUrlItIsTheDocumentedOne() {
        component.setBaseUrl(null);

        GeminiOmniEndpoint endpoint = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);

        assertThat(endpoint.channel().options().gateway().baseUrl()).hasToString("https://www.jimmyai.cn");
    }

    @ParameterizedTest
    @CsvSource({
        "baseUrl=ftp://gateway.example, baseUrl",
        "baseUrl=nonsense, baseUrl",
        "proxyHost=proxy.example, proxyPort",
        "concurrentPolls=0, concurrentPolls",
        "concurrentConsumers=0, concurrentConsumers",
        "workerPoolSize=0, workerPoolSize",
        "leaseDuration=0, leaseDuration",
        "pollInterval=0, pollInterval",
        "maxPollInterval=1000, maxPollInterval",
        "taskTimeout=0, taskTimeout",
        "abandonAfter=0, abandonAfter",
        "maxDeliveryAttempts=0, maxDeliveryAttempts",
        "maxRequestSize=lots, maxRequestSize",
        "maxRequestSize=0, maxRequestSize",
        "requestTimeout=290000, submitTimeout",
        "requestTimeout=9223372036854775807, submitTimeout",
        "connectTimeout=0, connectTimeout",
        "uploadTimeout=0, uploadTimeout",
        "requestsPerSecond=0, requestsPerSecond",
        "queueTimeout=-1, queueTimeout",
        "stallTimeout=-1, stallTimeout",
        "failureCategory.studio=(, failureCategory.studio",
        "downloadRetries=-1, downloadRetries",
        "maxVideoSize=0, maxVideoSize",
        "minDownloadRate=0, minDownloadRate",
        "minDownloadRate=16KB/s, minDownloadRate",
        "downloadHosts=https://example.com/, downloadHosts",
        "maxInFlight=0, maxInFlight",
        "operation=generat, did you mean generate?",
        "bodyFormat=xml, 'one of auto, prompt, json, image'",
        "idempotencyKey=, idempotencyKey",
        "baseUrl=127.0.0.1:18970, 127.0.0.1:18970",
        "baseUrl=http://127.0.0.1:99999, 99999",
        "minBalance=NaN, minBalance",
        "balanceCacheTime=-1, balanceCacheTime",
        "requestTimeout=0, requestTimeout"
    })
    void anOptionThatCanNeverWorkFailsAtStartUpAndIsNamed(String option, String named) {
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts?" + option))
                .hasStackTraceContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "duration=5, duration",
        "resolution=8k, resolution",
        "model=omni-11s, omni-10s",
        "orientation=diagonal, orientation",
        "correlationHeaders=CamelGeminiOmniTaskId, correlationHeaders"
    })
    void aRequestValueThatCanNeverBeValidFailsTheRouteAtStartUp(String option, String named) {
        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:a").to("gemini-omni:adverts?" + option);
                    }
                }))
                .isInstanceOfAny(
                        FailedToStartRouteException.class, ResolveEndpointFailedException.class, Exception.class)
                .hasStackTraceContaining(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskTimeout",
                "pollInterval",
                "connectTimeout",
                "leaseDuration",
                "balanceCacheTime",
                "delay",
                "initialDelay"
            })
    void aTimeThatCannotBeReadIsNamedWithWhatIsAllowed(String option) {
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts?" + option + "=5 minutes"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageEndingWith("The option " + option + " is '5 minutes', but must be a time: a number of"
                        + " milliseconds, or numbers with d, h, m, s or ms, such as 5000, 30s, 5m or 1h30m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retention", "submit-timeout", "task-timeout", "poll-interval"})
    void aTimeOfTheComponentThatCannotBeReadIsNamedWithWhatIsAllowed(String option) {
        Main main = new Main();
        main.addInitialProperty("camel.component.gemini-omni." + option, "soon");

        assertThatThrownBy(main::start)
                .rootCause()
                .hasMessageMatching("The option \\w+ is 'soon', but must be a time: .* such as 5000, 30s, 5m or 1h30m");
    }

    @ParameterizedTest
    @CsvSource({
        "5000, 5000",
        "30s, 30000",
        "5m, 300000",
        "1h30m, 5400000",
        "1d, 86400000",
        "1500ms, 1500",
        "PT5M, 300000"
    })
    void timesAreTakenInAllFormsThatTheMessageNames(String time, long milliseconds) {
        assertThat(context.getEndpoint("gemini-omni:adverts?taskTimeout=" + time, GeminiOmniEndpoint.class)
                        .getConfiguration()
                        .getTaskTimeout())
                .isEqualTo(milliseconds);
    }

    @Test
    void theApiKeyIsMaskedWhereCamelPrintsUris() {
        assertThat(URISupport.sanitizeUri("gemini-omni:adverts?apiKey=sk-secret&prompt=a"))
                .doesNotContain("sk-secret");
        assertThat(context.getEndpoint("gemini-omni:adverts?apiKey=sk-secret").toString())
                .doesNotContain("sk-secret");
    }
}
