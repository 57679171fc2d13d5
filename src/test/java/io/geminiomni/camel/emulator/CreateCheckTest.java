package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateCheckTest {

    private static final GatewayEmulator EMULATOR = GatewayEmulator.start();
    private final TestClient client = new TestClient(EMULATOR);

    @AfterAll
    static void close() {
        EMULATOR.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model':'Gemini-Omini'",
                "'model':'Omni-Flash-Ext'",
                "'model':'gemini-omni','duration':4",
                "'model':'Gemini-Omini','duration':10,'resolution':'4k','aspect_ratio':'9:16','orientation':'portrait'",
                "'model':'Gemini-Omini','image_urls':['https://a.example/1.png']",
                "'model':'Gemini-Omini','images':['https://a.example/1','https://a.example/2','https://a.example/3']",
                "'model':'Gemini-Omini','generation_type':'frame','image_urls':['https://a.example/1.png']",
                "'model':'Gemini-Omini','generation_type':'reference','video_urls':['https://a.example/1.mp4']",
                "'model':'omni-10s','image_urls':['https://a.example/1.mp4','https://a.example/2']",
                "'model':'omni-10s','duration':5,'resolution':'8k'"
            })
    void aValidRequestIsAccepted(String fields) throws Exception {
        var answer = client.create(withPrompt(fields));

        assertThat(json(answer).get("code").textValue()).as(answer.body()).isEqualTo("20000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'model':'omni-20s' | model must be one of",
                "'duration':5 | duration must be one of 4, 6, 8, 10",
                "'duration':'6' | duration must be an integer",
                "'duration':6.0 | duration must be an integer",
                "'duration':4294967302 | duration must be an integer",
                "'duration':6,'video_urls':['https://a.example/1'] | duration must not be sent together with video_urls",
                "'resolution':'720P' | resolution must be one of",
                "'resolution':720 | resolution must be a string",
                "'aspect_ratio':'wide' | aspect_ratio must be W:H",
                "'aspect_ratio':'0:9' | aspect_ratio must be W:H",
                "'aspect_ratio':'' | aspect_ratio must be W:H",
                "'orientation':'Landscape' | orientation must be one of",
                "'generation_type':'video' | generation_type must be one of",
                "'generation_type':'frame' | image_urls must have exactly 1 entry",
                "'image_urls':['https://a.example/1','https://a.example/2'] | image_urls must have 1 or 3 entries",
                "'images':['https://a.example/1','https://a.example/2'] | image_urls must have 1 or 3 entries",
                "'image_urls':[] | image_urls must not be empty",
                "'video_urls':[] | video_urls must not be empty",
                "'image_urls':'https://a.example/1' | image_urls must be an array",
                "'image_urls':['photo.jpg'] | image_urls must contain URLs",
                "'image_urls':[null] | image_urls must contain URLs",
                "'image_urls':['ftp://cdn.example/a.jpg'] | image_urls must contain URLs",
                "'image_urls':['https:///a.jpg'] | image_urls must contain URLs",
                "'video_urls':['https://a.example/1','https://a.example/2'] | video_urls must have at most 1 entry",
                "'duration':null | duration must not be null",
                "'aspectRatio':'16:9' | aspectRatio is not a known field",
                "'model':'omni-10s','video_urls':['https://a.example/1'] | video_urls is not a parameter of omni-10s",
                "'model':'omni-10s','generation_type':'frame' | generation_type is not a parameter of omni-10s",
                "'duration':6,'duration':6 | the body is not valid JSON"
            },
            quoteCharacter = '"')
    void aRequestThatBreaksARuleIsRefusedByName(String fields, String message) throws Exception {
        String model = fields.contains("'model'") ? "" : "'model':'Gemini-Omini',";
        int before = EMULATOR.accepted();

        var answer = client.create(withPrompt(model + fields));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("code").textValue()).isEqualTo("20002");
        assertThat(json(answer).get("msg").textValue()).contains(message);
        assertThat(EMULATOR.accepted()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'Gemini-Omini'} | prompt is required",
                "{'model':'Gemini-Omini','prompt':' '} | prompt must not be blank",
                "{'model':'Gemini-Omini','prompt':null} | prompt must not be null",
                "{'model':'Gemini-Omini','prompt':7} | prompt must be a string",
                "{'prompt':'A'} | model is required",
                "{} | model is required; prompt is required",
                "[] | must be a JSON object",
                "{'model':'Gemini-Omini','prompt':'A'}{} | the body is not valid JSON",
                "A lighthouse | the body is not valid JSON"
            },
            quoteCharacter = '"')
    void aBodyThatIsNoRequestIsRefused(String body, String message) throws Exception {
        assertThat(json(client.create(body.replace('\'', '"'))).get("msg").textValue())
                .contains(message);
    }

    @Test
    void noBodyIsRefused() throws Exception {
        assertThat(json(client.create("")).get("msg").textValue()).contains("must be a JSON object");
    }

    @Test
    void theTenSecondModelTakesSevenImagesAndNotEight() throws Exception {
        ObjectNode request = Json.object().put("model", "omni-10s").put("prompt", "A lighthouse");
        ArrayNode images = request.putArray("image_urls");
        for (int i = 0; i < 7; i++) {
            images.add("https://a.example/" + i);
        }
        assertThat(json(client.create(request.toString())).get("code").textValue())
                .isEqualTo("20000");

        images.add("https://a.example/7");
        assertThat(json(client.create(request.toString())).get("msg").textValue())
                .contains("image_urls must have at most 7 entries");
    }

    @Test
    void theContentTypeMustBeJson() throws Exception {
        var answer = client.send(client.request("/api/open-api/v1/gemini/omni/videos")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse\"}")));

        assertThat(json(answer).get("msg").textValue()).isEqualTo("Content-Type must be application/json");
    }

    private static String withPrompt(String fields) {
        return "{\"prompt\":\"A lighthouse at dawn\"," + fields.replace('\'', '"') + "}";
    }
}
