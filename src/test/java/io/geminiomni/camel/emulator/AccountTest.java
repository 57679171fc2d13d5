package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.task.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountTest {

    private static final String REQUEST = "{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}";

    private final GatewayEmulator emulator =
            GatewayEmulator.builder().balance("1.00").price("0.40").start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void aCreateThatCannotBePaidIsRefused() throws Exception {
        client.create(REQUEST);
        client.create(REQUEST);

        assertThat(client.create(REQUEST).body()).isEqualTo("{\"code\":\"-1\",\"msg\":\"insufficient balance\"}");
        assertThat(emulator.accepted()).isEqualTo(2);
    }

    @Test
    void theBalanceCanBeSet() throws Exception {
        client.create(REQUEST);
        emulator.balance("0.39");

        assertThat(json(client.get("/api/open-api/v1/user/balance"))
                        .at("/data/available")
                        .decimalValue())
                .isEqualByComparingTo("0.39");
        assertThat(client.create(REQUEST).body()).contains("insufficient balance");
    }

    @Test
    void theKeyMayHaveAQuotaOfItsOwn() throws Exception {
        emulator.keyQuota("0.50");
        client.create(REQUEST);

        assertThat(client.create(REQUEST).body()).contains("key quota exceeded");
        assertThat(client.get("/api/open-api/v1/key/balance").body())
                .contains("\"total_quota\":0.50,\"used_quota\":0.40,\"available_quota\":0.10,\"unlimited\":false");
    }

    @Test
    void anotherKeyOfTheAccountPaysFromItAndMayAskForItsTasks() throws Exception {
        try (GatewayEmulator shared = GatewayEmulator.builder()
                .furtherApiKeys("sk-other")
                .balance("5")
                .start()) {
            TestClient keys = new TestClient(shared);
            keys.create(REQUEST);
            String path = "/api/open-api/v1/videos/"
                    + shared.tasks().iterator().next().id();

            assertThat(json(keys.send(keys.request(path).setHeader("Authorization", "Bearer sk-other")))
                            .at("/code")
                            .asText())
                    .isEqualTo("20000");
            assertThat(json(keys.send(keys.request(path).setHeader("Authorization", "Bearer sk-stranger")))
                            .at("/code")
                            .asText())
                    .isEqualTo("20001");
        }
    }

    @Test
    void aTaskMayBeChargedLateOrNever() throws Exception {
        MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_790_000_000));
        try (GatewayEmulator other =
                GatewayEmulator.builder().clock(clock).price("0.40").start()) {
            TestClient keys = new TestClient(other);
            other.quirks(Quirk.CHARGE_LATE);
            keys.create(REQUEST);
            assertThat(used(keys)).isEqualByComparingTo("0");
            clock.advance(Duration.ofMinutes(1));
            assertThat(used(keys)).isEqualByComparingTo("0.40");

            other.quirks(Quirk.CHARGE_NEVER);
            keys.create(REQUEST);
            clock.advance(Duration.ofMinutes(1));
            assertThat(used(keys)).isEqualByComparingTo("0.40");
        }
    }

    @Test
    void aFailedTaskMayBeRefundedOnce() throws Exception {
        emulator.quirks(Quirk.REFUND_FAILURES);
        String id = client.createTask();
        emulator.task(id).fail("unsafe");
        assertThat(used(client)).isEqualByComparingTo("0.40");

        client.get("/api/open-api/v1/videos/" + id);
        client.get("/api/open-api/v1/videos/" + id);

        assertThat(used(client)).isEqualByComparingTo("0");
    }

    private static BigDecimal used(TestClient client) throws Exception {
        return json(client.get("/api/open-api/v1/user/balance"))
                .at("/data/used_coin")
                .decimalValue();
    }
}
