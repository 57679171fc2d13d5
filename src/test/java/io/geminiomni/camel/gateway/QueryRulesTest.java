package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryRulesTest {
    private final QueryRules rules = new QueryRules(
            "t-1",
            new AnswerReader(
                    URI.create("https://gateway.example/omni"),
                    Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
                    "sk-secret"));

    @Test
    void reads_a_completed_task() {
        assertThat(ask(200, """
                                {"code":"20000","msg":"ok","data":{"task_id":"t-1","status":"completed","progress":100,
                                 "model":"Gemini-Omini","created_at":1790000000,"completed_at":1790000060000,
                                 "result":{"video_url":"https://cdn.example/v.mp4?sig=1","image_url":null}}}"""))
                .isEqualTo(new TaskAnswer(
                        "t-1",
                        RemoteStatus.COMPLETED,
                        "completed",
                        100,
                        "Gemini-Omini",
                        Instant.ofEpochSecond(1790000000),
                        Instant.ofEpochSecond(1790000060),
                        "https://cdn.example/v.mp4?sig=1",
                        null,
                        null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "401 |  | GatewayAuthenticationException",
                "403 | <html> | GatewayAuthenticationException",
                "200 | {'code':20001,'msg':'bad key'} | GatewayAuthenticationException",
                "429 |  | GatewayThrottledException",
                "200 | {'code':'-1','msg':'too frequent'} | GatewayThrottledException",
                "404 |  | UnknownTaskException",
                "200 | {'code':'20002','msg':'Task not found'} | UnknownTaskException",
                "200 | {'code':'-1','msg':'the task does not exist'} | UnknownTaskException",
                "200 | {'code':'-1','msg':'No such task'} | UnknownTaskException",
                "200 | {'code':'-1','msg':'task t-1 is unknown'} | UnknownTaskException",
                "200 | {'code':'-1','msg':'query video task failed: unknown error'} | GatewayUnavailableException",
                "200 | {'code':'-1','msg':'video service: unknown host exception'} | GatewayUnavailableException",
                "200 | {'code':'20002','msg':'任务不存在'} | UnknownTaskException",
                "200 | {'code':'-1','msg':'server error'} | GatewayUnavailableException",
                "500 | {'code':'20002','msg':'x'} | GatewayUnavailableException",
                "502 | <html> | GatewayUnavailableException",
                "302 |  | GatewayUnavailableException",
                "200 | {'code': | GatewayUnavailableException",
                "200 | {'code':'20000','data':{'task_id':'other','status':'queued'}} | GatewayUnavailableException",
                "200 | {'code':'20000','data':{'status':'queued'}} | GatewayUnavailableException",
                "200 | {'code':'20000'} | GatewayUnavailableException",
                "200 | {'code':'20002','msg':'no'} | GatewayRejectedException",
                "400 | {'code':'20002','msg':'no'} | GatewayRejectedException"
            })
    void says_what_kind_of_failure_it_was(int status, String body, String expected) {
        GatewayException failure = catchThrowableOfType(
                GatewayException.class, () -> ask(status, body == null ? "" : body.replace('\'', '"')));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(failure)
                .hasMessageContaining("t-1")
                .hasMessageContaining("No money was spent")
                .returns(status, GatewayException::httpStatus)
                .returns(false, GatewayException::moneyMayBeSpent);
    }

    @Test
    void a_failure_carries_the_code_and_the_time_to_wait() {
        GatewayException failure = catchThrowableOfType(
                GatewayThrottledException.class,
                () -> rules.judge(new GatewayAnswer(
                        200,
                        "Thu, 01 Jan 2026 00:00:30 GMT",
                        "{\"code\":9,\"msg\":\"throttled, sk-secret\"}".getBytes(StandardCharsets.UTF_8))));

        assertThat(failure)
                .returns("9", GatewayException::code)
                .returns(Duration.ofSeconds(30), GatewayException::retryAfter)
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void a_call_without_an_answer_is_unavailable() {
        assertThat(rules.judge(new CallFailedException("no whole answer within PT1S", true, 0, null)))
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("no whole answer within PT1S")
                .hasMessageContaining("t-1");
    }

    private TaskAnswer ask(int status, String body) {
        return rules.judge(new GatewayAnswer(status, null, body.getBytes(StandardCharsets.UTF_8)));
    }
}
