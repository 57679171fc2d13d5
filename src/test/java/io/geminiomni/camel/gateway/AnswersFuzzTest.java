package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geminiomni.camel.net.WebHost;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the gateway answers: the call ends in one of the ways that it declares, and what that says can be shown and
 * kept. An input is a line with an HTTP status and, behind a blank, a {@code Retry-After}, and then the body.
 */
class AnswersFuzzTest {
    private static final String KEY = "sk-0123456789abcdef";
    private static final String TASK = "task_1";
    private static final URI BASE_URL = URI.create("https://gateway.example/base");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final VideoRequest REQUEST = VideoRequest.builder()
            .prompt("A confidential campaign: the product rises out of the sea at dawn, film grain")
            .build();
    private static final Pattern URL_WITH_QUERY = Pattern.compile("(?i)https?://[^\\s?#\"'<>]*[?#][^…\\s\"'<>]");
    private static final int LONGEST_TEXT = 2_000;

    private final AnswerReader reader = new AnswerReader(BASE_URL, CLOCK, KEY, REQUEST.prompt());
    private final CallRules rules = new CallRules("Called", "Call again later.", reader);

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({"\"task_id\"", "\"code\":\"20000\"", "\"msg\"", "\"data\"", "\"error\"", KEY})
    void create(byte[] input) {
        CreateOutcome outcome = new CreateRules("the request", REQUEST.toJson(), reader).judge(answer(input));

        if (outcome instanceof CreateOutcome.Accepted accepted) {
            assertSound(accepted.task());
            TaskAnswer task = accepted.task();
            assertThat(new Outcome.Accepted(task.taskId(), task.rawStatus(), task.model(), task.createdAt())
                            .appliedTo(submission().submitting(NOW), NOW)
                            .taskId())
                    .isEqualTo(task.taskId());
        } else {
            assertSound(((CreateOutcome.NotCreated) outcome).toException());
            assertThat(((CreateOutcome.NotCreated) outcome).failure().moneyMayBeSpent())
                    .isEqualTo(outcome instanceof CreateOutcome.Unknown);
        }
    }

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "\"task_id\":\"task_1\"",
        "\"status\"",
        "\"completed\"",
        "\"result\"",
        "\"video_url\"",
        "\"progress\"",
        "\"created_at\"",
        "\"completed_at\"",
        "\"error_message\"",
        "https://cdn.example/v.mp4?sig=secret",
        KEY
    })
    void query(byte[] input) {
        try {
            TaskAnswer task = new QueryRules(TASK, reader).judge(answer(input));
            assertThat(task.taskId()).isEqualTo(TASK);
            assertSound(task);
        } catch (GatewayException declared) {
            assertSound(declared);
        }
    }

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({"\"balance\"", "\"used_coin\"", "\"available\"", "\"total_quota\"", "\"used_quota\"", "\"name\""
    })
    void balance(byte[] input) {
        GatewayAnswer answer = answer(input);
        try {
            Balance.Account account = rules.read(answer, BalanceAnswers::account, "no figure");
            Balance.Key key = rules.read(answer, BalanceAnswers::key, "no figure");
            assertThat(new Balance(account, key).spendable().toPlainString()).hasSizeLessThan(2_000);
            assertCanBeKept(key.name());
        } catch (GatewayException declared) {
            assertSound(declared);
        }
    }

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({"\"url\"", "\"mediaUrl\"", "\"video_url\"", "https://cdn.example/v.mp4?sig=secret", "../", "%zz"
    })
    void upload(byte[] input) {
        try {
            assertIsOfTheWeb(rules.read(answer(input), reader.tasks()::url, "no URL"));
        } catch (GatewayException declared) {
            assertSound(declared);
        }
    }

    private static GatewayAnswer answer(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        String[] head = new String(input, 0, end, StandardCharsets.ISO_8859_1).split(" ", 2);
        byte[] body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        return new GatewayAnswer(
                head[0].matches("[1-5][0-9][0-9]") ? Integer.parseInt(head[0]) : 200,
                head.length == 2 ? head[1] : null,
                body);
    }

    private static void assertSound(TaskAnswer task) {
        assertThat(task.taskId()).matches("[A-Za-z0-9._:/-]{1,256}");
        assertThat(task.progress() == null ? 0 : task.progress()).isBetween(0, 100);
        assertCanBeKept(task.rawStatus());
        assertCanBeKept(task.model());
        assertCanBeKept(task.errorMessage());
        assertTellsNoSecret(task.errorMessage());
        assertIsOfTheWeb(task.videoUrl());
        for (Instant time : new Instant[] {task.createdAt(), task.completedAt()}) {
            assertThat(time == null ? NOW : time).isBetween(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"));
        }
    }

    private static void assertSound(GatewayException failure) {
        assertThat(failure.getMessage()).containsAnyOf("No money was spent", "Money may have been spent");
        assertCanBeKept(failure.getMessage());
        assertTellsNoSecret(failure.getMessage());
        assertCanBeKept(failure.code());
        if (failure.retryAfter() != null) {
            assertThat(failure.retryAfter().toSeconds()).isBetween(0L, 3_600L);
        }
    }

    /** In any store, and on one line of a log. */
    private static void assertCanBeKept(@Nullable String text) {
        if (text != null) {
            assertThat(text.chars().anyMatch(Character::isISOControl)).isFalse();
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
            assertThat(text).hasSizeLessThanOrEqualTo(LONGEST_TEXT);
        }
    }

    private static void assertTellsNoSecret(@Nullable String text) {
        if (text != null) {
            assertThat(text)
                    .doesNotContain(KEY)
                    .doesNotContain(REQUEST.prompt())
                    .doesNotContainPattern(URL_WITH_QUERY);
        }
    }

    private static void assertIsOfTheWeb(@Nullable String url) {
        if (url != null) {
            assertThat(URI.create(url).getScheme().toLowerCase()).isIn("http", "https");
            assertThat(WebHost.of(URI.create(url))).isNotEmpty();
        }
    }

    private static Submission submission() {
        return new Submission(
                "token",
                "adverts",
                "order-1",
                REQUEST.fingerprint(),
                REQUEST,
                Map.of(),
                BASE_URL.toString(),
                "account");
    }
}
