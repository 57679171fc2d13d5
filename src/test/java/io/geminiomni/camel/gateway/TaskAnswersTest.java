package io.geminiomni.camel.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskAnswersTest {
    private final TaskAnswers tasks =
            new TaskAnswers(URI.create("https://gateway.example/omni"), new Redaction("sk-secret"));

    @ParameterizedTest
    @CsvSource({
        "queued, QUEUED", "pending, QUEUED", "submitted, QUEUED", "processing, PROCESSING", "completed, COMPLETED",
        "success, COMPLETED", "succeeded, COMPLETED", "failed, FAILED", "canceled, FAILED", "cancelled, FAILED",
        "expired, FAILED", "' COMPLETED ', COMPLETED", "rendering, UNKNOWN"
    })
    void knows_the_synonyms_of_states(String word, RemoteStatus status) {
        assertThat(RemoteStatus.of(word)).isEqualTo(status);
    }

    @Test
    void a_task_without_a_status_is_in_an_unknown_one() {
        assertThat(RemoteStatus.of(null)).isEqualTo(RemoteStatus.UNKNOWN);
        assertThat(read("'x':1"))
                .returns(RemoteStatus.UNKNOWN, TaskAnswer::status)
                .returns("", TaskAnswer::rawStatus)
                .returns(null, TaskAnswer::progress);
    }

    @ParameterizedTest
    @CsvSource({
        "90, 90000",
        "\"1.5\", 1500",
        "0.25, 250",
        "0, ",
        "-5, ",
        "259201, ",
        "1e300, ",
        "null, ",
        "true, ",
        "\"soon\", "
    })
    void an_estimate_is_a_number_of_seconds(String json, @Nullable Long millis) {
        assertThat(read("'status':'processing','estimated_time':" + json).estimated())
                .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @Test
    void a_failed_task_has_progress_0_and_says_why_under_any_of_its_names() {
        for (String name : new String[] {"error_message", "error_msg", "reason"}) {
            assertThat(read("'status':'failed','progress':55,'" + name + "':'no'"))
                    .returns(0, TaskAnswer::progress)
                    .returns("no", TaskAnswer::errorMessage);
        }
        assertThat(read("'status':'failed','error_message':'','result':{'reason':'nsfw'}"))
                .returns("nsfw", TaskAnswer::errorMessage);
    }

    @Test
    void what_is_kept_has_no_control_characters_no_half_surrogates_no_secrets_and_a_bounded_length() {
        assertThat(read("'status':'failed','error_message':'a\\u0000b\\ud800c\\n https://x.example/v?sig=1 sk-secret'")
                        .errorMessage())
                .isEqualTo("a b\uFFFDc  https://x.example/v?… …");
        assertThat(read("'status':'failed','error_message':'" + "x".repeat(5000) + "'")
                        .errorMessage())
                .hasSize(2000);
        assertThat(read("'status':'fa\\u0000','model':'\\u0000'"))
                .returns("fa", TaskAnswer::rawStatus)
                .returns(null, TaskAnswer::model);
    }

    @ParameterizedTest
    @CsvSource({
        "42, 42",
        "42.9, 42",
        "-3, 0",
        "1e400, 100",
        "'\"42%\"', 42",
        "'\"42.5 %\"', 42",
        "'\"250\"', 100",
        "'\"half\"',",
        "null,",
        "[],"
    })
    void progress_is_a_percentage(String json, Integer progress) {
        assertThat(read("'status':'processing','progress':" + json).progress()).isEqualTo(progress);
    }

    @ParameterizedTest
    @CsvSource({
        "1790000000, 2026-09-21T14:13:20Z",
        "99999999999, 5138-11-16T09:46:39Z",
        "100000000000, 1973-03-03T09:46:40Z",
        "1790000000000, 2026-09-21T14:13:20Z",
        "'\"1790000000\"', 2026-09-21T14:13:20Z",
        "'\"2026-09-21T14:13:20Z\"', 2026-09-21T14:13:20Z",
        "0,",
        "-5,",
        "9223372036854775807,",
        "99999999999999999999,",
        "'\"soon\"',",
        "1.5,",
        "null,"
    })
    void a_time_is_seconds_or_from_10_to_the_11th_on_milliseconds(String json, Instant time) {
        TaskAnswer task = read("'created_at':" + json + ",'completed_at':" + json);

        assertThat(task.createdAt()).isEqualTo(time);
        assertThat(task.completedAt()).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "https://cdn.example/v.mp4?a=b%20c, https://cdn.example/v.mp4?a=b%20c",
        "omni/v.mp4?x=1, https://gateway.example/omni/omni/v.mp4?x=1",
        "/v.mp4, https://gateway.example/v.mp4",
        "//cdn.example/v.mp4, https://cdn.example/v.mp4",
        "https://cdn.example/视频 1.mp4, https://cdn.example/%E8%A7%86%E9%A2%91%201.mp4",
        "20261201:7.mp4?x=1, https://gateway.example/omni/20261201:7.mp4?x=1",
        "file:/etc/passwd,",
        "javascript:alert(1),",
        "https://,",
        "https://my_bucket.cdn.example:8443/v.mp4?s=1, https://my_bucket.cdn.example:8443/v.mp4?s=1",
        "https://my_bucket.cdn.example:99999/v.mp4,",
        "https://-cdn.example/v.mp4, https://-cdn.example/v.mp4",
        "https://cdn.example/%zz, https://cdn.example/%25zz",
        "https://cdn.example/100%.mp4?a=%, https://cdn.example/100%25.mp4?a=%25",
        "https://cdn.example/[1080p] v.mp4?a[]=1, https://cdn.example/%5B1080p%5D%20v.mp4?a[]=1",
        "https://[2001:db8::1]/v.mp4, https://[2001:db8::1]/v.mp4",
        "https://[::1:1.99999999999999999999.0.1]/v.mp4,",
        "https://cdn.example/a\\u0000b,"
    })
    void a_video_url_is_absolute_or_absent(String found, String url) {
        assertThat(read("'result':{'video_url':'" + found + "'}").videoUrl()).isEqualTo(url);
    }

    @Test
    void a_video_url_has_many_names_and_is_never_cut() {
        for (String name : new String[] {"video_url", "url", "mediaUrl"}) {
            assertThat(read("'" + name + "':'https://cdn.example/v'").videoUrl())
                    .isEqualTo("https://cdn.example/v");
            assertThat(read("'result':{'" + name + "':'https://cdn.example/v'}").videoUrl())
                    .isEqualTo("https://cdn.example/v");
        }
        assertThat(read("'url':'','mediaUrl':'https://cdn.example/v'").videoUrl())
                .isEqualTo("https://cdn.example/v");
        for (String unusable : List.of("videos/v.mp4", "oss://bucket/v.mp4", "N/A")) {
            assertThat(read("'result':{'video_url':'" + unusable + "','url':'https://cdn.example/v?sig=1'}")
                            .videoUrl())
                    .isEqualTo("https://cdn.example/v?sig=1");
        }
        assertThat(read("'url':'https://cdn.example/" + "v".repeat(9000) + "'").videoUrl())
                .isNull();
    }

    @Test
    void an_integer_id_is_about_the_task_of_these_digits() {
        assertThat(tasks.about("77", data("{'task_id':77}"))).isNotNull();
        assertThat(tasks.about("77", data("{'task_id':78}"))).isNull();
        assertThat(tasks.about("77", null)).isNull();
    }

    @Test
    void a_task_shows_all_but_the_query_of_its_url() {
        assertThat(read("'url':'https://cdn.example/v.mp4?sig=secret'").toString())
                .contains("t-1", "https://cdn.example/v.mp4?…")
                .doesNotContain("secret");
        assertThat(read("'url':'https://cdn.example/v.mp4'").toString()).contains("https://cdn.example/v.mp4,");
        assertThat(read("'x':1").toString()).contains("videoUrl=null");
    }

    @Test
    void text_is_cut_between_characters() {
        assertThat(Texts.clean("ab\uD83D\uDE00", 3)).isEqualTo("ab");
        assertThat(Texts.clean("ab\uD83D\uDE00", 4)).isEqualTo("ab\uD83D\uDE00");
    }

    private TaskAnswer read(String members) {
        return requireNonNull(tasks.named(data("{'task_id':'t-1'," + members + "}")));
    }

    private static com.fasterxml.jackson.databind.JsonNode data(String json) {
        Envelope envelope = Envelope.in(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return requireNonNull(requireNonNull(envelope).data());
    }
}
