package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.ContextThreads;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.request.VideoRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class GatewayClientTest {
    private static final String ACCEPTED =
            "{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"task_id\":\"t-1\",\"status\":\"queued\"}}";
    private static final String KEY = "sk-secret-key";
    private static final RequestPace PACE = new RequestPace(RequestPace.UNLIMITED, new TestThreads());
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final VideoRequest REQUEST =
            VideoRequest.builder().prompt("A fox, 狐狸 🦊").duration(6).build();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<GatewayClient> clients = new ArrayList<>();
    private final List<CountingServer> servers = new ArrayList<>();

    @BeforeEach
    void startContext() {
        context.start();
    }

    @AfterEach
    void stopAll() throws IOException {
        clients.forEach(GatewayClient::stop);
        context.stop();
        for (CountingServer server : servers) {
            server.close();
        }
    }

    // ---- what leaves

    @Test
    void a_create_is_one_post_of_the_request_with_the_headers_that_it_needs_and_no_others() {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));

        assertAccepted(client(server, LONG).create(REQUEST, "hash-1", "the request"));

        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /api/open-api/v1/gemini/omni/videos HTTP/1.1");
            assertThat(request.body()).isEqualTo(REQUEST.toJson());
            assertThat(request.headers())
                    .containsOnlyKeys(
                            "Accept",
                            "Accept-Encoding",
                            "Authorization",
                            "Connection",
                            "Content-Length",
                            "Content-Type",
                            "Host",
                            "Idempotency-Key",
                            "User-Agent")
                    .containsEntry("Authorization", "Bearer " + KEY)
                    .containsEntry("Connection", "close")
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("Idempotency-Key", "hash-1");
        });
    }

    @Test
    void a_base_url_may_have_a_path() {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));
        GatewayClient client = client(settings(URI.create(server.url() + "/omni/"), LONG, null, null));

        client.create(REQUEST, "h", "the request");
        client.query("t-1");

        assertThat(server.requests())
                .extracting(CountingServer.Request::path)
                .containsExactly("/omni/api/open-api/v1/gemini/omni/videos", "/omni/api/open-api/v1/videos/t-1");
    }

    @ParameterizedTest
    @CsvSource({
        "a.B_c-9, a.B_c-9",
        "../../admin, ..%2F..%2Fadmin",
        "a:b/c, a%3Ab%2Fc",
        ".., %2E%2E",
        "., %2E",
        "https://evil.example/x, https%3A%2F%2Fevil.example%2Fx"
    })
    void a_task_id_stays_one_segment_of_the_path(String taskId, String segment) {
        CountingServer server =
                server(CountingServer.answering(200, ACCEPTED.replace("t-1", taskId), "Set-Cookie: a=b; Path=/"));
        GatewayClient client = client(server, LONG);

        assertThat(client.query(taskId).taskId()).isEqualTo(taskId);
        assertThat(client.query(taskId).taskId()).isEqualTo(taskId);

        assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.line()).isEqualTo("GET /api/open-api/v1/videos/" + segment + " HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("Authorization", "Bearer " + KEY)
                    .doesNotContainKeys("Cookie", "Content-Length", "Idempotency-Key");
        });
        assertThat(server.connections()).as("questions share a connection").isEqualTo(1);
    }

    @Test
    void what_is_no_task_id_is_not_asked_for() {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));
        GatewayClient client = client(server, LONG);

        for (String taskId : new String[] {"", "a b", "a\u0000", "{{env:HOME}}", "?x=1", "x".repeat(10_000)}) {
            assertThatThrownBy(() -> client.query(taskId))
                    .isInstanceOf(UnknownTaskException.class)
                    .message()
                    .hasSizeLessThan(300);
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_key_hash_that_could_break_a_header_is_a_mistake_of_the_caller() {
        GatewayClient client = client(server(CountingServer.answering(200, ACCEPTED)), LONG);

        assertThatIllegalArgumentException().isThrownBy(() -> client.create(REQUEST, "a\r\nX: y", "the request"));
    }

    // ---- not accepted: no byte has left

    @Test
    void a_refused_connection_is_not_accepted() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        GatewayClient client = client(settings(URI.create("http://127.0.0.1:" + port), LONG, null, null));

        assertNotSent(client.create(REQUEST, "h", "the request"));
        assertThatThrownBy(() -> client.query("t-1"))
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("no connection");
    }

    @Test
    void an_unknown_host_is_not_accepted() {
        assertNotSent(client(resolving(host -> {
                    throw new UnknownHostException(host);
                }))
                .create(REQUEST, "h", "the request"));
    }

    @Test
    void a_name_lookup_that_hangs_is_not_accepted_and_ends_in_time() {
        CountDownLatch never = new CountDownLatch(1);

        CreateOutcome outcome = client(resolving(host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                }))
                .create(REQUEST, "h", "the request");

        assertNotSent(outcome);
        never.countDown();
    }

    @Test
    void an_untrusted_certificate_is_not_accepted(@TempDir Path folder) throws Exception {
        CountingServer server = tlsServer(TestKeystore.create(folder));
        URI url = URI.create("https://127.0.0.1:" + server.port());

        assertNotSent(client(settings(url, LONG, null, null)).create(REQUEST, "h", "the request"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_trusted_certificate_is_accepted(@TempDir Path folder) throws Exception {
        SSLContextParameters ssl = TestKeystore.create(folder);
        URI url = URI.create("https://127.0.0.1:" + tlsServer(ssl).port());

        assertAccepted(client(settings(url, LONG, ssl, null)).create(REQUEST, "h", "the request"));
    }

    @Test
    void trust_parameters_do_not_turn_http_into_https(@TempDir Path folder) throws Exception {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));

        assertAccepted(client(settings(server.uri(), LONG, TestKeystore.create(folder), null))
                .create(REQUEST, "h", "the request"));
    }

    @Test
    void a_server_that_hangs_or_hangs_up_or_babbles_in_the_tls_handshake_has_not_accepted() {
        List<CountingServer.Behaviour> faults = List.of(
                connection -> connection.hang(),
                connection -> connection.reset(),
                connection -> connection.write("HTTP/1.1 400 Plain\r\n\r\n"),
                connection -> {
                    connection.write(new byte[] {22, 3, 3, 64, 0});
                    while (!connection.hang(20)) {
                        connection.write(new byte[] {0});
                    }
                });
        for (CountingServer.Behaviour fault : faults) {
            URI url = URI.create("https://127.0.0.1:" + server(fault).port());
            assertNotSent(
                    within(SHORT, () -> client(settings(url, SHORT, null, null)).create(REQUEST, "h", "the request")));
        }
    }

    @Test
    void https_at_a_port_for_http_is_told_at_once_with_what_may_be_wrong() {
        try (GatewayEmulator plain = GatewayEmulator.start()) {
            URI url = URI.create("https://127.0.0.1:" + plain.port());

            CreateOutcome outcome =
                    within(SHORT, () -> client(settings(url, LONG, null, null)).create(REQUEST, "h", "the request"));

            assertNotSent(outcome);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            CreateOutcome.NotAccepted.class,
                            it -> assertThat(it.failure().message())
                                    .contains("no connection to " + url)
                                    .contains("is the option baseUrl right to begin with https?")
                                    .contains("No money was spent"));
            assertThat(plain.creates()).isZero();
        }
    }

    @Test
    void a_server_that_is_silent_in_the_tls_handshake_is_waited_for_as_long_as_for_a_connection() {
        URI url = URI.create(
                "https://127.0.0.1:" + server(connection -> connection.hang()).port());
        GatewaySettings settings =
                new GatewaySettings(url, KEY, SHORT, LONG, LONG, null, null, null, 16, RequestPace.UNLIMITED);

        assertNotSent(within(SHORT.multipliedBy(10), () -> client(settings).create(REQUEST, "h", "the request")));
    }

    @Test
    void a_proxy_that_refuses_to_tunnel_is_not_accepted_and_never_sees_the_key() {
        for (String refusal : new String[] {"403 Forbidden", "407 Authenticate", "502 Bad Gateway", "302 Found"}) {
            CountingServer proxy = server(CountingServer.writing(("HTTP/1.1 " + refusal + "\r\nContent-Length: "
                            + ACCEPTED.length() + "\r\nProxy-Authenticate: Basic realm=x\r\n\r\n" + ACCEPTED)
                    .getBytes(StandardCharsets.US_ASCII)));

            assertNotSent(client(settings(URI.create("https://gateway.invalid"), LONG, null, proxy))
                    .create(REQUEST, "h", "the request"));
            assertThat(proxy.requests()).singleElement().satisfies(request -> {
                assertThat(request.line()).startsWith("CONNECT gateway.invalid:443");
                assertThat(request.headers()).doesNotContainKey("Authorization");
            });
        }
    }

    @Test
    void a_proxy_is_used() {
        CountingServer proxy = server(CountingServer.answering(200, ACCEPTED));

        assertAccepted(client(settings(URI.create("http://gateway.invalid"), LONG, null, proxy))
                .create(REQUEST, "h", "the request"));
        assertThat(proxy.requests())
                .singleElement()
                .returns("http://gateway.invalid/api/open-api/v1/gemini/omni/videos", CountingServer.Request::path);
    }

    @Test
    void a_stopped_client_sends_nothing() {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));
        GatewayClient client = client(server, LONG);
        client.stop();

        assertNotSent(client.create(REQUEST, "h", "the request"));
        client.start();
        assertAccepted(client.create(REQUEST, "h", "the request"));
    }

    // ---- unknown: something may have left

    @Test
    void a_connection_that_breaks_at_any_time_after_it_was_made_is_unknown() {
        List<CountingServer.Behaviour> faults = List.of(
                connection -> {
                    connection.readHead();
                    connection.reset();
                },
                connection -> {
                    connection.readRequest();
                    connection.reset();
                },
                connection -> connection.readRequest(),
                CountingServer.writing("HTTP/1.1 200 O".getBytes(StandardCharsets.US_ASCII)),
                CountingServer.writing(("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + ACCEPTED)
                        .getBytes(StandardCharsets.US_ASCII)),
                CountingServer.writing(
                        ("HTTP/1.1 403 No\r\nContent-Length: 500\r\n\r\n{").getBytes(StandardCharsets.US_ASCII)),
                CountingServer.writing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cod"
                        .getBytes(StandardCharsets.US_ASCII)),
                CountingServer.writing(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                CountingServer.writing("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII)));
        for (CountingServer.Behaviour fault : faults) {
            CountingServer server = server(fault);

            assertUnknown(client(server, LONG).create(REQUEST, "h", "the request"));
            assertThat(server.connections()).as("attempts").isEqualTo(1);
        }
    }

    @Test
    void an_error_of_the_http_client_does_not_quote_what_came() {
        CountingServer server = server(CountingServer.writing(
                ("HTTP/1.1 200 OK\r\nBroken " + KEY + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));

        CreateOutcome outcome = client(server, LONG).create(REQUEST, "h", "the request");

        assertUnknown(outcome);
        for (Throwable t = ((CreateOutcome.NotCreated) outcome).toException(); t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(KEY);
        }
    }

    @Test
    void an_answer_that_does_not_end_in_time_is_unknown() {
        List<CountingServer.Behaviour> faults = List.of(
                connection -> {
                    connection.readRequest();
                    connection.hang();
                },
                connection -> {
                    connection.readRequest();
                    while (!connection.hang(10)) {
                        connection.write("HTTP/1.1 102 Processing\r\n\r\n");
                    }
                },
                connection -> {
                    connection.readRequest();
                    connection.write("HTTP/1.1 200 OK\r\nX: ");
                    while (!connection.hang(10)) {
                        connection.write("x");
                    }
                },
                connection -> {
                    connection.readRequest();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
                    while (!connection.hang(10)) {
                        connection.write(" ");
                    }
                });
        for (CountingServer.Behaviour fault : faults) {
            CountingServer server = server(fault);
            GatewayClient client = client(new GatewaySettings(
                    server.uri(), KEY, LONG, SHORT, SHORT, null, null, null, 16, RequestPace.UNLIMITED));

            CreateOutcome outcome = within(SHORT, () -> client.create(REQUEST, "h", "the request"));

            assertUnknown(outcome);
            assertThat(((CreateOutcome.NotCreated) outcome).failure().message()).contains("PT0.4S");
            within(
                    SHORT,
                    () -> assertThatThrownBy(() -> client.query("t-1"))
                            .isInstanceOf(GatewayUnavailableException.class));
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void an_answer_without_end_is_cut_off_at_1_mb_and_unknown() {
        List<String> starts = List.of(
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
                "HTTP/1.1 429 No\r\n\r\n",
                "HTTP/1.1 200 OK\r\n");
        for (String start : starts) {
            CountingServer server = server(connection -> {
                connection.readRequest();
                connection.write(start);
                String more = "X-More: " + " ".repeat(1000) + "\r\n";
                while (true) {
                    connection.write(more);
                }
            });

            assertUnknown(
                    within(Duration.ofSeconds(5), () -> client(server, LONG).create(REQUEST, "h", "the request")));
        }
    }

    @Test
    void an_answer_of_just_1_mb_is_read() {
        String padded = ACCEPTED + " ".repeat(CallProducer.MAX_ANSWER - ACCEPTED.length());

        assertAccepted(
                client(server(CountingServer.answering(200, padded)), LONG).create(REQUEST, "h", "the request"));
        assertUnknown(client(server(CountingServer.answering(200, padded + " ")), LONG)
                .create(REQUEST, "h", "the request"));
    }

    @Test
    void a_compressed_answer_nobody_asked_for_is_not_inflated() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(ACCEPTED.getBytes(StandardCharsets.UTF_8));
        }
        CountingServer server = server(
                CountingServer.writing(CountingServer.response(200, bytes.toByteArray(), "Content-Encoding: gzip")));

        assertUnknown(client(server, LONG).create(REQUEST, "h", "the request"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/x-java-serialized-object", "multipart/form-data", "nonsense; charset=x"
            })
    void the_content_type_does_not_matter(String contentType) {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED, "Content-Type: " + contentType));

        assertAccepted(client(server, LONG).create(REQUEST, "h", "the request"));
    }

    @Test
    void an_answer_may_come_in_chunks_or_after_interim_ones_or_without_a_length() {
        for (String answer : new String[] {
            "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: " + ACCEPTED.length() + "\r\n\r\n"
                    + ACCEPTED,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(ACCEPTED.length()) + "\r\n"
                    + ACCEPTED + "\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n" + ACCEPTED
        }) {
            CountingServer server = server(CountingServer.writing(answer.getBytes(StandardCharsets.US_ASCII)));

            assertAccepted(client(server, LONG).create(REQUEST, "h", "the request"));
        }
    }

    @Test
    void an_interrupted_thread_stays_interrupted_and_gets_an_outcome() throws Exception {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));
        GatewayClient client = client(server, LONG);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<CreateOutcome> outcome = thread.submit(() -> {
                Thread.currentThread().interrupt();
                CreateOutcome result = client.create(REQUEST, "h", "the request");
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return result;
            });
            if (outcome.get(1, TimeUnit.MINUTES) instanceof CreateOutcome.Accepted) {
                assertThat(server.requests()).hasSize(1);
            } else {
                assertNotSent(outcome.get());
                assertThat(server.requests()).isEmpty();
            }
        } finally {
            thread.shutdownNow();
        }
    }

    // ---- nothing is tried twice

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 401, 407, 408, 409, 421, 425, 429, 500, 502, 503, 504})
    void whatever_comes_back_there_was_one_post_and_no_wait(int status) {
        CountingServer[] self = new CountingServer[1];
        self[0] = server(connection -> {
            while (connection.readRequest() != null) {
                connection.write(CountingServer.response(
                        status,
                        "",
                        "Retry-After: 15",
                        "Location: " + self[0].url() + "/api/open-api/v1/gemini/omni/videos",
                        "WWW-Authenticate: Basic realm=x"));
            }
        });

        CreateOutcome outcome =
                within(Duration.ofSeconds(5), () -> client(self[0], LONG).create(REQUEST, "h", "the request"));

        assertThat(outcome).isInstanceOf(CreateOutcome.NotCreated.class);
        assertThat(((CreateOutcome.NotCreated) outcome).failure().retryAfter()).isEqualTo(Duration.ofSeconds(15));
        assertThat(self[0].requests()).hasSize(1);
        assertThat(self[0].connections()).isEqualTo(1);
    }

    @Test
    void a_thousand_creates_at_a_server_that_hangs_up_after_each_answer_are_accepted_once_each() throws Exception {
        CountingServer server = server(connection -> {
            connection.readRequest();
            connection.write(CountingServer.response(200, ACCEPTED));
        });

        assertThousandAccepted(client(server, LONG), server);
    }

    @Test
    void a_thousand_creates_at_a_server_whose_connections_die_of_idleness_are_accepted_once_each() throws Exception {
        CountingServer server = server(connection -> {
            connection.readRequest();
            connection.write(
                    CountingServer.response(200, ACCEPTED, "Connection: keep-alive", "Keep-Alive: timeout=60"));
            connection.hang(1);
        });

        assertThousandAccepted(client(server, LONG), server);
    }

    @Test
    void a_create_never_uses_a_connection_that_has_idled() {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED, "Connection: keep-alive"));
        GatewayClient client = client(server, LONG);

        client.query("t-1");
        for (int i = 0; i < 5; i++) {
            assertAccepted(client.create(REQUEST, "h" + i, "the request"));
        }

        assertThat(server.connections()).isEqualTo(6);
    }

    // ---- what stays behind

    @Test
    void a_stop_leaves_no_connection_no_thread_and_no_endpoint() {
        ContextThreads threads = ContextThreads.of(context);
        CountingServer server = server(CountingServer.answering(200, ACCEPTED, "Connection: keep-alive"));
        GatewayClient client = client(server, LONG);
        client.create(REQUEST, "h", "the request");
        client.query("t-1");
        assertThat(context.getEndpoints()).isEmpty();
        assertThat(context.hasComponent("http")).isNull();
        assertThat(context.hasComponent("https")).isNull();
        assertThat(threads.alive("GeminiOmni")).isNotEmpty();

        client.stop();

        Awaitility.await().untilAsserted(() -> {
            assertThat(server.openConnections()).isZero();
            assertThat(threads.alive("GeminiOmni")).isEmpty();
        });
    }

    @Test
    void a_stop_ends_a_call_in_flight_and_its_outcome_is_unknown() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountingServer server = server(connection -> {
            connection.readRequest();
            arrived.countDown();
            connection.hang();
        });
        GatewayClient client = client(server, LONG);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<CreateOutcome> outcome = thread.submit(() -> client.create(REQUEST, "h", "the request"));
            assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();

            client.stop();

            assertUnknown(outcome.get(1, TimeUnit.MINUTES));
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void an_applications_own_http_settings_do_not_reach_the_gateway() {
        AtomicInteger configured = new AtomicInteger();
        HttpComponent own = context.getComponent("http", HttpComponent.class);
        own.setHttpClientConfigurer(builder -> configured.incrementAndGet());
        own.setUserAgent("application");
        own.setProxyHost("proxy.invalid");
        own.setProxyPort(1);
        context.getGlobalOptions().put("http.proxyHost", "proxy.invalid");
        context.getGlobalOptions().put("http.proxyPort", "1");
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));

        assertAccepted(client(server, LONG).create(REQUEST, "h", "the request"));

        assertThat(configured).hasValue(0);
        assertThat(server.requests().get(0).headers()).containsEntry("User-Agent", "camel-gemini-omni");
        assertThat(own.isAutomaticRetriesDisabled()).isFalse();
    }

    @Test
    void an_answer_about_another_task_is_no_answer() {
        GatewayClient client = client(server(CountingServer.answering(200, ACCEPTED)), LONG);

        GatewayException failure = catchThrowableOfType(GatewayUnavailableException.class, () -> client.query("t-2"));

        assertThat(failure).hasMessageContaining("t-2").returns("20000", GatewayException::code);
    }

    // ---- helpers

    private void assertThousandAccepted(GatewayClient client, CountingServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<CreateOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String hash = "hash-" + i;
                outcomes.add(threads.submit(() -> client.create(REQUEST, hash, "the request")));
            }
            for (Future<CreateOutcome> outcome : outcomes) {
                assertAccepted(outcome.get(1, TimeUnit.MINUTES));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.requests())
                .extracting(request -> request.headers().get("Idempotency-Key"))
                .doesNotHaveDuplicates()
                .hasSize(1000);
    }

    /** Without the deadline under test, the work would take twenty seconds or for ever. */
    private static <T> T within(Duration time, java.util.function.Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(time.plusSeconds(10));
        return result;
    }

    @Test
    void field_names_that_collide_do_not_hide_the_task_of_this_answer_nor_of_the_next() {
        String hostile = ACCEPTED.replace("\"status\"", CollidingNames.members("task_id", 500) + ",\"status\"");

        for (String answer : List.of(hostile, hostile, ACCEPTED)) {
            GatewayClient client = client(server(CountingServer.answering(200, answer)), LONG);

            assertAccepted(client.create(REQUEST, "h", "the request"));
        }
    }

    @Test
    void a_create_whose_answer_cannot_be_read_is_unknown() {
        for (Throwable failure : new Throwable[] {new IllegalStateException(KEY), new StackOverflowError()}) {
            Clock failing = new FailingClock(failure);
            CountingServer server = server(CountingServer.answering(200, ACCEPTED));
            GatewayClient client =
                    started(new GatewayClient(context, settings(server.uri(), LONG, null, null), failing, PACE));

            CreateOutcome outcome = client.create(REQUEST, "h", "the request");

            assertUnknown(outcome);
            GatewayFailure told = ((CreateOutcome.Unknown) outcome).failure();
            assertThat(told.message()).contains(failure.getClass().getSimpleName(), "Money may have been spent");
            assertThat(told.cause())
                    .hasStackTraceContaining("a_create_whose_answer_cannot_be_read_is_unknown")
                    .hasMessageNotContaining(KEY);
        }
    }

    /** Stands for any part of the reading of an answer that does not do what it should. */
    private static final class FailingClock extends Clock {
        private final Throwable failure;

        FailingClock(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public Instant instant() {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static void assertAccepted(CreateOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CreateOutcome.Accepted.class,
                        it -> assertThat(it.task().taskId()).isEqualTo("t-1"));
    }

    private static void assertNotSent(CreateOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.NotAccepted.class, it -> {
            assertThat(it.reason()).isEqualTo(CreateOutcome.NotAccepted.Reason.NOT_CONNECTED);
            assertThat(it.failure().message()).doesNotContain(KEY, REQUEST.prompt());
        });
    }

    private static void assertUnknown(CreateOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.Unknown.class, it -> {
            assertThat(it.failure().moneyMayBeSpent()).isTrue();
            assertThat(it.failure().message()).doesNotContain(KEY, REQUEST.prompt());
        });
    }

    @Test
    void theTwoCallsOfABalanceTakeTheirTurns() {
        RequestPace pace = new RequestPace(1000, new SetTime()); // a burst of a hundred calls, and no time passes
        try (GatewayEmulator emulator = GatewayEmulator.builder().apiKey(KEY).start()) {
            URI url = URI.create(emulator.baseUrl());
            GatewayClient client =
                    started(new GatewayClient(context, settings(url, LONG, null, null), Clock.systemUTC(), pace));

            client.balance();
        }

        assertThat(IntStream.range(0, 1000)
                        .takeWhile(i -> pace.await(Duration.ZERO))
                        .count())
                .isEqualTo(98);
    }

    @Test
    void aBalanceThatIsQueriedAtOnceCountsButDoesNotWait() {
        SetTime time = new SetTime();
        RequestPace pace = new RequestPace(1, time);
        assertThat(pace.await(Duration.ZERO)).isTrue();
        try (GatewayEmulator emulator = GatewayEmulator.builder().apiKey(KEY).start()) {
            URI url = URI.create(emulator.baseUrl());
            GatewayClient client =
                    started(new GatewayClient(context, settings(url, LONG, null, null), Clock.systemUTC(), pace));

            assertThat(client.balanceAtOnce().account().used()).isZero();
        }

        assertThat(pace.await(Duration.ofMillis(2999))).isFalse();
        time.advance(Duration.ofSeconds(3));
        assertThat(pace.await(Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"balance, 2", "upload, 1"})
    void whatACreateWaitsForGoesBeforePolls(String name, int turns) throws Exception {
        SetTime time = new SetTime();
        RequestPace pace = new RequestPace(1, time);
        assertThat(pace.await(Duration.ZERO)).isTrue();
        CountingServer server = server(CountingServer.answering(200, """
                {"code": 20000, "data": {"task_id": "t-1", "status": "queued", "url": "https://files.example/a.png",
                "balance": 1, "used_coin": 0, "available": 1, "name": "key", "total_quota": 0, "used_quota": 0,
                "available_quota": 0, "unlimited": true}}"""));
        GatewayClient client =
                started(new GatewayClient(context, settings(server.uri(), LONG, null, null), Clock.systemUTC(), pace));
        FileToUpload file = new FileToUpload("a.png", "image/png", 1, () -> new ByteArrayInputStream(new byte[1]));
        ExecutorService callers = Executors.newFixedThreadPool(2);
        callers.execute(() -> client.poll("t-1", Duration.ofDays(2), () -> true));
        await().until(() -> pace.waiting() == 1);
        callers.execute(() -> {
            if (name.equals("balance")) {
                client.balance();
            } else {
                client.upload(file);
            }
        });

        for (int turn = 1; turn <= turns + 1; turn++) {
            int waiting = turn <= turns ? 2 : 1;
            await().until(() -> pace.waiting() == waiting);
            time.advance(Duration.ofSeconds(1));
            int sent = turn;
            await().until(() -> server.requests().size() == sent);
        }
        callers.shutdown();

        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(server.requests().get(turns).path()).endsWith("/videos/t-1");
    }

    @Test
    void aPollThatWaitsIsTakenBackWhenTheGatewayThrottlesACreate() throws Exception {
        RequestPace pace = new RequestPace(1, new SetTime());
        assertThat(pace.await(Duration.ZERO)).isTrue();
        CountingServer server = server(CountingServer.answering(429, "{}"));
        GatewayClient client =
                started(new GatewayClient(context, settings(server.uri(), LONG, null, null), Clock.systemUTC(), pace));
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Future<Optional<TaskAnswer>> poll = caller.submit(() -> client.poll("t-1", Duration.ZERO, () -> true));
        await().until(() -> pace.waitingPolls() == 1);

        CreateOutcome outcome = client.create(REQUEST, "hash", "the request");

        assertThat(outcome).isInstanceOf(CreateOutcome.NotAccepted.class);
        assertThat(poll.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(server.requests()).hasSize(1);
        caller.shutdown();
    }

    @Test
    void aPollThatIsNotWantedIsNotSent() throws Exception {
        CountingServer server = server(CountingServer.answering(200, ACCEPTED));

        assertThat(client(server, LONG).poll("t-1", Duration.ZERO, () -> false)).isEmpty();

        assertThat(server.requests()).isEmpty();
    }

    private CountingServer server(CountingServer.Behaviour behaviour) {
        CountingServer server = CountingServer.start(behaviour);
        servers.add(server);
        return server;
    }

    private CountingServer tlsServer(SSLContextParameters ssl) throws Exception {
        CountingServer server = CountingServer.start(
                ssl.createSSLContext(context).getServerSocketFactory(), CountingServer.answering(200, ACCEPTED));
        servers.add(server);
        return server;
    }

    private GatewayClient client(CountingServer server, Duration timeout) {
        return client(settings(server.uri(), timeout, null, null));
    }

    private GatewayClient client(GatewaySettings settings) {
        return started(new GatewayClient(context, settings, Clock.systemUTC(), PACE));
    }

    private GatewayClient client(DnsResolver dns) {
        return started(new GatewayClient(
                context,
                settings(URI.create("http://gateway.invalid"), SHORT, null, null),
                Clock.systemUTC(),
                PACE,
                dns));
    }

    private GatewayClient started(GatewayClient client) {
        client.start();
        clients.add(client);
        return client;
    }

    private interface Lookup {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private static DnsResolver resolving(Lookup lookup) {
        return new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return lookup.resolve(host);
            }
        };
    }

    private static GatewaySettings settings(URI url, Duration timeout, SSLContextParameters ssl, CountingServer proxy) {
        return new GatewaySettings(
                url,
                KEY,
                timeout,
                timeout,
                timeout,
                ssl,
                proxy == null ? null : "127.0.0.1",
                proxy == null ? null : proxy.port(),
                16,
                RequestPace.UNLIMITED);
    }
}
