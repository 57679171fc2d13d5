package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private final GatewayEmulator emulator =
            GatewayEmulator.builder().timeline(Timeline.immediate()).start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void thousandsOfCallsShareAConnection() throws Exception {
        String id = client.createTask();
        for (int i = 0; i < 3_000; i++) {
            client.query(id);
        }

        assertThat(emulator.task(id).queries()).isEqualTo(3_000);
        assertThat(emulator.connections()).isEqualTo(1);
        assertThat(emulator.requests(Call.QUERY).get(2_999).numberOnConnection())
                .isEqualTo(3_001);
    }

    @Test
    void aChunkedBodyIsReadToItsEnd() throws Exception {
        String answer = say("POST /api/open-api/v1/gemini/omni/videos HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Authorization: Bearer sk-test\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "18;a=b\r\n{\"model\":\"gemini-omni\",\"\r\n0e\r\nprompt\":\"Sea\"}\r\n0\r\nTrailer: 1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
        assertThat(emulator.tasks())
                .singleElement()
                .extracting(EmulatedTask::prompt)
                .isEqualTo("Sea");
    }

    @Test
    void aRequestForAProxyIsAnsweredLikeAnyOther() throws Exception {
        assertThat(say("GET http://gateway.example/api/open-api/v1/user/balance?x=1 HTTP/1.1\r\n"
                        + "Authorization: Bearer sk-test\r\nConnection: close\r\n\r\n"))
                .contains("\"code\":\"20000\"");
        assertThat(emulator.requests())
                .singleElement()
                .extracting(ReceivedRequest::target, ReceivedRequest::path)
                .containsExactly("/api/open-api/v1/user/balance?x=1", "/api/open-api/v1/user/balance");
    }

    @Test
    void whatIsNotHttpGetsStatus400() throws Exception {
        assertThat(say("hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(say("GET / HTTP/1.1\r\nno colon\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(say("GET / HTTP/1.1\r\nX: " + "y".repeat(70_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aClientThatSpeaksTlsIsAnsweredBeforeItHasSaidAll() throws Exception {
        try (GatewayEmulator patient = GatewayEmulator.start();
                Socket socket = new Socket("127.0.0.1", patient.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(new byte[] {0x16, 3, 1});

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("use a base URL that begins with http://");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (GatewayEmulator impatient =
                GatewayEmulator.builder().idleTimeout(Duration.ofMillis(50)).start()) {
            assertThat(say(impatient, "")).isEmpty();
        }
    }

    @Test
    void itCanGoDownAndComeUpManyTimes() {
        for (int i = 0; i < 200; i++) {
            emulator.goDown();
            assertThatThrownBy(() -> say("")).isInstanceOf(ConnectException.class);
            emulator.comeUp();
        }

        assertThatCode(() -> client.get("/")).doesNotThrowAnyException();
    }

    @Test
    void otherPathsAndMethodsAreNotFound() throws Exception {
        assertThat(client.get("/").statusCode()).isEqualTo(404);
        assertThat(client.get("/api/open-api/v1/gemini/omni/videos").statusCode())
                .isEqualTo(404);
        assertThat(say("DELETE /api/open-api/v1/videos/1 HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    /** Sends text, and gives all that comes back until the connection ends. */
    private String say(String text) throws IOException {
        return say(emulator, text);
    }

    private static String say(GatewayEmulator emulator, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", emulator.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
