package io.geminiomni.camel.request;

import static io.geminiomni.camel.request.Requests.json;
import static io.geminiomni.camel.request.Requests.lenient;
import static io.geminiomni.camel.request.Requests.reader;
import static io.geminiomni.camel.request.Requests.urls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For each rule of the contract's tables what keeps it, what it is sent as, and what breaks it. */
class ContractRulesTest {
    private static final String VIDEO = "'" + Requests.VIDEO + "'";

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("", ""),
                arguments("'model':'Gemini-Omini'", ""),
                arguments("'model':'gemini-omni'", ""),
                arguments("'model':'GEMINI-OMNI'", ""),
                arguments("'model':'Omni-Flash-Ext'", ""),
                arguments("'model':' omni-flash-ext '", ""),
                arguments("'duration':4", "'duration':4"),
                arguments("'duration':6", "'duration':6"),
                arguments("'duration':8", "'duration':8"),
                arguments("'duration':10", "'duration':10"),
                arguments("'duration':'6'", "'duration':6"),
                arguments("'duration':' 6 '", "'duration':6"),
                arguments("'duration':6.0", "'duration':6"),
                arguments("'duration':'6.0'", "'duration':6"),
                arguments("'duration':1e1", "'duration':10"),
                arguments("'duration':null", ""),
                arguments("'duration':''", ""),
                arguments("'resolution':'720p'", "'resolution':'720p'"),
                arguments("'resolution':'1080P'", "'resolution':'1080p'"),
                arguments("'resolution':'4K'", "'resolution':'4k'"),
                arguments("'resolution':' '", ""),
                arguments("'aspect_ratio':'16:9'", "'aspect_ratio':'16:9'"),
                arguments("'aspectRatio':' 9:16 '", "'aspect_ratio':'9:16'"),
                arguments("'aspect_ratio':'1:1'", "'aspect_ratio':'1:1'"),
                arguments("'aspect_ratio':'21:9'", "'aspect_ratio':'21:9'"),
                arguments("'aspect_ratio':'1920:1080'", "'aspect_ratio':'1920:1080'"),
                arguments("'orientation':'Landscape'", "'orientation':'landscape'"),
                arguments("'orientation':'portrait'", "'orientation':'portrait'"),
                arguments("'aspect_ratio':'','orientation':'portrait'", "'orientation':'portrait'"),
                arguments("'image_urls':[]", ""),
                arguments("'image_urls':[" + urls(1) + "]", "'image_urls':[" + urls(1) + "]"),
                arguments("'imageUrls':[" + urls(3) + "]", "'image_urls':[" + urls(3) + "]"),
                arguments("'images':[" + urls(1) + "]", "'image_urls':[" + urls(1) + "]"),
                arguments("'images':[" + urls(3) + "],'image_urls':[]", "'image_urls':[" + urls(3) + "]"),
                arguments(
                        "'generation_type':'Reference','image_urls':[" + urls(3) + "]",
                        "'image_urls':[" + urls(3) + "],'generation_type':'reference'"),
                arguments(
                        "'generationType':'frame','image_urls':[" + urls(1) + "]",
                        "'image_urls':[" + urls(1) + "],'generation_type':'frame'"),
                arguments("'video_urls':[" + VIDEO + "]", "'video_urls':[" + VIDEO + "]"),
                arguments("'videoUrls':[],'duration':4", "'duration':4"),
                arguments(
                        "'video_urls':[" + VIDEO + "],'image_urls':[" + urls(1) + "]",
                        "'image_urls':[" + urls(1) + "],'video_urls':[" + VIDEO + "]"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void accepted(String given, String sent) {
        NormalizedRequest read = reader().read(json(given));

        assertThat(read.request().toJson())
                .isEqualTo(json(sent).replace("{\"prompt\"", "{\"model\":\"Gemini-Omini\",\"prompt\""));
        assertThat(read.ignoredFields()).isEmpty();
        assertThat(read.warnings()).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("'model':'omni-10'", "model", "\"omni-10\"", "Gemini-Omini or omni-10s", "omni-10s"),
                arguments("'model':'Gemini Omini'", "model", "\"Gemini Omini\"", "Gemini-Omini or", "Gemini-Omini"),
                arguments("'model':'sora'", "model", "\"sora\"", "Gemini-Omini or omni-10s", ""),
                arguments("'model':7", "model", "7", "text: Gemini-Omini or omni-10s", ""),
                arguments("'duration':5", "duration", "5", "4, 6, 8 or 10", "did you mean 6?"),
                arguments("'duration':'7'", "duration", "\"7\"", "4, 6, 8 or 10", "did you mean 8?"),
                arguments("'duration':0", "duration", "0", "4, 6, 8 or 10", "did you mean 4?"),
                arguments("'duration':-6", "duration", "-6", "4, 6, 8 or 10", "did you mean 4?"),
                arguments("'duration':-2147483648", "duration", "-2147483648", "4, 6", "did you mean 4?"),
                arguments("'duration':60", "duration", "60", "4, 6, 8 or 10", "did you mean 10?"),
                arguments("'duration':6.5", "duration", "6.5", "a whole number: 4, 6", ""),
                arguments("'duration':'6s'", "duration", "\"6s\"", "a whole number: 4, 6", "did you mean 6?"),
                arguments("'duration':'six'", "duration", "\"six\"", "a whole number", ""),
                arguments("'duration':true", "duration", "true", "a whole number", ""),
                arguments("'duration':[6]", "duration", "a list of 1", "a whole number", ""),
                arguments("'duration':{'s':6}", "duration", "an object", "a whole number", ""),
                arguments("'duration':1e400", "duration", "1E+400", "a whole number", ""),
                arguments("'duration':1e-400", "duration", "1E-400", "a whole number", ""),
                arguments("'duration':4294967302", "duration", "4294967302", "a whole number", ""),
                arguments("'duration':18446744073709551622", "duration", "18446744073709551622", "a whole", ""),
                arguments("'duration':'1e99999999999'", "duration", "\"1e99999999999\"", "a whole number", ""),
                arguments("'duration':'NaN'", "duration", "\"NaN\"", "a whole number", ""),
                arguments("'resolution':'1080'", "resolution", "\"1080\"", "720p, 1080p or 4k", "1080p"),
                arguments("'resolution':1080", "resolution", "1080", "text: 720p, 1080p or 4k", ""),
                arguments("'resolution':'4k uhd'", "resolution", "\"4k uhd\"", "720p, 1080p or 4k", "4k"),
                arguments("'resolution':'480p'", "resolution", "\"480p\"", "720p, 1080p or 4k", ""),
                arguments("'aspect_ratio':'16x9'", "aspect_ratio", "\"16x9\"", "W:H", "did you mean 16:9?"),
                arguments("'aspectRatio':'16 / 9'", "aspectRatio", "\"16 / 9\"", "W:H", "did you mean 16:9?"),
                arguments("'aspect_ratio':'016:09'", "aspect_ratio", "\"016:09\"", "W:H", "did you mean 16:9?"),
                arguments("'aspect_ratio':'portrait'", "aspect_ratio", "\"portrait\"", "W:H", "did you mean 9:16?"),
                arguments("'aspect_ratio':'Landscape'", "aspect_ratio", "\"Landscape\"", "W:H", "16:9"),
                arguments("'aspect_ratio':'0:9'", "aspect_ratio", "\"0:9\"", "W:H", ""),
                arguments("'aspect_ratio':'-16:9'", "aspect_ratio", "\"-16:9\"", "W:H", ""),
                arguments("'aspect_ratio':'16:9:1'", "aspect_ratio", "\"16:9:1\"", "W:H", ""),
                arguments("'aspect_ratio':'16.5:9'", "aspect_ratio", "\"16.5:9\"", "W:H", ""),
                arguments("'aspect_ratio':1.78", "aspect_ratio", "1.78", "text: W:H", ""),
                arguments(
                        "'orientation':'lanscape'",
                        "orientation",
                        "\"lanscape\"",
                        "landscape or portrait",
                        "landscape"),
                arguments("'orientation':'square'", "orientation", "\"square\"", "landscape or portrait", ""),
                arguments("'generation_type':'frames'", "generation_type", "\"frames\"", "frame or reference", "frame"),
                arguments("'generationType':'x'", "generationType", "\"x\"", "frame or reference", ""),
                arguments("'image_urls':[" + urls(2) + "]", "image_urls", "2 URLs", "0, 1 or 3", "omni-10s"),
                arguments("'images':[" + urls(4) + "]", "images", "4 URLs", "0, 1 or 3", "omni-10s"),
                arguments("'imageUrls':[" + urls(8) + "]", "imageUrls", "8 URLs", "0, 1 or 3", ""),
                arguments(
                        "'generation_type':'reference','image_urls':[" + urls(2) + "]",
                        "image_urls",
                        "2 URLs",
                        "0, 1 or 3",
                        ""),
                arguments("'generation_type':'frame'", "image_urls", "0 URLs", "exactly 1", ""),
                arguments(
                        "'generation_type':'frame','image_urls':[" + urls(3) + "]",
                        "image_urls",
                        "3 URLs",
                        "exactly 1",
                        ""),
                arguments("'image_urls':'https://a.b/c'", "image_urls", "\"https://a.b/c\"", "a list of URLs", "[\""),
                arguments("'image_urls':7", "image_urls", "7", "a list of URLs", ""),
                arguments("'image_urls':{'u':'x'}", "image_urls", "an object", "a list of URLs", ""),
                arguments("'image_urls':[null]", "image_urls[0]", "nothing", "absolute http", ""),
                arguments("'image_urls':[['x']]", "image_urls[0]", "a list of 1", "absolute http", "text of one URL"),
                arguments("'images':[7]", "images[0]", "7", "absolute http", ""),
                arguments("'video_urls':[" + VIDEO + "," + VIDEO + "]", "video_urls", "2 URLs", "at most 1", ""),
                arguments(
                        "'video_urls':[" + VIDEO + "],'duration':6",
                        "duration",
                        "6 beside video_urls",
                        "no duration together with a reference video",
                        "leave out duration or video_urls"),
                arguments("'image_urls':[" + urls(101) + "]", "image_urls", "a list of 101", "at most 100", ""),
                arguments("'video_urls':[" + VIDEO + "],'duration':'x'", "duration", "\"x\" beside", "no duration", ""),
                arguments(
                        "'promt':'x'", "promt", "an unknown field", "prompt, model, duration", "did you mean prompt?"),
                arguments("'aspectratio':'16:9'", "aspectratio", "an unknown field", "", "did you mean aspect_ratio?"),
                arguments("'AspectRatio':'16:9'", "AspectRatio", "an unknown field", "", "did you mean aspectRatio?"),
                arguments("'image':'x'", "image", "an unknown field", "", "did you mean images?"),
                arguments("'video':'x'", "video", "an unknown field", "", "did you mean video_urls?"),
                arguments("'xyzzy':'x'", "xyzzy", "an unknown field", "", ""),
                arguments("'api_key':'sk-secret'", "api_key", "an unknown field", "", ""));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refused(String given, String field, String found, String allowed, String hint) {
        Violation violation = reader().onlyViolation(json(given));

        assertThat(violation.field()).isEqualTo(field);
        assertThat(violation.found()).startsWith(found).hasSizeLessThanOrEqualTo(60);
        assertThat(violation.allowed()).contains(allowed);
        assertThat(violation.hint()).contains(hint);
        if (hint.isEmpty()) {
            assertThat(violation.hint()).doesNotContain("did you mean");
        }
    }

    static Stream<Arguments> acceptedByOmni10s() {
        return Stream.of(
                arguments("", "", List.of()),
                arguments("'duration':4", "", List.of("duration")),
                arguments("'duration':'whatever','resolution':[7]", "", List.of("duration", "resolution")),
                arguments("'resolution':'4k'", "", List.of("resolution")),
                arguments("'generation_type':'REFERENCE'", "", List.of("generation_type")),
                arguments("'image_urls':[" + urls(2) + "]", "'image_urls':[" + urls(2) + "]", List.of()),
                arguments("'image_urls':[" + urls(7) + "]", "'image_urls':[" + urls(7) + "]", List.of()),
                arguments("'images':[" + VIDEO + "]", "'image_urls':[" + VIDEO + "]", List.of()),
                arguments("'aspect_ratio':'9:16'", "'aspect_ratio':'9:16'", List.of()),
                arguments("'orientation':'portrait'", "'orientation':'portrait'", List.of()));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void acceptedByOmni10s(String given, String sent, List<String> ignored) {
        String body = "'model':'Omni-10S'" + (given.isEmpty() ? "" : "," + given);

        NormalizedRequest read = reader().read(json(body));

        assertThat(read.request().toJson())
                .isEqualTo(json(sent).replace("{\"prompt\"", "{\"model\":\"omni-10s\",\"prompt\""));
        assertThat(read.ignoredFields()).containsExactlyElementsOf(ignored);
        assertThat(read.warnings()).isEmpty();
    }

    static Stream<Arguments> refusedByOmni10s() {
        return Stream.of(
                arguments("'image_urls':[" + urls(8) + "]", "image_urls", "8 URLs", "0 to 7", ""),
                arguments("'generationType':'Frame'", "generationType", "\"frame\"", "Gemini-Omini only", "image_urls"),
                arguments("'generation_type':'refrence'", "generation_type", "\"refrence\"", "reference", "reference"),
                arguments(
                        "'video_urls':[" + VIDEO + "]",
                        "video_urls",
                        "a list of 1",
                        "Gemini-Omini only",
                        "image_urls"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusedByOmni10s(String given, String field, String found, String allowed, String hint) {
        Violation violation = reader().onlyViolation(json("'model':'omni-10s'," + given));

        assertThat(violation.field()).isEqualTo(field);
        assertThat(violation.found()).isEqualTo(found);
        assertThat(violation.allowed()).contains(allowed);
        assertThat(violation.hint()).contains(hint);
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        String body = "{\"model\":\"omni-11s\",\"duration\":\"x\",\"resolution\":\"8k\",\"aspectRatio\":\"wide\","
                + "\"image_urls\":[\"ftp://x\"],\"video_urls\":[\"\"],\"generation_type\":\"frame\",\"foo\":1}";

        InvalidVideoRequestException e =
                catchThrowableOfType(InvalidVideoRequestException.class, () -> reader().read(body));

        assertThat(e.violations())
                .extracting(Violation::field)
                .containsExactly(
                        "foo",
                        "model",
                        "prompt",
                        "aspectRatio",
                        "image_urls[0]",
                        "video_urls[0]",
                        "video_urls",
                        "generation_type");
        assertThat(e.getMessage().lines()).hasSize(9);
        assertThat(e).hasMessageContaining("Nothing was sent").hasMessageContaining("nothing was paid");
        assertThat(e.getMessage().lines().skip(2).findFirst().orElseThrow())
                .isEqualTo("  - model: found \"omni-11s\"; allowed: Gemini-Omini or omni-10s. did you mean omni-10s?");
    }

    @Test
    void of_a_misspelt_model_the_rules_of_the_one_that_was_meant_are_checked() {
        assertThat(reader().violations(json("'model':'Gemini-Omin','image_urls':[" + urls(2) + "]")))
                .extracting(Violation::field)
                .containsExactly("model", "image_urls");
        assertThat(reader().violations(json("'model':'omni10','image_urls':[" + urls(2) + "]")))
                .extracting(Violation::field)
                .containsExactly("model");
        assertThat(reader().violations(json("'model':'sora','image_urls':[" + urls(2) + "]")))
                .extracting(Violation::field)
                .containsExactly("model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'duration':12|duration: found 12|'duration':12",
                "'resolution':'8k'|resolution: found \"8k\"|'resolution':'8k'",
                "'orientation':'square'|orientation: found|'orientation':'square'",
                "'generation_type':'morph'|generation_type: found|'generation_type':'morph'",
            })
    void without_strictness_a_value_that_is_not_listed_only_warns(String given, String warning, String sent) {
        NormalizedRequest read = lenient().read(json(given));

        assertThat(read.warnings()).singleElement().asString().startsWith(warning);
        assertThat(read.request().toJson()).contains(sent.replace('\'', '"'));
    }

    @Test
    void without_strictness_counts_only_warn() {
        for (String given : List.of(
                "'image_urls':[" + urls(2) + "]",
                "'generation_type':'frame'",
                "'video_urls':[" + VIDEO + "," + VIDEO + "]",
                "'model':'omni-10s','image_urls':[" + urls(8) + "]")) {
            assertThat(lenient().read(json(given)).warnings()).as(given).hasSize(1);
        }
    }

    @Test
    void without_strictness_a_new_model_is_sent_as_it_was_written_and_its_fields_are_not_dropped() {
        NormalizedRequest read = lenient().read(json("'model':'Omni-11s','duration':4,'image_urls':[" + urls(2) + "]"));

        assertThat(read.request().model()).isEqualTo("Omni-11s");
        assertThat(read.request().duration()).isEqualTo(4);
        assertThat(read.request().imageUrls()).hasSize(2);
        assertThat(read.warnings()).singleElement().asString().contains("Omni-11s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'duration':'x'|duration",
                "'duration':6,'video_urls':['https://a.b/c']|duration",
                "'aspect_ratio':'wide'|aspect_ratio",
                "'image_urls':['ftp://x']|image_urls[0]",
                "'model':'omni-10s','generation_type':'frame'|generation_type",
                "'model':'omni-10s','video_urls':['https://a.b/c']|video_urls",
                "'foo':1|foo",
                "'resolution':7|resolution",
                "'resolution':'8k\\u0000'|resolution",
            })
    void without_strictness_all_else_still_binds(String given, String field) {
        assertThat(lenient().onlyViolation(json(given)).field()).isEqualTo(field);
    }

    @Test
    void a_missing_prompt_is_an_error_even_without_strictness() {
        assertThat(lenient().onlyViolation(null))
                .isEqualTo(new Violation(
                        "prompt",
                        "nothing",
                        "text that is not blank",
                        "give it in the body, the header CamelGeminiOmniPrompt or the option prompt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "\"\\n\"", "\"\\u00a0\\u200b\\u3000\\ufeff\"", "null"})
    void a_prompt_that_nobody_can_see_is_missing(String prompt) {
        String body = "{\"prompt\":" + prompt + "}";

        assertThat(reader().onlyViolation(body).found()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\\u0000|NUL", "a\\u0000b|NUL", "a\\ud800b|surrogate", "a\\udc00|surrogate"})
    void a_prompt_that_cannot_be_stored_or_sent_is_refused(String prompt, String hint) {
        Violation violation = reader().onlyViolation("{\"prompt\":\"" + prompt + "\"}");

        assertThat(violation.field()).isEqualTo("prompt");
        assertThat(violation.hint()).contains(hint);
        assertThat(violation.found()).isPrintable();
    }

    @Test
    void a_prompt_keeps_its_lines_and_characters() {
        assertThat(reader().request("{\"prompt\":\" a\\n\\tb \\ud83d\\ude00 \"}")
                        .prompt())
                .isEqualTo("a\n\tb \ud83d\ude00");
    }

    @Test
    void a_prompt_beyond_2000_characters_warns() {
        String smiles = "\ud83d\ude00".repeat(2000);

        assertThat(reader().read(smiles).warnings()).isEmpty();
        assertThat(reader().read(smiles + "x").warnings())
                .containsExactly(
                        "prompt: the prompt has 2001 characters, and some services of this model stop at 2000");
    }

    @Test
    void a_video_beside_frame_warns() {
        assertThat(reader().read(json("'generation_type':'frame','image_urls':[" + urls(1) + "],'video_urls':[" + VIDEO
                                + "]"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("reference");
    }

    @Test
    void orientation_beside_an_aspect_ratio_is_dropped_and_told() {
        NormalizedRequest read = reader().read(json("'aspect_ratio':'16:9','orientation':'sideways'"));

        assertThat(read.request().orientation()).isNull();
        assertThat(read.ignoredFields()).containsExactly("orientation");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void images_beside_image_urls_are_dropped_and_told() {
        NormalizedRequest read = reader().read(json("'images':['nonsense'],'image_urls':[" + urls(1) + "]"));

        assertThat(read.request().imageUrls()).containsExactly(Requests.IMAGE);
        assertThat(read.ignoredFields()).containsExactly("images");
    }

    @Test
    void one_field_under_two_names_must_say_one_thing() {
        assertThat(reader().request(json("'aspect_ratio':'16:9','aspectRatio':'16:9'"))
                        .aspectRatio())
                .isEqualTo("16:9");
        assertThat(reader().request(json("'aspect_ratio':'','aspectRatio':'16:9'"))
                        .aspectRatio())
                .isEqualTo("16:9");
        assertThat(reader().onlyViolation(json("'aspect_ratio':'16:9','aspectRatio':'9:16'")))
                .isEqualTo(new Violation(
                        "aspectRatio",
                        "\"9:16\" beside another value of aspect_ratio",
                        "one of the two names",
                        "leave one out"));
    }

    @Test
    void a_body_of_something_else_altogether_does_not_fill_the_log() {
        StringBuilder body = new StringBuilder("{\"prompt\":\"x\"");
        for (int i = 0; i < 1000; i++) {
            body.append(",\"zz").append(i).append("\":1");
        }

        List<Violation> violations = reader().violations(body.append('}').toString());

        assertThat(violations).hasSize(21);
        assertThat(violations.get(20).found()).isEqualTo("980 more unknown fields");
    }

    @Test
    void values_of_a_map_may_have_javas_number_types_and_no_others() {
        for (Number number :
                List.of(6, 6L, (short) 6, (byte) 6, 6.0, 6f, new BigDecimal("6.00"), BigInteger.valueOf(6))) {
            assertThat(reader().request(Map.of("prompt", "x", "duration", number))
                            .duration())
                    .isEqualTo(6);
        }
        for (Object value : List.of(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                BigInteger.ONE.shiftLeft(100_000),
                new BigDecimal(BigInteger.ONE.shiftLeft(100_000)),
                'x',
                new Object())) {
            Violation violation = reader().onlyViolation(Map.of("prompt", "x", "duration", value));
            assertThat(violation.field()).isEqualTo("duration");
            assertThat(violation.found()).hasSizeLessThanOrEqualTo(60);
        }
    }
}
