package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.ReceivedRequest;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What a producer sends, what it gives back, and what its errors say. */
class GeminiOmniProducerTest extends GeminiOmniTestSupport {
    private static final String PROMPT = "A slow pan over a harbour at dawn, gulls crossing the frame, film grain";

    @Test
    void createGivesTheTaskAndTellsOfItInHeaders() {
        Message message = send("gemini-omni:adverts", PROMPT, Map.of()).getMessage();

        VideoTask task = message.getBody(VideoTask.class);
        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_TASK_ID)).isEqualTo(task.taskId());
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_STATUS)).isEqualTo("queued");
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_PROGRESS)).isEqualTo(0);
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_TASK_MODEL)).isEqualTo("Gemini-Omini");
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_TASK_KEY)).isEqualTo(task.key());
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_CHANNEL)).isEqualTo("adverts");
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_DUPLICATE)).isEqualTo(false);
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_CREATED_AT)).isInstanceOf(Instant.class);
        assertThat(message.getBody(String.class)).isEqualTo(task.taskId());
    }

    @Test
    void onlyTheRequestAndOurHeadersReachTheGateway() {
        send(
                "gemini-omni:adverts?resolution=1080p",
                Map.of("prompt", PROMPT, "duration", "8"),
                Map.of(
                        "X-Route",
                        "secret",
                        Exchange.HTTP_URI,
                        "http://127.0.0.1:1/elsewhere",
                        Exchange.HTTP_PATH,
                        "elsewhere",
                        Exchange.HTTP_QUERY,
                        "a=b",
                        Exchange.HTTP_METHOD,
                        "DELETE",
                        "Authorization",
                        "Bearer of-somebody-else",
                        "Cookie",
                        "a=b"));

        ReceivedRequest received = emulator().requests().get(0);
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/api/open-api/v1/gemini/omni/videos");
        assertThat(received.header("Authorization")).isEqualTo("Bearer sk-test");
        assertThat(received.header("X-Route")).isNull();
        assertThat(received.header("Cookie")).isNull();
        assertThat(received.header("Idempotency-Key")).matches("[0-9a-f]{64}");
        assertThat(received.text())
                .isEqualTo("{\"model\":\"Gemini-Omini\",\"prompt\":\"" + PROMPT
                        + "\",\"duration\":8,\"resolution\":\"1080p\"}");
    }

    @Test
    void noHeaderOfTheGatewaysAnswerReachesTheRoute() {
        Message message =
                send("gemini-omni:adverts", PROMPT, Map.of("mine", "kept")).getMessage();

        assertThat(message.getHeaders().keySet())
                .allMatch(name -> name.equals("mine") || name.startsWith("CamelGeminiOmni"));
    }

    @Test
    void nothingIsLeftOfTheTaskOfAnEarlierStep() {
        Message message = send(
                        "gemini-omni:adverts",
                        PROMPT,
                        Map.of(
                                GeminiOmniConstants.HEADER_VIDEO_URL, "https://videos.example/old.mp4?sig=1",
                                GeminiOmniConstants.HEADER_ERROR_MESSAGE, "old"))
                .getMessage();

        assertThat(message.getHeader(GeminiOmniConstants.HEADER_VIDEO_URL)).isNull();
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_ERROR_MESSAGE)).isNull();
    }

    @Test
    void aValueComesFromTheHeaderElseTheBodyElseTheOption() {
        send(
                "gemini-omni:adverts?duration=4&resolution=4k&aspectRatio=1:1",
                "{\"prompt\": \"a cat\", \"resolution\": \"1080p\", \"aspect_ratio\": \"9:16\"}",
                Map.of(GeminiOmniConstants.HEADER_ASPECT_RATIO, "16:9"));

        assertThat(emulator().requests().get(0).text())
                .contains("\"duration\":4", "\"resolution\":\"1080p\"", "\"aspect_ratio\":\"16:9\"");
    }

    @Test
    void everyViolationIsToldAndNothingIsSent() {
        Exchange exchange = send(
                "gemini-omni:adverts",
                Map.of("promt", "a cat", "duration", 7, "resolution", "8k", "image_urls", List.of("file:/tmp/a.png")),
                Map.of());

        InvalidVideoRequestException invalid = exchange.getException(InvalidVideoRequestException.class);
        assertThat(invalid.violations())
                .extracting(violation -> violation.field())
                .contains("promt", "duration", "resolution", "image_urls[0]");
        assertThat(emulator().creates()).isZero();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void validateGivesTheNormalisedRequestAndSendsNothing() {
        Message message = send(
                        "gemini-omni:adverts?operation=validate",
                        Map.of("prompt", " a cat ", "model", "Omni-10S", "duration", 6, "images", List.of()),
                        Map.of())
                .getMessage();

        VideoRequest request = message.getBody(VideoRequest.class);
        assertThat(request.model()).isEqualTo("omni-10s");
        assertThat(request.duration()).isNull();
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_IGNORED_FIELDS)).isEqualTo(List.of("duration"));
        assertThat(emulator().requests()).isEmpty();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void warningsAreToldInAHeader() {
        String longPrompt = "A cat on the moon. ".repeat(200);
        for (String operation : List.of("create", "validate")) {
            assertThat(send("gemini-omni:adverts?operation=" + operation, longPrompt, Map.of())
                            .getMessage()
                            .getHeader(GeminiOmniConstants.HEADER_WARNINGS))
                    .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("prompt", "3799 characters", "2000");
            assertThat(send("gemini-omni:adverts?operation=" + operation, PROMPT, Map.of())
                            .getMessage()
                            .getHeader(GeminiOmniConstants.HEADER_WARNINGS))
                    .isEqualTo(List.of());
        }
    }

    @Test
    void theOperationHeaderWinsOverTheOption() {
        Message message = send("gemini-omni:adverts", PROMPT, Map.of(GeminiOmniConstants.HEADER_OPERATION, "validate"))
                .getMessage();
        assertThat(message.getBody()).isInstanceOf(VideoRequest.class);

        for (Object operation : List.of("creat", "", 7, new Object(), List.of("create"))) {
            Exchange wrong =
                    send("gemini-omni:adverts", PROMPT, Map.of(GeminiOmniConstants.HEADER_OPERATION, operation));
            assertThat(wrong.getException(InvalidVideoRequestException.class).violations())
                    .singleElement()
                    .satisfies(violation -> {
                        assertThat(violation.field()).isEqualTo(GeminiOmniConstants.HEADER_OPERATION);
                        assertThat(violation.allowed()).contains("create", "validate");
                    });
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aRefusedRequestSaysThatNothingWasPaid() {
        emulator().nextCreates(Fault.code("20002", "prompt violates the policy"));
        GatewayException refused = failure(GatewayRejectedException.class);
        assertThat(refused)
                .hasMessageContaining("rejected the request with key")
                .hasMessageContaining("on channel adverts");
        assertThat(refused.moneyMayBeSpent()).isFalse();
        assertThat(refused.code()).isEqualTo("20002");

        emulator().nextCreates(Fault.status(401));
        assertThat(failure(GatewayAuthenticationException.class).moneyMayBeSpent())
                .isFalse();

        emulator().nextCreates(Fault.tooManyRequests().retryAfter("30"));
        GatewayException throttled = failure(GatewayThrottledException.class);
        assertThat(throttled.moneyMayBeSpent()).isFalse();
        assertThat(throttled.retryAfter()).hasSeconds(30);

        emulator().goDown();
        assertThat(failure(GatewayUnavailableException.class).moneyMayBeSpent()).isFalse();
        assertThat(emulator().accepted()).isZero();
    }

    @Test
    void anUnclearOutcomeSaysThatMoneyMayHaveBeenSpentAndWhatToDo() {
        emulator().nextCreates(Fault.html().afterAccepting());

        Exchange exchange =
                send("gemini-omni:adverts", PROMPT, Map.of(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1"));

        SubmissionOutcomeUnknownException unknown = exchange.getException(SubmissionOutcomeUnknownException.class);
        assertThat(unknown.key()).isEqualTo("order-1");
        assertThat(unknown.channel()).isEqualTo("adverts");
        assertThat(unknown)
                .hasMessageContaining("order-1")
                .hasMessageContaining("adverts")
                .hasMessageContaining("Money may have been spent");
        assertThat(tasks.unknown("adverts")).hasSize(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void noErrorTellsTheKeyOrAWholePrompt() {
        for (Fault fault : List.of(
                Fault.code("20002", "bad prompt: " + PROMPT),
                Fault.html(),
                Fault.status(500, "-1", "error for " + PROMPT + " with sk-test"))) {
            emulator().nextCreates(fault);
            Throwable failure = send("gemini-omni:adverts", PROMPT, Map.of()).getException();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("sk-test").doesNotContain(PROMPT);
            }
        }
    }

    @Test
    void correlationHeadersAreKeptWithTheTask() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        VideoTask task = send(
                        "gemini-omni:adverts?correlationHeaders=order,CamelFileName,cust*",
                        PROMPT,
                        Map.of(
                                "order",
                                17,
                                "customer",
                                "C-1",
                                "custom",
                                List.of("cannot be kept"),
                                "custNul",
                                "cannot be \0 kept",
                                "custDate",
                                now,
                                "CamelCustom",
                                "not by a pattern",
                                Exchange.FILE_NAME,
                                "a.txt"))
                .getMessage()
                .getBody(VideoTask.class);

        assertThat(task.correlationHeaders())
                .containsOnly(
                        Map.entry("order", 17),
                        Map.entry("customer", "C-1"),
                        Map.entry("custDate", now),
                        Map.entry(Exchange.FILE_NAME, "a.txt"));
    }

    @Test
    void aNamedCorrelationHeaderThatCannotBeKeptIsAnErrorBeforeAnythingIsSent() {
        Exchange notKeepable =
                send("gemini-omni:adverts?correlationHeaders=order", PROMPT, Map.of("order", List.of(1)));
        Exchange notText = send("gemini-omni:adverts?correlationHeaders=order", PROMPT, Map.of("order", "half \ud83d"));
        Exchange tooLarge = send(
                "gemini-omni:adverts?correlationHeaders=*",
                PROMPT,
                Map.of("a", "x".repeat(10_000), "b", "y".repeat(7_000)));

        assertThat(notKeepable.getException(InvalidVideoRequestException.class).violations())
                .singleElement()
                .extracting(violation -> violation.field())
                .isEqualTo("order");
        assertThat(notText.getException(InvalidVideoRequestException.class).violations())
                .singleElement()
                .extracting(violation -> violation.found())
                .isEqualTo("\"half \\ud83d\"");
        assertThat(tooLarge.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("correlationHeaders")
                .hasMessageContaining("at most 16384 bytes together");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void correlationHeadersMayHave16KilobytesTogetherNamesIncluded() {
        String uri = "gemini-omni:adverts?correlationHeaders=a,b";
        String half = "x".repeat(8 * 1024 - 1);

        assertThat(send(uri, PROMPT, Map.of("a", half, "b", half)).getException())
                .isNull();
        assertThat(send(uri, PROMPT, Map.of("a", half, "b", half + "y")).getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("16385 bytes");
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void noHeaderOfThisComponentIsKeptWithATask() {
        assertThat(catchThrowable(() -> template.requestBody(
                        "gemini-omni:adverts?correlationHeaders=order,CamelGeminiOmniTaskId", PROMPT)))
                .hasStackTraceContaining("correlationHeaders names CamelGeminiOmniTaskId");
        VideoTask task = send(
                        "gemini-omni:adverts?correlationHeaders=CamelGemini*,Camel*,*",
                        PROMPT,
                        Map.of(GeminiOmniConstants.HEADER_MODEL, "omni-10s", "CamelOther", "x", "order", true))
                .getMessage()
                .getBody(VideoTask.class);

        assertThat(task.correlationHeaders()).containsOnly(Map.entry("order", true));
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aTaskIsNoRequest() {
        VideoTask task =
                send("gemini-omni:adverts", PROMPT, Map.of()).getMessage().getBody(VideoTask.class);

        assertThat(catchThrowable(() -> template.requestBody("gemini-omni:adverts", task)))
                .hasRootCauseInstanceOf(InvalidVideoRequestException.class);
        assertThatThrownBy(() -> template.requestBody("gemini-omni:adverts", List.of("a cat")))
                .hasRootCauseInstanceOf(InvalidVideoRequestException.class)
                .hasStackTraceContaining("plit");
        assertThat(emulator().creates()).isEqualTo(1);
    }

    private <T extends GatewayException> T failure(Class<T> type) {
        T failure = send("gemini-omni:adverts", PROMPT, Map.of()).getException(type);
        assertThat(failure).isNotNull();
        return failure;
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });
    }

    @Test
    void aHeaderThatIsMisspeltIsWarnedOfOnce() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            for (int i = 0; i < 2; i++) {
                template.request("gemini-omni:adverts", exchange -> {
                    exchange.getIn().setBody("a cat");
                    exchange.getIn().setHeader("CamelGeminiOmniResolutoin", "1080p");
                    exchange.getIn().setHeader("camelgeminiomniduration", 4);
                    exchange.getIn().setHeader("CamelGeminiOmniXyzzy", "x");
                });
            }
            assertThat(logs.text())
                    .containsOnlyOnce("There is no header CamelGeminiOmniResolutoin, so it is ignored: did you mean"
                            + " CamelGeminiOmniResolution?")
                    .containsOnlyOnce("There is no header CamelGeminiOmniXyzzy, so it is ignored")
                    .doesNotContain("no header camelgeminiomniduration");
        }
    }
}
