package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.request.VideoRequest;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateRulesTest {
    private static final String KEY = "sk-very-secret-key";
    private static final String PROMPT = "A red fox jumps over the fence";

    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final URI baseUrl = URI.create("https://gateway.example");
    private final CreateRules rules = rules(PROMPT);

    private CreateRules rules(String prompt) {
        String sent = VideoRequest.builder().prompt(prompt).build().toJson();
        return new CreateRules("abc123", sent, new AnswerReader(baseUrl, clock, KEY, prompt));
    }

    @Test
    void rule_1_a_request_of_which_no_byte_left_is_not_accepted() {
        CreateOutcome outcome = rules.judge(
                new CallFailedException("no connection to x (refused)", false, 0, new ConnectException("refused")));

        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.NotAccepted.class, it -> {
            assertThat(it.reason()).isEqualTo(CreateOutcome.NotAccepted.Reason.NOT_CONNECTED);
            assertThat(it.failure().message()).contains("refused", "abc123", "No money was spent", "Send it again");
            assertThat(it.toException())
                    .isInstanceOf(GatewayUnavailableException.class)
                    .hasCauseInstanceOf(CallFailedException.class)
                    .returns(false, GatewayException::moneyMayBeSpent);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 302, 400, 403, 429, 500, 503})
    void rule_2_a_success_with_a_valid_task_id_is_accepted_whatever_the_http_status(int status) {
        CreateOutcome outcome = judge(
                status,
                "{'code':'20000','msg':'ok','data':{'task_id':'t-1','status':'queued','model':'Gemini-Omini','created_at':1790000000}}");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CreateOutcome.Accepted.class,
                        it -> assertThat(it.task())
                                .isEqualTo(new TaskAnswer(
                                        "t-1",
                                        RemoteStatus.QUEUED,
                                        "queued",
                                        null,
                                        "Gemini-Omini",
                                        Instant.ofEpochSecond(1790000000),
                                        null,
                                        null,
                                        null,
                                        null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'code':20000,'data':{'task_id':'a.B_c:/-9'}}",
                "{'code':20000.0,'data':{'task_id':'a.B_c:/-9'}}",
                "{'code':' 20000 ','msg':null,'data':{'task_id':'a.B_c:/-9','extra':[{}]}}",
                "{'task_id':'a.B_c:/-9','status':'queued'}",
                "{'code':null,'task_id':'a.B_c:/-9'}",
                "{'code':'20000','task_id':'a.B_c:/-9'}",
                "\uFEFF{'code':'20000','data':{'task_id':'a.B_c:/-9'}}"
            })
    void rule_2_forgives_what_the_contract_says_to_forgive(String body) {
        assertThat(judge(200, body))
                .isInstanceOfSatisfying(
                        CreateOutcome.Accepted.class,
                        it -> assertThat(it.task().taskId()).isEqualTo("a.B_c:/-9"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'code':'20000','data':{'task_id':12345}}",
                "{'code':'20000','data':{'task_id':'a b'}}",
                "{'code':'20000','data':{'task_id':'a\\u0000'}}",
                "{'code':'20000','data':{'task_id':'t\\n'}}",
                "{'code':'20000','data':{'task_id':''}}",
                "{'code':'20000','data':{'task_id':null}}",
                "{'code':'20000','data':{'task_id':['t']}}",
                "{'code':'20000','data':{'task_id':'../x?y'}}",
                "{'code':'20000','data':{}}",
                "{'code':'20000','data':'t-1'}",
                "{'code':'20000'}",
                "{'task_id':77}"
            })
    void rule_2_a_success_with_any_other_id_is_unknown_whatever_the_http_status(String body) {
        for (int status : new int[] {200, 400, 429}) {
            assertUnknown(judge(status, body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'code':'20000','data':{'task_id':12345}}",
                "{'code':20002,'msg':'bad','data':{'task_id':'12345'}}",
                "{'code':-1,'msg':'bad','data':{'task_id':'12345'}}"
            })
    void rule_2_tells_the_id_that_an_operator_needs(String body) {
        CreateOutcome outcome = judge(200, body);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CreateOutcome.Unknown.class, it -> assertThat(it.why()).contains("task_id is \"12345\""));
        assertThat(((CreateOutcome.Unknown) outcome).failure().message()).contains("task_id is \"12345\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'code':200,'msg':'success','data':{'id':'t-1','status':'queued'}}",
                "{'code':0,'msg':'ok'}",
                "{'code':'201','data':'t-1'}",
                "{'code':1,'data':{'taskId':'t-1'}}"
            })
    void rule_4_a_success_in_another_form_is_unknown(String body) {
        for (int status : new int[] {200, 400}) {
            assertUnknown(judge(status, body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'msg':'ok','data':{'task_id':'t-1','status':'queued'}}",
                "{'code':null,'data':{'task_id':'t-1'}}",
                "{'code':1.5,'msg':'ok','data':{'task_id':'t-1'}}"
            })
    void rule_2_an_answer_without_a_code_that_names_a_task_is_unknown_and_tells_it(String body) {
        for (int status : new int[] {200, 400, 401, 404, 422, 500}) {
            CreateOutcome outcome = judge(status, body);

            assertUnknown(outcome);
            assertThat(((CreateOutcome.Unknown) outcome).why()).contains("task_id is \"t-1\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "200 | {'code':'-1','msg':'请求过于频繁','data':{'taskId':'t-1'}}",
                "429 | {'code':0,'msg':'ok','data':{'taskId':'t-1'}}",
                "200 | {'code':-1,'msg':'rate limiter timed out'}",
                "504 | {'code':-1,'msg':'上游限流组件超时'}",
                "200 | {'code':200,'msg':'submitted, please do not query too frequently','data':{'id':'t1'}}"
            })
    void rule_3_does_not_fit_what_may_have_been_taken(int status, String body) {
        assertUnknown(judge(status, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "余额已扣除，等待上游超时",
                "balance deducted, upstream timed out",
                "balance deducted: deadline exceeded",
                "update balance timeout",
                "quota service timed out",
                "更新余额超时",
                "The balance was charged but the worker is away"
            })
    void rule_4_does_not_fit_a_balance_from_which_something_was_taken(String message) {
        assertUnknown(judge(200, "{'code':'-1','msg':'" + message + "'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"余额不足，扣费失败", "Insufficient balance, not charged", "account balance is 0", "quota"})
    void rule_4_fits_a_balance_that_is_too_low_or_only_named(String message) {
        assertRejected(judge(200, "{'code':'-1','msg':'" + message + "'}"), CreateOutcome.Rejected.Reason.BALANCE);
    }

    @Test
    void rule_2_takes_an_id_of_256_characters_and_no_longer_one() {
        assertThat(judge(200, "{'code':'20000','data':{'task_id':'" + "x".repeat(256) + "'}}"))
                .isInstanceOf(CreateOutcome.Accepted.class);
        assertUnknown(judge(200, "{'code':'20000','data':{'task_id':'" + "x".repeat(257) + "'}}"));
        assertUnknown(judge(200, "{'code':'20000','data':{'task_id':'" + "x".repeat(10_000) + "'}}"));
    }

    @Test
    void rule_2_an_error_that_names_a_task_contradicts_itself_and_is_unknown() {
        assertUnknown(judge(200, "{'code':'20002','msg':'bad','data':{'task_id':'t-1'}}"));
        assertUnknown(judge(200, "{'code':0,'data':{'task_id':'t-1'}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "429 | ",
                "429 | <html>slow down</html>",
                "429 | {'code':'-1','msg':'no'}",
                "200 | {'code':'20002','msg':'Requests are too frequent'}",
                "200 | {'code':'-1','msg':'请求过于频繁'}",
                "500 | {'code':-1,'msg':'Rate limit exceeded'}",
                "503 | {'code':'-1','msg':'Too many requests'}",
                "200 | {'code':'50001','msg':'触发限流，请稍后'}"
            })
    void rule_3_a_throttled_request_is_not_accepted(int status, String body) {
        CreateOutcome outcome = judge(status, body == null ? "" : body);

        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.NotAccepted.class, it -> {
            assertThat(it.reason()).isEqualTo(CreateOutcome.NotAccepted.Reason.THROTTLED);
            assertThat(it.toException())
                    .isInstanceOf(GatewayThrottledException.class)
                    .returns(false, GatewayException::moneyMayBeSpent);
        });
    }

    @Test
    void a_throttled_request_says_how_long_to_wait() {
        CreateOutcome.NotCreated outcome =
                (CreateOutcome.NotCreated) rules.judge(new GatewayAnswer(429, "7", new byte[0]));

        assertThat(outcome.failure().retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(outcome.failure().message()).contains("after PT7S");
        assertThat(outcome.toException().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "200 | {'code':'20001','msg':'bad key'} | AUTHENTICATION",
                "403 | {'code':'40300','msg':'forbidden'} | AUTHENTICATION",
                "200 | {'code':20002,'msg':'bad duration'} | REQUEST",
                "302 | {'code':'20002','msg':'bad'} | REQUEST",
                "499 | {'code':'xyz'} | REQUEST",
                "200 | {'code':'-1','msg':'Insufficient balance'} | BALANCE",
                "400 | {'code':-1,'msg':'额度不足'} | BALANCE",
                "402 | {'code':'20009','msg':'pay first'} | BALANCE",
                "403 | {'code':'20009','msg':'quota used up'} | BALANCE",
                "200 | {'code':'20002','data':{'task_id':''}} | REQUEST",
                "200 | {'code':'20002','data':null} | REQUEST"
            })
    void rule_4_an_envelope_with_an_error_code_is_a_rejection(
            int status, String body, CreateOutcome.Rejected.Reason reason) {
        assertRejected(judge(status, body), reason);
    }

    /** The words of the request, which the message quotes, are not those of the gateway. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a gymnast on a balance beam | 200 | server error while creating video for prompt: a gymnast on a BALANCE beam",
                "a gymnast on a balance beam | 200 | failed: balance bea…",
                "a car driving too fast through the rain | 502 | upstream timeout, prompt=a car driving too fast",
                "余额 in neon letters | 200 | 生成失败：余额 in neon letters",
                "a car driving too⏎ fast | 502 | upstream timeout, prompt=a car driving too fast",
                "a cat on a rate-⏎limit sign | 200 | failed: a cat on a rate limit sign",
                "a cat | 200 | Load balancer: upstream timed out",
                "a cat | 200 | the scene is not balanced",
                "a cat | 200 | Invalid quotation marks",
                "a cat | 200 | consumer group rebalance in progress",
                "a cat | 200 | render failed: frame rate limited to 24"
            })
    void rules_3_and_4_do_not_fit_the_words_of_the_request(String prompt, int status, String message) {
        String body = "{\"code\":-1,\"msg\":\"" + message + "\"}";

        assertUnknown(rules(prompt.replace('⏎', '\n'))
                .judge(new GatewayAnswer(status, null, body.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "-", "\u263a"})
    void rule_4_fits_also_if_the_prompt_has_much_that_is_no_word(String repeated) {
        assertRejected(
                rules("a cat" + repeated.repeat(100_000))
                        .judge(new GatewayAnswer(
                                200,
                                null,
                                "{\"code\":-1,\"msg\":\"Insufficient balance\"}".getBytes(StandardCharsets.UTF_8))),
                CreateOutcome.Rejected.Reason.BALANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "a gymnast on a balance beam, Insufficient balance",
        "a gymnast on a balance beam, your balance is not enough",
        "a cat, INSUFFICIENT_BALANCE",
        "a cat, insufficient_quota",
        "a cat, QuotaExceeded",
        "a cat, BalanceNotEnough",
        "a cat, user quota不足",
        "余额 in neon letters, 余额不足"
    })
    void rule_4_fits_a_balance_although_the_request_has_the_word(String prompt, String message) {
        String body = "{\"code\":-1,\"msg\":\"" + message + "\"}";

        assertRejected(
                rules(prompt).judge(new GatewayAnswer(200, null, body.getBytes(StandardCharsets.UTF_8))),
                CreateOutcome.Rejected.Reason.BALANCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "200 | {'code':'-1','msg':'server error'}",
                "400 | {'code':-1,'msg':'系统繁忙，请稍后再试'}",
                "200 | {'code':-1}",
                "500 | {'code':'20002','msg':'bad'}",
                "500 | {'code':'-1','msg':'balance'}"
            })
    void rule_4_does_not_fit_a_server_error(int status, String body) {
        assertUnknown(judge(status, body));
    }

    @ParameterizedTest
    @CsvSource({
        "400, REQUEST",
        "401, AUTHENTICATION",
        "402, BALANCE",
        "403, AUTHENTICATION",
        "404, REQUEST",
        "413, REQUEST",
        "415, REQUEST",
        "422, REQUEST"
    })
    void rule_5_some_http_statuses_are_a_rejection_without_an_envelope(
            int status, CreateOutcome.Rejected.Reason reason) {
        for (String body : new String[] {"", "<html></html>", "{'error':'no'}", "[]", "{'code':1.5}", "{'code':'"}) {
            assertRejected(judge(status, body), reason);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 307, 405, 408, 409, 418, 425, 500, 502, 503, 504})
    void rule_6_everything_else_is_unknown(int status) {
        for (String body : new String[] {
            "",
            "null",
            "17",
            "<html>{\"code\":\"20000\"}</html>",
            "{'code':'20000','data':{'task_id':'t-1'}",
            "{'code':'20000','code':'20000','data':{'task_id':'t-1'}}",
            "{'code':'20000','data':{'task_id':'t-1'}} trailing",
            "{'code':'20000','data':{'task_id':'t-1'}}{}",
            "[".repeat(100_000),
            "{'x':".repeat(70) + "1" + "}".repeat(70)
        }) {
            assertUnknown(judge(status, body));
        }
    }

    @Test
    void rule_6_an_answer_that_is_not_utf_8_is_unknown() {
        byte[] body = "{\"code\":\"20000\",\"data\":{\"task_id\":\"t-1\",\"model\":\"\u00e9\"}}"
                .getBytes(StandardCharsets.ISO_8859_1);

        assertUnknown(rules.judge(new GatewayAnswer(200, null, body)));
    }

    @Test
    void rule_6_a_call_that_broke_off_after_it_may_have_left_is_unknown_whatever_status_it_had() {
        CreateOutcome outcome = rules.judge(new CallFailedException("it broke off", true, 429, null));

        assertUnknown(outcome);
        assertThat(((CreateOutcome.NotCreated) outcome).toException())
                .isInstanceOf(GatewayUnavailableException.class)
                .returns(429, GatewayException::httpStatus)
                .returns(true, GatewayException::moneyMayBeSpent);
    }

    @Test
    void no_message_holds_the_key_a_prompt_or_the_query_of_a_url() {
        String said = "Bearer " + KEY + " may not ask for '" + PROMPT
                + "' with https://cdn.example/a.png?sig=topsecret#frag, sorry";
        for (String code : new String[] {"20001", "20002", "-1", "429"}) {
            String body = "{\"code\":\"" + code + "\",\"msg\":\"" + said + "\"}";
            CreateOutcome.NotCreated outcome = (CreateOutcome.NotCreated)
                    rules.judge(new GatewayAnswer(200, null, body.getBytes(StandardCharsets.UTF_8)));

            assertThat(outcome.toException())
                    .hasMessageContaining("https://cdn.example/a.png?…")
                    .hasMessageContaining("abc123")
                    .hasMessageNotContainingAny(KEY, PROMPT, "topsecret", "frag");
            assertThat(outcome.toString()).doesNotContain(KEY, PROMPT, "topsecret");
        }
    }

    @Test
    void a_long_message_is_cut_only_after_secrets_are_taken_out_and_does_not_take_long_to_judge() {
        String prompt = "line one\n" + "x".repeat(700);
        CreateRules rules = rules(prompt);
        String body = "{'code':'20002','msg':'" + "y".repeat(195) + KEY + " " + prompt.replace("\n", "\\n") + "'}";

        CreateOutcome.NotCreated outcome = (CreateOutcome.NotCreated)
                rules.judge(new GatewayAnswer(200, null, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));

        assertThat(outcome.failure().message())
                .contains("yyy")
                .doesNotContain("sk-", "line one")
                .hasSizeLessThan(500);
        assertThat(judge(200, "{'code':'20002','msg':'" + "task ".repeat(200_000) + "'}"))
                .isInstanceOf(CreateOutcome.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 308, 404, 405, 501})
    void an_answer_as_of_another_server_makes_the_base_url_questionable(int status) {
        CreateOutcome.NotCreated outcome = (CreateOutcome.NotCreated) judge(status, "<html>No such page</html>");

        assertThat(outcome.failure().message())
                .contains("HTTP " + status, "is the option baseUrl, https://gateway.example, that of the gateway?");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 408, 500, 502, 503})
    void an_answer_as_of_a_gateway_in_trouble_does_not(int status) {
        CreateOutcome.NotCreated outcome = (CreateOutcome.NotCreated) judge(status, "<html>Trouble</html>");

        assertThat(outcome.failure().message()).contains("HTTP " + status).doesNotContain("baseUrl, ");
    }

    private CreateOutcome judge(int status, String body) {
        return rules.judge(
                new GatewayAnswer(status, null, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertUnknown(CreateOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.Unknown.class, it -> {
            assertThat(it.failure().moneyMayBeSpent()).isTrue();
            assertThat(it.failure().message())
                    .contains(it.why())
                    .contains("not known whether", "abc123", "Money may have been spent", "Look for the task");
            assertThat(it.toException()).isInstanceOf(GatewayUnavailableException.class);
        });
    }

    private static void assertRejected(CreateOutcome outcome, CreateOutcome.Rejected.Reason reason) {
        assertThat(outcome).isInstanceOfSatisfying(CreateOutcome.Rejected.class, it -> {
            assertThat(it.reason()).isEqualTo(reason);
            assertThat(it.failure().message()).contains("rejected", "abc123", "No money was spent");
            assertThat(it.toException())
                    .isExactlyInstanceOf(
                            reason == CreateOutcome.Rejected.Reason.AUTHENTICATION
                                    ? GatewayAuthenticationException.class
                                    : GatewayRejectedException.class)
                    .returns(false, GatewayException::moneyMayBeSpent);
        });
    }
}
