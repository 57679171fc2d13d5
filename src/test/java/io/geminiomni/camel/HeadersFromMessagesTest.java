package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.RequestField;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.VideoTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code headersFromMessages}: which headers count, whoever set them. */
class HeadersFromMessagesTest extends GeminiOmniTestSupport {
    private static final Map<String, Object> VALUES = Map.of(
            GeminiOmniConstants.HEADER_PROMPT, "a dog",
            GeminiOmniConstants.HEADER_MODEL, "Gemini-Omini",
            GeminiOmniConstants.HEADER_DURATION, 10,
            GeminiOmniConstants.HEADER_RESOLUTION, "1080p",
            GeminiOmniConstants.HEADER_ASPECT_RATIO, "9:16",
            GeminiOmniConstants.HEADER_ORIENTATION, "portrait",
            GeminiOmniConstants.HEADER_GENERATION_TYPE, "reference",
            GeminiOmniConstants.HEADER_IMAGE_URLS, List.of("https://cdn.example/a.png"));

    @Test
    void byDefaultAllCount() {
        Exchange asked = send("", "a cat", Map.of(GeminiOmniConstants.HEADER_OPERATION, "balance"));
        Exchange created = send("", "a cat", Map.of(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1"));

        assertThat(asked.getMessage().getBody()).isInstanceOf(Balance.class);
        assertThat(created.getMessage().getBody(VideoTask.class).key()).isEqualTo("order-1");
    }

    @Test
    void valuesAreThoseOfTheRequest() {
        Map<String, Object> headers = new HashMap<>(VALUES);
        headers.put(GeminiOmniConstants.HEADER_OPERATION, "balance");
        headers.put(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");

        VideoTask task = send("headersFromMessages=values&model=omni-10s", "a cat", headers)
                .getMessage()
                .getBody(VideoTask.class);
        VideoTask ofVideo = send(
                        "headersFromMessages=values",
                        "a cat",
                        Map.of(
                                GeminiOmniConstants.HEADER_VIDEO_URLS, "https://cdn.example/a.mp4",
                                GeminiOmniConstants.HEADER_ORIENTATION, "portrait"))
                .getMessage()
                .getBody(VideoTask.class);

        assertThat(task.key()).isNotEqualTo("order-1");
        VideoRequest request = task.request();
        assertThat(request.prompt()).isEqualTo("a dog");
        assertThat(request.model()).isEqualTo("Gemini-Omini");
        assertThat(request.duration()).isEqualTo(10);
        assertThat(request.resolution()).isEqualTo("1080p");
        assertThat(request.aspectRatio()).isEqualTo("9:16");
        assertThat(request.generationType()).isEqualTo("reference");
        assertThat(request.imageUrls()).containsExactly("https://cdn.example/a.png");
        assertThat(ofVideo.request().videoUrls()).containsExactly("https://cdn.example/a.mp4");
        assertThat(ofVideo.request().orientation()).isEqualTo("portrait");
        assertThat(emulator().calls(Call.USER_BALANCE)).isZero();
    }

    @Test
    void withNoneThereIsNoHeader() {
        Map<String, Object> headers = new HashMap<>(VALUES);
        headers.put(GeminiOmniConstants.HEADER_VIDEO_URLS, "https://cdn.example/a.mp4");
        headers.put(GeminiOmniConstants.HEADER_OPERATION, "nonsense");
        headers.put(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "");

        VideoTask task =
                send("headersFromMessages=none", "a cat", headers).getMessage().getBody(VideoTask.class);

        assertThat(task.request())
                .isEqualTo(VideoRequest.builder()
                        .model("Gemini-Omini")
                        .prompt("a cat")
                        .build());
    }

    @Test
    void withNoneAPictureMayComeWithAnyHeader() {
        Map<String, Object> headers = new HashMap<>(VALUES);
        headers.put(Exchange.FILE_NAME, "photo.png");

        Exchange sent = send(
                "headersFromMessages=none&bodyFormat=image&generationType=frame&prompt=The waves begin to move",
                new byte[] {1, 2, 3},
                headers);

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getBody(VideoTask.class).request().generationType())
                .isEqualTo("frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"values", "none"})
    void noHeaderNamesATaskOrAVideoThen(String which) {
        GeneratedVideo own = video();
        GeneratedVideo other = video();
        String options = "headersFromMessages=" + which + "&operation=";
        Map<String, Object> headers = Map.of(
                GeminiOmniConstants.HEADER_TASK_ID, other.taskId(),
                GeminiOmniConstants.HEADER_VIDEO_URL, other.url());

        Exchange asked = send(options + "status", own.taskId(), headers);
        Exchange fetched = send(options + "download", own.taskId(), headers);

        assertThat(asked.getMessage().getBody(VideoTask.class).taskId()).isEqualTo(own.taskId());
        assertThat(fetched.getMessage().getBody(GeneratedVideo.class).taskId()).isEqualTo(own.taskId());
        assertThat(send(options + "status", null, headers).getException())
                .hasMessageContaining("operation=status needs a task id")
                .hasMessageContaining(ignored(GeminiOmniConstants.HEADER_TASK_ID, which));
        assertThat(send(options + "download", null, headers).getException())
                .hasMessageContaining("operation=download needs a video")
                .hasMessageContaining(ignored(GeminiOmniConstants.HEADER_TASK_ID, which))
                .hasMessageContaining(ignored(GeminiOmniConstants.HEADER_VIDEO_URL, which));
    }

    @Test
    void anIgnoredOperationOrKeyIsLoggedOnce() throws Exception {
        Map<String, Object> headers = Map.of(
                GeminiOmniConstants.HEADER_OPERATION, "status", GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");
        try (CapturedLogs logs = new CapturedLogs()) {
            send("headersFromMessages=values", "a cat", headers);
            send("headersFromMessages=values", "a dog", headers);

            assertThat(logs.text())
                    .containsOnlyOnce("The header CamelGeminiOmniOperation of a message is ignored")
                    .containsOnlyOnce("The header CamelGeminiOmniIdempotencyKey of a message is ignored")
                    .contains("as the option headersFromMessages is values");
        }
    }

    @Test
    void theComponentsOptionIsThatOfItsEndpoints() {
        context.getComponent("gemini-omni", GeminiOmniComponent.class)
                .setHeadersFromMessages(HeadersFromMessages.values);
        Map<String, Object> operation = Map.of(GeminiOmniConstants.HEADER_OPERATION, "balance");

        assertThat(send("", "a cat", operation).getMessage().getBody()).isInstanceOf(VideoTask.class);
        assertThat(send("headersFromMessages=all", "a cat", operation)
                        .getMessage()
                        .getBody())
                .isInstanceOf(Balance.class);
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts?headersFromMessages=value"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageContaining(
                        "The option headersFromMessages is 'value', but must be one of all, values, none; did you mean"
                                + " values?");
        assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts?jsonVideoUrl=whole"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasMessageContaining("The option jsonVideoUrl is 'whole', but must be one of none, full");
    }

    @Test
    void aHeaderThatCountsIsStillChecked() {
        assertThat(send("headersFromMessages=values", "a cat", Map.of(GeminiOmniConstants.HEADER_DURATION, 7))
                        .getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining(RequestField.DURATION.headerName());
    }

    @Test
    void aUriThatToDMakesOfAMessageRunsWhatTheMessageSays() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:toD").toD("gemini-omni:adverts?idempotencyKey=${header.order}");
            }
        });

        VideoTask task = template.requestBodyAndHeader(
                "direct:toD", "a cat", "order", "order of ${bodyAs(String)}", VideoTask.class);

        assertThat(task.key()).isEqualTo("order of a cat");
    }

    private static String ignored(String header, String which) {
        return "The message has the header " + header + ", which is ignored, as the option headersFromMessages is "
                + which;
    }

    private GeneratedVideo video() {
        return send("operation=generate", "a cat", Map.of()).getMessage().getBody(GeneratedVideo.class);
    }

    private Exchange send(String options, Object body, Map<String, Object> headers) {
        return template.request("gemini-omni:adverts?" + options, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().getHeaders().putAll(headers);
        });
    }
}
