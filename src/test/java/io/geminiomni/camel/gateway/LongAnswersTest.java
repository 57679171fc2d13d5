package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The longest answer that is read, of what is slowest to look through: a create and a question are done with it in no time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongAnswersTest {
    private static final URI BASE_URL = URI.create("https://gateway.example");
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int MEGABYTE = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"a", "task ", "http://", "https://h?", "content ", "[", "{'a':", "9", "' ", " ", "视频"})
    void noAnswerTakesLong(String repeated) {
        String text = repeat(repeated, MEGABYTE / 2);
        AnswerReader reader = new AnswerReader(BASE_URL, CLOCK, "sk-0123456789", text + "!");
        CreateRules creates = new CreateRules("the request", text, reader);

        for (String body : new String[] {
            text,
            json("'code':'20002','msg':'%s'", text),
            json("'code':'%s','error':{'message':'x'}", text),
            json("'code':20002,'msg':'x','%s':1", text),
        }) {
            assertThat(creates.judge(new GatewayAnswer(400, text, body.getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(CreateOutcome.Rejected.class);
        }
        String told = json(
                "'code':20000,'data':{'task_id':'t-1','status':'%1$s','url':'%1$s','error_message':'%1$s'}",
                repeat(repeated, MEGABYTE / 4));
        assertThat(new QueryRules("t-1", reader)
                        .judge(new GatewayAnswer(200, null, told.getBytes(StandardCharsets.UTF_8)))
                        .taskId())
                .isEqualTo("t-1");
    }

    @Test
    void aHostOfThousandsOfLabelsIsRead() {
        String url = "https://" + "a.".repeat(3_900) + "_b/v.mp4";

        assertThat(new TaskAnswers(BASE_URL, new Redaction())
                        .url(JsonNodeFactory.instance.objectNode().put("url", url)))
                .isEqualTo(url);
    }

    private static String repeat(String text, int length) {
        return text.repeat(length / text.length());
    }

    private static String json(String fields, String text) {
        return ("{" + fields + "}")
                .replace('\'', '"')
                .replace("%1$s", "%s")
                .replace("%s", text.replace("'", "\\u0027"));
    }
}
