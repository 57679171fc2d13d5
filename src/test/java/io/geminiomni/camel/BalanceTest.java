package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** {@code operation=balance}, and {@code minBalance}, which is judged by it. */
class BalanceTest extends GeminiOmniTestSupport {
    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void itHasTheFiguresOfTheAccountAndOfTheKey() {
        emulator().balance("12.50").keyQuota("7.25");

        Balance balance = template.requestBody("gemini-omni:any?operation=balance", null, Balance.class);

        assertThat(balance.account().available()).isEqualByComparingTo("12.50");
        assertThat(balance.account().used()).isEqualByComparingTo("0");
        assertThat(balance.key().name()).isEqualTo("emulator");
        assertThat(balance.key().available()).isEqualByComparingTo("7.25");
        assertThat(balance.key().unlimited()).isFalse();
        assertThat(balance.spendable()).isEqualByComparingTo("7.25");
        assertThat(emulator().requests()).hasSize(2);
    }

    @Test
    void aKeyWithoutLimitCanSpendWhatTheAccountHas() {
        emulator().balance("12.50");

        Balance balance = template.requestBody("gemini-omni:any?operation=balance", null, Balance.class);

        assertThat(balance.key().unlimited()).isTrue();
        assertThat(balance.spendable()).isEqualByComparingTo("12.50");
    }

    @Test
    void asJsonItHasTheGatewaysNames() throws Exception {
        emulator().balance("12.50");
        Balance balance = template.requestBody("gemini-omni:any?operation=balance", null, Balance.class);

        assertThat(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(balance))
                .contains("\"account\":{\"balance\":12.5", "\"used_coin\":0", "\"key\":{", "\"unlimited\":true");
    }

    @Test
    void aFailureSaysWhatHappenedAndIsNotRepeated() {
        assertFailure(Fault.html(), GatewayUnavailableException.class, "no answer of the contract's form");
        assertFailure(Fault.code("-1", "server error"), GatewayUnavailableException.class, "server error");
        assertFailure(Fault.tooManyRequests(), GatewayThrottledException.class, "too many calls");
        assertFailure(Fault.status(401), GatewayAuthenticationException.class, "apiKey");
        assertFailure(Fault.code("20002", "no such thing"), GatewayRejectedException.class, "no such thing");
        assertFailure(Fault.resetAfterRequest(), GatewayUnavailableException.class, "broke off");
        assertFailure(
                Fault.body("application/json", "{\"code\":\"20000\",\"data\":{\"balance\":1}}"),
                GatewayUnavailableException.class,
                "lacks a figure");
    }

    private void assertFailure(Fault fault, Class<? extends GatewayException> type, String message) {
        long before = emulator().calls(Call.USER_BALANCE);
        emulator().next(Call.USER_BALANCE, fault);

        Exchange exchange = template.request("gemini-omni:any?operation=balance", asked -> {});

        assertThat(exchange.getException())
                .isInstanceOf(type)
                .hasMessageContaining("balance")
                .hasMessageContaining(message)
                .hasMessageContaining("No money was spent");
        assertThat(emulator().calls(Call.USER_BALANCE)).isEqualTo(before + 1);
    }

    @Test
    void belowMinBalanceNothingIsSentAndBothFiguresAreTold() {
        emulator().balance("4.99");

        Exchange refused = send("gemini-omni:adverts?minBalance=5", "order-1");

        assertThat(refused.getException())
                .isInstanceOf(GatewayRejectedException.class)
                .hasMessageContaining("4.99")
                .hasMessageContaining("minBalance, 5")
                .hasMessageContaining("no money was spent");
        assertThat(emulator().creates()).isZero();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void theBalanceIsAskedForOnceWithinItsTime() {
        emulator().balance("6.00");
        String uri = "gemini-omni:adverts?minBalance=5&balanceCacheTime=30s";

        assertThat(send(uri, "order-1").getException()).isNull();
        assertThat(send(uri, "order-2").getException()).isNull();
        assertThat(emulator().calls(Call.USER_BALANCE)).isEqualTo(1);

        clock.advance(Duration.ofSeconds(31));
        assertThat(send(uri, "order-3").getException()).isInstanceOf(GatewayRejectedException.class);
        assertThat(emulator().calls(Call.USER_BALANCE)).isEqualTo(2);
        assertThat(emulator().creates()).isEqualTo(2);
    }

    @Test
    void aTaskThatIsPaidForIsGivenWhateverTheBalance() {
        String uri = "gemini-omni:adverts?minBalance=5&balanceCacheTime=0";
        emulator().balance("5.50");
        assertThat(send(uri, "order-1").getException()).isNull();

        Exchange again = send(uri, "order-1");

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aBalanceThatIsNotKnownRefusesNothing() {
        emulator().next(Call.USER_BALANCE, Fault.html());

        assertThat(send("gemini-omni:adverts?minBalance=5", "order-1").getException())
                .isNull();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    private Exchange send(String uri, String key) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody("a cat");
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
        });
    }
}
