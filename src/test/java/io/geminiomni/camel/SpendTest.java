package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Submission;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code operation=spend}: what was spent, as the ledger of the task store has it. */
class SpendTest extends GeminiOmniTestSupport {
    private static final String SPEND = "gemini-omni:adverts?operation=spend";

    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-03-10T12:00:00Z"));
    }

    private Exchange spend(Object body) {
        return template.request(SPEND, exchange -> exchange.getIn().setBody(body));
    }

    @SuppressWarnings("unchecked")
    private List<Spending> spent(Object body) {
        Exchange exchange = spend(body);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(List.class);
    }

    private void book(String key, String amount) {
        SampleStore.booked(tasks, key, amount);
    }

    @Test
    void eachBodyThatNamesAPeriodIsUnderstood() {
        book("a", "0.10");
        clock.advance(Duration.ofDays(3));
        book("b", "0.20");
        clock.advance(Duration.ofHours(12));
        book("c", "0.40");
        LocalDate today = LocalDate.of(2026, 3, 14);

        assertThat(spent(null))
                .extracting(Spending::day)
                .containsExactly(today.minusDays(4), today.minusDays(1), today);
        assertThat(spent("")).hasSize(3);
        assertThat(spent("month")).hasSize(3);
        assertThat(spent(" today\n")).first().satisfies(only -> {
            assertThat(only.channel()).isEqualTo("adverts");
            assertThat(only.budgetKey()).isEqualTo("team");
            assertThat(only.spent()).isEqualTo(new BigDecimal("0.4"));
            assertThat(only.unit()).isEqualTo("EUR");
        });
        assertThat(spent("12h")).hasSize(2);
        assertThat(spent("11h")).hasSize(1);
        assertThat(spent("1m".getBytes(StandardCharsets.UTF_8))).hasSize(1);
        assertThat(spent(new ByteArrayInputStream("4d".getBytes(StandardCharsets.UTF_8))))
                .hasSize(3);
        assertThat(spent(Map.of("from", "2026-03-13", "to", "2026-03-14"))).hasSize(1);
        assertThat(spent(Map.of("from", clock.instant()))).hasSize(1);
        assertThat(spent("{\"to\": \"2026-03-11T01:00:00+01:00\"}")).hasSize(1);
        assertThat(spent("{}")).hasSize(3);
        assertThat(emulator().calls(Call.QUERY)).isZero();
    }

    @Test
    void theListIsJsonWithTheDefaultMapper() throws Exception {
        book("a", "0.10");

        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(spent("today")));

        assertThat(json.get(0).get("day").asText()).isEqualTo("2026-03-10");
        assertThat(json.get(0).get("spent").decimalValue()).isEqualByComparingTo("0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a cat",
                "0d",
                "30",
                "30D",
                "9999999d",
                "{\"from\": 5}",
                "{\"since\": \"2026-03-01\"}",
                "{\"from\": \"yesterday\"}",
                "{\"from\": \"2026-03-02\", \"to\": \"2026-03-01\"}",
                "{\"from\": \"2026-02-30\"}",
                "{from}"
            })
    void aBodyThatIsNoPeriodIsRefusedWithWhatIsAllowed(String body) {
        Exception refused = spend(body).getException();

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        assertThat(refused).message().containsAnyOf("must be", "must begin", "found: ");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        assertThat(spend(new Object()).getException()).hasMessageContaining("java.lang.Object");
        assertThat(spend(Map.of("from", 5)).getException()).hasMessageContaining("java.lang.Integer");
    }

    @Test
    void aVideoIsEmittedWithWhatItCost() {
        Submission submission = SampleStore.submission("a");
        book("a", "0.10");
        assertThat(tasks.find(submission.channel(), "a").orElseThrow().facts())
                .containsEntry("cost", new BigDecimal("0.1"));

        Exchange status = template.request(
                "gemini-omni:adverts?operation=download",
                exchange -> exchange.getIn()
                        .setBody(tasks.find("adverts", "a").orElseThrow().toBuilder()
                                .videoUrl("https://videos.example/1.mp4")
                                .build()));

        assertThat(status.getException()).isNull();
        assertThat(status.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(status.getMessage().getHeader(GeminiOmniConstants.HEADER_COST))
                .isEqualTo(new BigDecimal("0.1"));
    }
}
