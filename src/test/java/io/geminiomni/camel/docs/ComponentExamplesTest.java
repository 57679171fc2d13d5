package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConfiguration;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.TestKeystore;
import io.geminiomni.camel.option.Reconcile;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The options of the component, each example with a component of its own. */
class ComponentExamplesTest extends ExamplesTestSupport {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T12:00:00Z"));

    @TempDir
    Path folder;

    @ExampleTest
    void theComponentHasTheDefaultsOfItsEndpoints() {
        InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
        context.getRegistry().bind("tasks", tasks);
        property("gateway.url", gateway.baseUrl());
        emulator().apiKey("sk-1234");
        property("gateway.key", "sk-1234");

        dsl.configure(context, "docs/component", () -> {
            String gatewayUrl = gateway.baseUrl();
            // tag::component[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setBaseUrl(gatewayUrl);
            component.setApiKey("sk-1234");
            component.setTaskRepository(tasks);
            component.setPollInterval(10_000);
            component.setMaxPollInterval(60_000);
            // end::component[]
        });

        submit();
        assertThat(tasks.counts("adverts")).containsEntry(TaskState.WAITING, 1L);
        assertThat(options().getPollInterval()).isEqualTo(10_000);
        assertThat(options().getMaxPollInterval()).isEqualTo(60_000);
    }

    @ExampleTest
    void tasksAreInAFolder() throws Exception {
        property("tasks", folder.resolve("tasks").toString());

        dsl.configure(context, "docs/store-directory", () -> {
            // tag::storeDirectory[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setStoreDirectory(folder.resolve("tasks").toString());
            // end::storeDirectory[]
        });
        useTheEmulator();

        submit();
        assertThat(folder.resolve("tasks")).isNotEmptyDirectory();
    }

    @ExampleTest
    void tasksAreInADatabase() throws Exception {
        String databaseUrl = Postgres.newDatabaseUrl();
        property("database.url", databaseUrl);

        dsl.configure(context, "docs/data-source", () -> {
            // tag::dataSource[]
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(databaseUrl);
            dataSource.setSocketTimeout(45);

            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setDataSource(dataSource);
            // end::dataSource[]
        });
        useTheEmulator();

        submit();
        PGSimpleDataSource sameDatabase = new PGSimpleDataSource();
        sameDatabase.setUrl(databaseUrl);
        assertThat(new JdbcVideoTaskRepository(sameDatabase).counts("adverts")).containsEntry(TaskState.WAITING, 1L);
    }

    @ExampleTest
    void anUnknownOutcomeHasEvidence() throws Exception {
        dsl.configure(context, "docs/evidence", () -> {
            // tag::evidence[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setReconcile(Reconcile.balance);
            component.setAccountExclusive(true);
            // end::evidence[]
        });
        useTheEmulator();
        emulator().nextCreates(Fault.closeAfterRequest());

        assertThatThrownBy(this::submit)
                .hasStackTraceContaining("Evidence: cannot tell, as the price of the request is not known; spent by");
        assertThat(component().isAccountExclusive()).isTrue();
    }

    @ExampleTest
    void aKeyIsRememberedForTheRetention() throws Exception {
        dsl.configure(context, "docs/retention", () -> {
            // tag::retention[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setRetention(Duration.ofDays(30).toMillis());
            // end::retention[]
        });
        useTheEmulator();
        component().setClock(clock);
        component().setTaskRepository(RecordedTasks.inMemory(clock, gateway::emulator));
        purgeOften();
        context.addRoutes(videos());
        emulator().nextTasks(Timeline.immediate());
        assertThat(isDuplicate("order-17")).isFalse();
        clock.advance(Duration.ofSeconds(10));
        GeminiOmniEndpoint adverts = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
        await().until(() -> adverts.getTaskCounts().containsKey(TaskState.DELIVERED.name()));

        clock.advance(Duration.ofDays(29));
        assertThat(isDuplicate("order-17")).isTrue();
        clock.advance(Duration.ofDays(2));
        await().until(() -> !isDuplicate("order-17"));
    }

    @ExampleTest
    void theGatewayIsChecked() {
        dsl.configure(context, "docs/gateway-check", () -> {
            // tag::gatewayCheck[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setHealthCheckGatewayEnabled(true);
            // end::gatewayCheck[]
        });
        useTheEmulator();
        emulator().balance("12.50");

        submit();
        await().untilAsserted(() -> assertThat(HealthCheckHelper.invokeReadiness(context, "full"))
                .filteredOn(result -> result.getCheck().getId().equals("gemini-omni-gateway"))
                .extracting(HealthCheck.Result::getState)
                .containsExactly(HealthCheck.State.UP));
    }

    @ExampleTest
    void aSlowGatewayHasTime() {
        dsl.configure(context, "docs/slow-gateway", () -> {
            // tag::slowGateway[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setConnectTimeout(Duration.ofSeconds(20).toMillis());
            component.setRequestTimeout(Duration.ofMinutes(5).toMillis());
            component.setUploadTimeout(Duration.ofMinutes(15).toMillis());
            component.setSubmitTimeout(Duration.ofMinutes(10).toMillis());
            // end::slowGateway[]
        });
        useTheEmulator();

        submit();
        assertThat(options().getConnectTimeout()).isEqualTo(20_000);
        assertThat(options().getRequestTimeout()).isEqualTo(300_000);
        assertThat(options().getUploadTimeout()).isEqualTo(900_000);
        assertThat(component().getSubmitTimeout()).isEqualTo(600_000);
    }

    @ExampleTest
    void callsGoThroughAProxyAndVideosComeFromTheNamedHosts() throws Exception {
        property("proxy.host", "127.0.0.1");
        property("proxy.port", String.valueOf(emulator().port()));

        dsl.configure(context, "docs/proxy", () -> {
            String proxyHost = "127.0.0.1";
            int proxyPort = emulator().port();
            // tag::proxy[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setBaseUrl("http://gateway.example");
            component.setProxyHost(proxyHost);
            component.setProxyPort(proxyPort);
            component.setDownloadHosts("*.video.example,127.0.0.1");
            component.setDownloadRetries(10);
            component.setMaxVideoSize("500MB");
            component.setMinDownloadRate("64KB");
            // end::proxy[]
        });
        component().setApiKey("sk-test");
        component().setPollInterval(20);
        emulator().nextTasks(Timeline.immediate());

        byte[] video = template.requestBody("gemini-omni:adverts?operation=generate", "A lighthouse", byte[].class);

        assertThat(video).isNotEmpty();
        assertThat(emulator().calls(Call.DOWNLOAD)).isPositive();
    }

    @ExampleTest
    void aCertificateOfOnesOwnIsTrusted() throws Exception {
        SSLContextParameters certificate = TestKeystore.create(folder);
        property("truststore", folder.resolve("test.p12").toString());
        property("truststore.password", TestKeystore.PASSWORD);

        dsl.configure(context, "docs/tls", () -> {
            String truststore = folder.resolve("test.p12").toString();
            String password = TestKeystore.PASSWORD;
            // tag::tls[]
            KeyStoreParameters certificates = new KeyStoreParameters();
            certificates.setResource("file:" + truststore);
            certificates.setPassword(password);
            TrustManagersParameters trusted = new TrustManagersParameters();
            trusted.setKeyStore(certificates);
            SSLContextParameters ssl = new SSLContextParameters();
            ssl.setTrustManagers(trusted);

            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setSslContextParameters(ssl);
            // end::tls[]
        });

        assertAVideoComesOverTls(certificate);
    }

    @ExampleTest
    void theTrustOfTheContextIsUsed() throws Exception {
        SSLContextParameters certificate = TestKeystore.create(folder);
        context.setSSLContextParameters(certificate);

        dsl.configure(context, "docs/tls-of-the-context", () -> {
            // tag::tlsOfTheContext[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setUseGlobalSslContextParameters(true);
            // end::tlsOfTheContext[]
        });

        assertAVideoComesOverTls(certificate);
    }

    private void assertAVideoComesOverTls(SSLContextParameters certificate) throws Exception {
        try (GatewayEmulator secure = GatewayEmulator.builder()
                .timeline(Timeline.immediate())
                .tls(certificate.createSSLContext(context))
                .start()) {
            component().setBaseUrl(secure.baseUrl());
            component().setApiKey("sk-test");
            component().setPollInterval(20);

            assertThat(template.requestBody("gemini-omni:adverts?operation=generate", (Object) "A cat", byte[].class))
                    .isNotEmpty();
        }
    }

    @ExampleTest
    void twoAccountsAreTwoComponents() throws Exception {
        try (GatewayEmulator other =
                GatewayEmulator.builder().apiKey("sk-studio").start()) {
            property("studio.url", other.baseUrl());
            property("studio.key", "sk-studio");

            dsl.configure(context, "docs/accounts", () -> {
                String studioUrl = other.baseUrl();
                // tag::accounts[]
                GeminiOmniConfiguration account = new GeminiOmniConfiguration();
                account.setBaseUrl(studioUrl);
                account.setApiKey("sk-studio");

                GeminiOmniComponent studio = new GeminiOmniComponent();
                studio.setConfiguration(account);
                context.addComponent("studio", studio);
                // end::accounts[]
            });
            useTheEmulator();

            submit();
            template.requestBody("studio:films", "A lighthouse at night");

            assertThat(emulator().accepted()).isEqualTo(1);
            assertThat(other.accepted()).isEqualTo(1);
        }
    }

    @ExampleTest
    void aTestMovesTheClock() throws Exception {
        context.getRegistry().bind("clock", clock);
        context.getRegistry().bind("tasks", RecordedTasks.inMemory(clock, gateway::emulator));

        dsl.configure(context, "docs/clock", () -> {
            // tag::clock[]
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setClock(clock);
            // end::clock[]
        });
        useTheEmulator();
        context.addRoutes(videos());
        emulator().nextTasks(Timeline.immediate().queued(1));
        MockEndpoint videos = getMockEndpoint("mock:videos");
        videos.expectedMessageCount(1);
        videos.expectedHeaderReceived(GeminiOmniConstants.HEADER_LATE, "taskTimeout");

        submit();
        clock.advance(Duration.ofMinutes(31));
        await().until(() -> emulator().calls(Call.QUERY) == 1);
        clock.advance(Duration.ofMinutes(1));

        videos.assertIsSatisfied();
    }

    private static RouteBuilder videos() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts").to("mock:videos");
            }
        };
    }

    private void submit() {
        VideoTask task = template.requestBody("gemini-omni:adverts", "A lighthouse at dawn", VideoTask.class);
        assertThat(task.taskId()).isNotEmpty();
    }

    private boolean isDuplicate(String key) {
        return template.request(
                        "gemini-omni:adverts?idempotencyKey=" + key,
                        exchange -> exchange.getIn().setBody("A lighthouse"))
                .getMessage()
                .getHeader(GeminiOmniConstants.HEADER_DUPLICATE, false, Boolean.class);
    }

    /** Records are swept and purged ten times within {@code submitTimeout}. */
    private void purgeOften() {
        component().setConnectTimeout(5_000);
        component().setRequestTimeout(10_000);
        component().setSubmitTimeout(25_000);
    }

    private void useTheEmulator() {
        component().setBaseUrl(gateway.baseUrl());
        component().setApiKey("sk-test");
    }

    private void property(String name, String value) {
        context.getPropertiesComponent().addInitialProperty(name, value);
    }

    private GeminiOmniComponent component() {
        return context.getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    private GeminiOmniConfiguration options() {
        return component().getConfiguration();
    }
}
