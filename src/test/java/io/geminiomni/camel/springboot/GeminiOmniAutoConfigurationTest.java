package io.geminiomni.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConfiguration;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.UnknownPrice;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An application with Spring Boot whose properties set the component up, or are wrong. */
class GeminiOmniAutoConfigurationTest {
    private static final String PREFIX = "camel.component.gemini-omni.";

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({CamelAutoConfiguration.class, GeminiOmniAutoConfiguration.class})
    static class Application {
        @Bean
        RouteBuilder adverts() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:adverts").to("gemini-omni:adverts");
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({CamelAutoConfiguration.class, GeminiOmniAutoConfiguration.class})
    static class ApplicationWithoutRoutes {}

    /** Takes all auto-configurations that it finds, as applications do. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WholeApplication {}

    @Configuration(proxyBeanMethods = false)
    static class OneDataSource {
        @Bean
        DataSource tasks() {
            return database();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnotherDataSource {
        @Bean
        DataSource orders() {
            return database();
        }
    }

    /** As Spring Boot's actuator makes them, with two back ends. */
    @Configuration(proxyBeanMethods = false)
    static class Meters {
        @Bean
        SimpleMeterRegistry first() {
            return new SimpleMeterRegistry();
        }

        @Bean
        SimpleMeterRegistry second() {
            return new SimpleMeterRegistry();
        }

        @Bean
        @Primary
        CompositeMeterRegistry all(List<SimpleMeterRegistry> registries) {
            return new CompositeMeterRegistry(Clock.SYSTEM, new ArrayList<>(registries));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryDataSource {
        @Bean
        @Primary
        DataSource customers() {
            return database();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBean {
        @Bean("gemini-omni")
        GeminiOmniComponent geminiOmni() {
            GeminiOmniComponent component = new GeminiOmniComponent();
            component.setApiKey("sk-of-the-bean");
            component.setPollInterval(7_000);
            component.setMaxPollInterval(50_000);
            return component;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondAccount {
        @Bean
        GeminiOmniComponent studio() {
            GeminiOmniComponent component = new GeminiOmniComponent();
            component.setApiKey("sk-studio");
            return component;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Defaults {
        @Bean
        GeminiOmniConfiguration defaults() {
            GeminiOmniConfiguration configuration = new GeminiOmniConfiguration();
            configuration.setPollInterval(9_000);
            configuration.setConcurrentPolls(3);
            return configuration;
        }
    }

    @Test
    void propertiesSetTheComponentUp() {
        try (ConfigurableApplicationContext spring = start(
                List.of(WholeApplication.class),
                "api-key=sk-test",
                "base-url=" + gateway.baseUrl(),
                "store-directory=" + folder,
                "poll-interval=2s",
                "max-poll-interval=1m30s",
                "concurrent-polls=2",
                "min-balance=12.5",
                "strict=false",
                "price-list=classpath:docs/prices.yaml",
                "unknown-price=allow",
                "max-cost-per-request=0.5",
                "budget=200/month@Europe/Berlin",
                "headers-from-messages=values",
                "download-hosts=${hosts}",
                "failure-categories[media-fetch]=no such file",
                "failure-categories.studio=closed")) {
            spring.getBean(CamelContext.class)
                    .createProducerTemplate()
                    .requestBody("gemini-omni:adverts", "A lighthouse");

            assertThat(gateway.emulator().accepted()).isEqualTo(1);
            assertThat(folder).isNotEmptyDirectory();
            GeminiOmniConfiguration options = component(spring).getConfiguration();
            assertThat(options.getPollInterval()).isEqualTo(2_000);
            assertThat(options.getMaxPollInterval()).isEqualTo(90_000);
            assertThat(options.getConcurrentPolls()).isEqualTo(2);
            assertThat(options.getMinBalance()).isEqualTo(12.5);
            assertThat(options.isStrict()).isFalse();
            assertThat(component(spring).getPriceList()).isEqualTo("classpath:docs/prices.yaml");
            assertThat(component(spring).getUnknownPrice()).isEqualTo(UnknownPrice.allow);
            assertThat(options.getMaxCostPerRequest()).isEqualTo(0.5);
            assertThat(options.getBudget()).isEqualTo("200/month@Europe/Berlin");
            assertThat(options.getHeadersFromMessages()).isEqualTo(HeadersFromMessages.values);
            assertThat(options.getDownloadHosts()).isEqualTo("videos.example.com");
            assertThat(options.getFailureCategories())
                    .isEqualTo(Map.of("media-fetch", "no such file", "studio", "closed"));
        }
    }

    @Test
    void theMetersAreInTheRegistryOfTheApplication() {
        try (ConfigurableApplicationContext spring = start(
                List.of(WholeApplication.class, Meters.class), "api-key=sk-test", "base-url=" + gateway.baseUrl())) {
            spring.getBean(CamelContext.class)
                    .createProducerTemplate()
                    .requestBody("gemini-omni:adverts", "A lighthouse");

            assertThat(spring.getBean("second", MeterRegistry.class)
                            .get("camel.gemini.omni.submissions")
                            .tag("outcome", "accepted")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll-interval", "pollInterval", "poll_interval", "POLL-INTERVAL"})
    void aPropertyMayHaveEachSpellingOfSpringBoot(String spelling) {
        try (ConfigurableApplicationContext spring =
                start(List.of(Application.class), "api-key=sk", spelling + "=7s")) {
            assertThat(component(spring).getConfiguration().getPollInterval()).isEqualTo(7_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAMEL_COMPONENT_GEMINIOMNI_POLLINTERVAL", "CAMEL_COMPONENT_GEMINI_OMNI_POLL_INTERVAL"})
    void anEnvironmentVariableMayHaveTheSpellingOfSpringBootOrOfCamel(String variable) {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class),
                Map.of(
                        variable,
                        "7s",
                        "CAMEL_COMPONENT_GEMINI_OMNI_API_KEY",
                        "sk-test",
                        "CAMEL_COMPONENT_GEMINI_OMNI_ENABLED",
                        "true"))) {
            assertThat(component(spring).getConfiguration().getPollInterval()).isEqualTo(7_000);
            assertThat(component(spring).getConfiguration().getApiKey()).isEqualTo("sk-test");
        }
    }

    @Test
    void anEmptyPropertyCountsAsNone() {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class),
                "api-key=sk",
                "poll-interval=${not.set:}",
                "data-source=${not.set:}",
                "proxy-port=")) {
            assertThat(component(spring).getConfiguration().getPollInterval()).isEqualTo(5_000);
            assertThat(component(spring).getConfiguration().getProxyPort()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pol-interval, poll-interval",
        "pollIntervall, poll-interval",
        "api-kee, api-key",
        "use-datasources, use-data-source",
        "failure-category.moderation, failure-categories",
        "poll.interval, poll-interval",
        "download-hosts[0], download-hosts"
    })
    void aMistypedNameFailsTheStartWithTheNearestRightName(String written, String nearest) {
        Throwable failure =
                catchThrowable(() -> start(List.of(ApplicationWithoutRoutes.class), written + "=sk-secret"));

        assertThat(failure)
                .rootCause()
                .isInstanceOf(InvalidPropertiesException.class)
                .message()
                .startsWith("There is no property " + PREFIX)
                .contains("from property source \"test\"")
                .endsWith("Did you mean " + PREFIX + nearest + "?");
        assertThat(failure).rootCause().message().containsIgnoringCase(written).doesNotContain("sk-secret");
    }

    @Test
    void aNameThatIsLikeNoneIsToldWhichThereAre() {
        assertThatThrownBy(() -> start(List.of(ApplicationWithoutRoutes.class), "colour=red"))
                .rootCause()
                .hasMessageContaining("There is no property " + PREFIX + "colour")
                .hasMessageContaining("After " + PREFIX + " there may be abandon-after, account-exclusive, api-key,")
                .hasMessageContaining("customizer.enabled,")
                .hasMessageContaining("use-data-source,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAMEL_COMPONENT_GEMINIOMNI_POLINTERVAL", "CAMEL_COMPONENT_GEMINI_OMNI_POL_INTERVAL"})
    void aMistypedEnvironmentVariableFailsTheStartToo(String variable) {
        assertThatThrownBy(() -> start(List.of(ApplicationWithoutRoutes.class), Map.of(variable, "7s")))
                .rootCause()
                .hasMessageContaining("There is no property " + PREFIX)
                .hasMessageContaining(variable)
                .hasMessageEndingWith("Did you mean " + PREFIX + "poll-interval?");
    }

    @Test
    void allMistypedNamesAreReportedAtOnceAndSpringBootShowsThemWithoutAStackTrace() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            assertThatThrownBy(() -> start(
                    List.of(ApplicationWithoutRoutes.class),
                    "api-kee=sk-secret",
                    "pol-interval=5s",
                    "api-key=sk-test"));

            assertThat(logs.text())
                    .contains("APPLICATION FAILED TO START")
                    .contains("There is no property " + PREFIX + "api-kee (")
                    .contains("There is no property " + PREFIX + "pol-interval (")
                    .contains("Did you mean " + PREFIX + "api-key?")
                    .contains("Did you mean " + PREFIX + "poll-interval?")
                    .doesNotContain("sk-secret", "sk-test", "InvalidPropertiesException: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "poll-interval | soon | a time: a number of milliseconds",
                "concurrent-polls | many | a whole number",
                "min-balance | much | a number",
                "unknown-price | alow | one of refuse, allow. Did you mean allow?",
                "strict | perhaps | true or false",
                "json-video-url | ful | one of none, full. Did you mean full?",
                "data-source | nothing | the name of a bean of the type javax.sql.DataSource",
                "task-repository | studio | the name of a bean of the type io.geminiomni.camel.task.VideoTaskRepository"
            })
    void aValueThatAnOptionCannotHaveFailsTheStartWithWhatItMayBe(String property, String value, String allowed) {
        assertThatThrownBy(() ->
                        start(List.of(ApplicationWithoutRoutes.class, SecondAccount.class), property + "=" + value))
                .hasStackTraceContaining(
                        PREFIX + property + " (\"" + PREFIX + property + "\" from property source \"test\") is '")
                .hasStackTraceContaining(value + "', but must be " + allowed);
    }

    @Test
    void aSecretThatCannotBeReadIsNotShown() {
        Throwable failure =
                catchThrowable(() -> start(List.of(ApplicationWithoutRoutes.class), "api-key=sk-secret{{missing}}"));

        assertThat(failure)
                .hasStackTraceContaining(PREFIX + "api-key (")
                .hasStackTraceContaining("is a value that is not shown, as it is a secret, but must be text");
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain("sk-secret");
    }

    @Test
    void theOnlyDataSourceBecomesTheTaskStoreOnDemand() throws Exception {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, OneDataSource.class),
                "api-key=sk-test",
                "base-url=" + gateway.baseUrl(),
                "use-data-source=true")) {
            spring.getBean(CamelContext.class).createProducerTemplate().requestBody("direct:adverts", "A lighthouse");

            assertThat(component(spring).getDataSource()).isSameAs(spring.getBean(DataSource.class));
            assertThat(tasks(spring.getBean(DataSource.class))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base-url=http://localhost", "use-data-source=false"})
    void withoutDemandADataSourceIsNoTaskStore(String property) {
        try (ConfigurableApplicationContext spring =
                start(List.of(Application.class, OneDataSource.class), "api-key=sk-test", property)) {
            assertThat(component(spring).getDataSource()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "#orders", "#bean:orders"})
    void aDataSourceMayBeNamed(String name) {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, OneDataSource.class, AnotherDataSource.class),
                "api-key=sk-test",
                "use-data-source=true",
                "data-source=" + name)) {
            assertThat(component(spring).getDataSource()).isSameAs(spring.getBean("orders"));
        }
    }

    @Test
    void ofSeveralDataSourcesThePrimaryOneIsTheTaskStore() {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, OneDataSource.class, PrimaryDataSource.class),
                "api-key=sk-test",
                "use-data-source=true")) {
            assertThat(component(spring).getDataSource()).isSameAs(spring.getBean("customers"));
        }
    }

    @Test
    void severalDataSourcesOfWhichNoneIsPrimaryFailTheStart() {
        assertThatThrownBy(() -> start(
                        List.of(Application.class, OneDataSource.class, AnotherDataSource.class),
                        "api-key=sk-test",
                        "use-data-source=true"))
                .rootCause()
                .hasMessageContaining(PREFIX + "use-data-source is true, but the application has 2 beans")
                .hasMessageContaining("orders")
                .hasMessageContaining("tasks")
                .hasMessageContaining("Name the one for the tasks with " + PREFIX + "data-source");
    }

    @Test
    void noDataSourceFailsTheStart() {
        assertThatThrownBy(() -> start(List.of(Application.class), "api-key=sk-test", "use-data-source=true"))
                .rootCause()
                .hasMessageContaining(PREFIX + "use-data-source is true, but the application has no DataSource")
                .hasMessageContaining("spring-boot-starter-jdbc");
    }

    @Test
    void aBeanOfTheApplicationIsUsedAndPropertiesCountOverIt() {
        try (ConfigurableApplicationContext spring =
                start(List.of(Application.class, OwnBean.class), "max-poll-interval=20s")) {
            GeminiOmniComponent component = component(spring);
            assertThat(component).isSameAs(spring.getBean("gemini-omni"));
            assertThat(component.getConfiguration().getApiKey()).isEqualTo("sk-of-the-bean");
            assertThat(component.getConfiguration().getPollInterval()).isEqualTo(7_000);
            assertThat(component.getConfiguration().getMaxPollInterval()).isEqualTo(20_000);
        }
    }

    @Test
    void eachComponentHasThePropertiesOfItsOwnName() {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, SecondAccount.class),
                new HashMap<>(Map.of(
                        PREFIX + "api-key",
                        "sk-test",
                        PREFIX + "poll-interval",
                        "7s",
                        "camel.component.studio.max-poll-interval",
                        "40s")),
                Map.of())) {
            GeminiOmniComponent studio =
                    spring.getBean(CamelContext.class).getComponent("studio", GeminiOmniComponent.class);
            assertThat(studio.getConfiguration().getApiKey()).isEqualTo("sk-studio");
            assertThat(studio.getConfiguration().getPollInterval()).isEqualTo(5_000);
            assertThat(studio.getConfiguration().getMaxPollInterval()).isEqualTo(40_000);
            assertThat(component(spring).getConfiguration().getApiKey()).isEqualTo("sk-test");
            assertThat(component(spring).getConfiguration().getMaxPollInterval())
                    .isEqualTo(30_000);
        }
    }

    @Test
    void aMistypedNameOfAnotherComponentFailsTheStart() {
        assertThatThrownBy(() -> start(
                        List.of(ApplicationWithoutRoutes.class, SecondAccount.class),
                        new HashMap<>(Map.of("camel.component.studio.pol-interval", "5s")),
                        Map.of()))
                .rootCause()
                .hasMessageContaining("Did you mean camel.component.studio.poll-interval?");
    }

    @Test
    void optionsCountOverTheBeanThatHoldsTheDefaults() {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, Defaults.class),
                "configuration=defaults",
                "base-url=" + gateway.baseUrl(),
                "api-key=sk-test",
                "poll-interval=2s")) {
            GeminiOmniConfiguration options = component(spring).getConfiguration();
            assertThat(options).isSameAs(spring.getBean(GeminiOmniConfiguration.class));
            assertThat(options.getConcurrentPolls()).isEqualTo(3);
            assertThat(options.getPollInterval()).isEqualTo(2_000);
            assertThat(options.getBaseUrl()).isEqualTo(gateway.baseUrl());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.enabled",
                "camel.component.customizer.enabled",
                PREFIX + "enabled",
                PREFIX + "customizer.enabled"
            })
    void itCanBeSwitchedOffAsCamelsStarters(String property) {
        try (ConfigurableApplicationContext spring = start(
                List.of(Application.class, OwnBean.class),
                new HashMap<>(Map.of(property, "false", PREFIX + "poll-interval", "9s")),
                Map.of())) {
            assertThat(component(spring).getConfiguration().getPollInterval()).isEqualTo(7_000);
        }
    }

    @Test
    void anApplicationWithoutThePropertiesGetsNoComponent() {
        try (ConfigurableApplicationContext spring =
                start(List.of(ApplicationWithoutRoutes.class, SecondAccount.class))) {
            assertThat(spring.getBean(CamelContext.class).getComponentNames()).doesNotContain("gemini-omni", "studio");
        }
    }

    private static GeminiOmniComponent component(ConfigurableApplicationContext spring) {
        return spring.getBean(CamelContext.class).getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    private static int tasks(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet count = connection.createStatement().executeQuery("SELECT COUNT(*) FROM gemini_omni_task")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static ConfigurableApplicationContext start(List<Class<?>> configurations, String... properties) {
        Map<String, Object> named = new HashMap<>(Map.of("hosts", "videos.example.com"));
        named.put("camel.cloud.enabled", "false"); // it configures what Camel 4.22 has no more
        Arrays.stream(properties)
                .map(property -> property.split("=", 2))
                .forEach(property -> named.put(PREFIX + property[0], property[1]));
        return start(configurations, named, Map.of());
    }

    private static ConfigurableApplicationContext start(List<Class<?>> configurations, Map<String, Object> variables) {
        return start(configurations, Map.of(), variables);
    }

    private static ConfigurableApplicationContext start(
            List<Class<?>> configurations, Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new SpringApplicationBuilder(new ArrayList<>(configurations).toArray(Class<?>[]::new))
                .environment(environment)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .run();
    }
}
