package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTest {

    private static final String REQUEST = "{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}";

    private final GatewayEmulator emulator =
            GatewayEmulator.builder().timeline(Timeline.immediate()).start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    static Stream<Named<Fault>> faultsThatBreakTheConnection() {
        return Stream.of(
                Named.of("reset after the request", Fault.resetAfterRequest()),
                Named.of("close after the request", Fault.closeAfterRequest()),
                Named.of("reset in the answer", Fault.resetInAnswer()),
                Named.of("reset before the answer's body", Fault.resetInAnswer(0)),
                Named.of("truncated", Fault.truncated()),
                Named.of("truncated by one byte", Fault.truncated(7)),
                Named.of("hang, then reset", Fault.hang(Duration.ofMillis(20))));
    }

    @ParameterizedTest
    @MethodSource("faultsThatBreakTheConnection")
    void aBrokenCreateIsNotAcceptedUnlessTheFaultComesAfterThat(Fault fault) throws Exception {
        emulator.nextCreates(fault, fault.afterAccepting());

        assertThatThrownBy(() -> client.create(REQUEST, "before")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.create(REQUEST, "after")).isInstanceOf(IOException.class);

        assertThat(emulator.creates()).isEqualTo(2);
        assertThat(emulator.accepted("before")).isZero();
        assertThat(emulator.accepted("after")).isEqualTo(1);
        assertThat(emulator.tasks())
                .singleElement()
                .extracting(EmulatedTask::prompt)
                .isEqualTo("A lighthouse at dawn");
    }

    static Stream<Named<Fault>> faultsThatAnswerSomethingElse() {
        return Stream.of(
                Named.of("status", Fault.status(503)),
                Named.of("status with envelope", Fault.status(500, "-1", "server error")),
                Named.of("envelope", Fault.code("-1", "server error")),
                Named.of("429", Fault.tooManyRequests().retryAfter("3")),
                Named.of("throttled", Fault.throttled()),
                Named.of("throttled in Chinese", Fault.throttledInChinese()),
                Named.of("HTML", Fault.html()),
                Named.of("empty", Fault.empty()),
                Named.of("half of a JSON", Fault.body("application/json", "{\"code\":\"20000\",\"da")),
                Named.of("redirect", Fault.redirect(302, "https://elsewhere.example/")));
    }

    @ParameterizedTest
    @MethodSource("faultsThatAnswerSomethingElse")
    void anOddAnswerToACreateIsTheSameBeforeAndAfterAccepting(Fault fault) throws Exception {
        emulator.nextCreates(fault, fault.afterAccepting());

        HttpResponse<String> before = client.create(REQUEST, "before");
        HttpResponse<String> after = client.create(REQUEST, "after");

        assertThat(after.statusCode()).isEqualTo(before.statusCode());
        assertThat(after.body()).isEqualTo(before.body()).doesNotContain("task_id");
        assertThat(emulator.accepted("before")).isZero();
        assertThat(emulator.accepted("after")).isEqualTo(1);
    }

    static Stream<Named<Fault>> faultsWithinTheRequest() {
        return Stream.of(
                Named.of("before the body", Fault.resetBeforeBody()), Named.of("in the body", Fault.resetInRequest()));
    }

    @ParameterizedTest
    @MethodSource("faultsWithinTheRequest")
    void aCreateThatIsCutOffIsCountedAndNotAccepted(Fault fault) {
        emulator.nextCreates(fault);

        assertThatThrownBy(() -> client.create(REQUEST)).isInstanceOf(IOException.class);

        assertThat(emulator.creates()).isEqualTo(1);
        assertThat(emulator.accepted()).isZero();
        assertThat(emulator.requests(Call.CREATE)).singleElement().satisfies(request -> {
            assertThat(request.header("idempotency-key")).isEqualTo("some-key");
            assertThat(request.body()).isEmpty();
        });
        assertThatThrownBy(fault::afterAccepting).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChunkedCreateCanBeCutOffAsWell() {
        emulator.nextCreates(Fault.resetInRequest());

        assertThatThrownBy(() -> client.send(client.request("/api/open-api/v1/gemini/omni/videos")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(REQUEST)))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void statusesAndHeadersAreSentAsScripted() throws Exception {
        emulator.nextQueries(
                Fault.tooManyRequests().retryAfter("Wed, 21 Oct 2026 07:28:00 GMT"),
                Fault.status(502, "-1", "bad gateway").header("X-Request-Id", "r-1"));
        String id = client.createTask();

        var throttled = client.query(id);
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("Wed, 21 Oct 2026 07:28:00 GMT");
        var bad = client.query(id);
        assertThat(bad.statusCode()).isEqualTo(502);
        assertThat(bad.body()).isEqualTo("{\"code\":\"-1\",\"msg\":\"bad gateway\"}");
        assertThat(bad.headers().firstValue("X-Request-Id")).hasValue("r-1");
        assertThat(client.task(id).get("status").asText()).isEqualTo("completed");
    }

    @Test
    void aRedirectGoesToItselfOrElsewhere() throws Exception {
        emulator.nextCreates(Fault.redirectToItself(), Fault.redirect(308, "/other"));

        assertThat(client.create(REQUEST).headers().firstValue("Location"))
                .hasValue("/api/open-api/v1/gemini/omni/videos");
        var other = client.create(REQUEST);
        assertThat(other.statusCode()).isEqualTo(308);
        assertThat(other.headers().firstValue("Location")).hasValue("/other");
    }

    @Test
    void aHangingCallLastsUntilTheClientGivesUp() throws Exception {
        emulator.nextCreates(Fault.hang().afterAccepting());

        var waiting = client.sendAsync(client.request("/api/open-api/v1/gemini/omni/videos")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(REQUEST)));
        await().until(() -> emulator.accepted() == 1);

        assertThat(waiting).isNotDone();
        assertThat(waiting.cancel(true)).isTrue();
    }

    @Test
    void closingTheEmulatorEndsHangingCallsAtOnce() throws Exception {
        emulator.every(Call.CREATE, Fault.hang());
        var waiting = client.sendAsync(
                client.request("/api/open-api/v1/gemini/omni/videos").POST(BodyPublishers.ofString(REQUEST)));
        await().until(() -> emulator.requests().size() == 1);

        emulator.close();

        assertThat(waiting).failsWithin(Duration.ofMinutes(1));
    }

    @Test
    void aDribblingAnswerIsWholeInTheEnd() throws Exception {
        emulator.nextCreates(Fault.dribble(Duration.ofMillis(1)).afterAccepting(), Fault.dribble(Duration.ofNanos(1)));

        assertThat(json(client.create(REQUEST)).get("code").asText()).isEqualTo("20000");
        assertThat(json(client.create(REQUEST)).get("code").asText()).isEqualTo("-1");
        assertThat(emulator.accepted()).isEqualTo(1);
    }

    @Test
    void anAnswerMayComeLateOrWithoutItsLength() throws Exception {
        emulator.nextCreates(
                Fault.none().delayed(Duration.ofMillis(50)),
                Fault.withoutLength().afterAccepting());

        long start = System.nanoTime();
        assertThat(json(client.create(REQUEST)).get("code").asText()).isEqualTo("20000");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        var unmeasured = client.create(REQUEST);
        assertThat(unmeasured.headers().firstValue("Content-Length")).isEmpty();
        assertThat(json(unmeasured).get("code").asText()).isEqualTo("20000");
    }

    @Test
    void aConnectionMayBeResetWithNothingRead() {
        emulator.resetNextConnections(100); // this client tries again when nothing at all was read

        assertThatThrownBy(() -> client.create(REQUEST)).isInstanceOf(IOException.class);

        assertThat(emulator.connections()).isPositive();
        assertThat(emulator.creates()).isZero();
    }

    @Test
    void aConnectionMayDieBehindAGoodAnswerWithoutAWord() throws Exception {
        emulator.next(Call.USER_BALANCE, Fault.none().thenClosing());

        try (Socket socket = new Socket("127.0.0.1", emulator.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("GET /api/open-api/v1/user/balance HTTP/1.1\r\nAuthorization: Bearer sk-test\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("\"code\":\"20000\"")
                    .doesNotContain("Connection:");
        }
    }

    @Test
    void theGatewayMayBeDownForAWhile() throws Exception {
        String id = client.createTask();

        emulator.goDown();
        assertThatThrownBy(() -> client.query(id)).isInstanceOf(IOException.class);

        emulator.comeUp();
        assertThat(client.query(id).statusCode()).isEqualTo(200);
    }

    @Test
    void aRuleSeesTheWholeRequest() throws Exception {
        emulator.onCreate(request -> request.text().contains("storm") ? Fault.status(500) : Fault.none());

        assertThat(client.create(REQUEST).statusCode()).isEqualTo(200);
        assertThat(client.create(REQUEST.replace("dawn", "dawn, in a storm")).statusCode())
                .isEqualTo(500);
        emulator.clearScript();
        assertThat(client.create(REQUEST.replace("dawn", "dawn, in a storm")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void scriptsForTheNextCallsComeBeforeTheRule() throws Exception {
        emulator.every(Call.CREATE, Fault.status(500)).nextCreates(2, Fault.status(503));

        Supplier<Integer> status = () -> {
            try {
                return client.create(REQUEST).statusCode();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(Stream.generate(status).limit(4)).containsExactly(503, 503, 500, 500);
    }

    @Test
    void anInvalidRequestIsNotAcceptedWhateverTheFault() throws Exception {
        emulator.nextCreates(Fault.status(500).afterAccepting());

        client.create("{\"model\":\"Gemini-Omini\"}");

        assertThat(emulator.accepted()).isZero();
    }

    @Test
    void uploadsAndBalancesHaveFaultsAsWell() throws Exception {
        emulator.nextUploads(Fault.status(413)).next(Call.USER_BALANCE, Fault.html());

        assertThat(client.upload("file", "a.png", new byte[1]).statusCode()).isEqualTo(413);
        assertThat(client.get("/api/open-api/v1/user/balance").body()).startsWith("<!DOCTYPE html>");
    }
}
