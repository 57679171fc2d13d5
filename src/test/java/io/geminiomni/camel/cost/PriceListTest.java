package io.geminiomni.camel.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.request.VideoRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a price list says a request costs, and what it says of wrong rows. */
class PriceListTest {
    private static final String LIST = """
            # what our contract says
            unit: CNY
            prices:
              - {model: omni-10s, amount: 0.5}
              - {reference_video: true, resolution: 4k, amount: 3}
              - {referenceVideo: true, amount: 1.20}
              - {model: Omni-Flash-Ext, resolution: 720P, duration: 6, amount: 0.30}
              - {model: gemini-omni, resolution: 4k, per_second: 0.25}
              - {resolution: 720p, perSecond: 0.05}
            """;

    @ParameterizedTest(name = "{0}, {1} s, {2}, {3} is billed as row {4}: {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                "Gemini-Omini,      -,  -,     -,                    4, 0.30",
                "Omni-Flash-Ext,    6,  720p,  -,                    4, 0.30",
                "GEMINI-OMNI,       6,  -,     -,                    4, 0.30",
                "Gemini-Omini,      -,  720P,  -,                    4, 0.30",
                "Gemini-Omini,      10, -,     -,                    6, 0.50",
                "Gemini-Omini,      4,  720p,  -,                    6, 0.20",
                "Gemini-Omini,      -,  4k,    -,                    5, 1.50",
                "Omni-Flash-Ext,    8,  4K,    -,                    5, 2.00",
                "omni-10s,          -,  -,     -,                    1, 0.5",
                "omni-10s,          4,  4k,    -,                    1, 0.5",
                "OMNI-10S,          -,  -,     -,                    1, 0.5",
                "Gemini-Omini,      -,  -,     https://a.example/v,  3, 1.20",
                "Gemini-Omini,      -,  4k,    https://a.example/v,  2, 3",
                "Gemini-Omini,      6,  720p,  https://a.example/v,  3, 1.20",
                "Gemini-Omini,      -,  1080p, -,                    -, -",
                "new-model,         -,  -,     -,                    -, -",
                "new-model,         12, 720p,  -,                    6, 0.60",
                "new-model,         -,  720p,  -,                    -, -",
            })
    void theFirstRowThatFitsWhatIsBilledIsThePrice(
            String model,
            @Nullable Integer duration,
            @Nullable String resolution,
            @Nullable String video,
            @Nullable Integer row,
            @Nullable BigDecimal amount)
            throws Exception {
        VideoRequest request = VideoRequest.builder()
                .prompt("a fox")
                .model(model)
                .duration(duration)
                .resolution(resolution)
                .videoUrls(video == null ? List.of() : List.of(video))
                .build();

        CostEstimate cost = read("prices.yaml", LIST).estimate(request);

        assertThat(cost.unit()).isEqualTo("CNY");
        assertThat(cost.amount()).isEqualTo(amount);
        assertThat(cost.isKnown()).isEqualTo(amount != null);
        if (row == null) {
            assertThat(cost.row()).isNull();
        } else {
            assertThat(cost.row()).startsWith("row " + row + ": ");
        }
    }

    @Test
    void theRowOfAnEstimateIsItsText() throws Exception {
        PriceList list = read("prices.yaml", LIST);

        assertThat(list.estimate(VideoRequest.builder().build()).row())
                .isEqualTo("row 4: model=Gemini-Omini, resolution=720p, duration=6, amount=0.30");
        assertThat(list.estimate(VideoRequest.builder().resolution("4k").build())
                        .row())
                .isEqualTo("row 5: model=Gemini-Omini, resolution=4k, perSecond=0.25");
        assertThat(list).hasToString("PriceList[unit=CNY, rows=6]");
    }

    @Test
    void withAReferenceVideoNoRowPerSecondFits() {
        PriceList list =
                PriceList.builder("USD").row(PriceRow.perSecond("0.05")).build();

        assertThat(list.estimate(VideoRequest.builder().build()).amount()).isEqualTo("0.30");
        assertThat(list.estimate(VideoRequest.builder()
                                .videoUrls("https://a.example/v")
                                .build())
                        .isKnown())
                .isFalse();
    }

    @Test
    void theBuilderMakesTheSameListAsAFile() throws Exception {
        PriceList built = PriceList.builder("USD")
                .row(PriceRow.amount("0.5").model("omni-10s"))
                .row(PriceRow.amount(new BigDecimal("1.20")).referenceVideo(true))
                .row(PriceRow.amount("0.30").resolution("720p").duration(6).referenceVideo(false))
                .row(PriceRow.perSecond(new BigDecimal("0.06")))
                .build();
        PriceList read = read("prices", """
                [{"model": "omni-10s", "amount": "0.5", "unit": "USD"},
                 {"referenceVideo": true, "amount": 1.20, "unit": "USD", "duration": null},
                 {"resolution": "720p", "duration": 6, "referenceVideo": false, "amount": 0.30, "unit": "USD"},
                 {"perSecond": 0.06, "unit": " USD "}]""");

        for (VideoRequest request : List.of(
                VideoRequest.builder().build(),
                VideoRequest.builder().duration(10).build(),
                VideoRequest.builder().model("omni-10s").build(),
                VideoRequest.builder().videoUrls("https://a.example/v").build())) {
            assertThat(read.estimate(request)).isEqualTo(built.estimate(request));
            assertThat(built.estimate(request).isKnown()).isTrue();
        }
    }

    @Test
    void allWrongRowsAreNamedInOneError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("prices.json", """
                        {"unit": "USD", "currency": "EUR", "prices": [
                          {"model": "Gemini-Omni-Pro", "amount": 1},
                          {"resolution": "2k", "amount": 1},
                          {"duration": 7, "amount": 1},
                          {"reference_video": "yes", "amount": 1},
                          {"amunt": 1},
                          {"amount": -1},
                          {"amount": 0.1234567},
                          {"amount": 1000000000.01},
                          {"amount": "many"},
                          {"amount": true},
                          {"amount": 1, "perSecond": 2},
                          {"duration": 6, "perSecond": 2},
                          {"amount": 1, "unit": "EUR"},
                          {"amount": 1, "unit": " "},
                          {"amount": 1, "unit": "US dollars"},
                          {"per_second": 1, "perSecond": 2},
                          {"model": "omni-10s", "resolution": "4k", "amount": 1},
                          {"model": "omni-10s", "duration": 6, "amount": 1},
                          {"model": "omni-10s", "referenceVideo": true, "amount": 1},
                          {"referenceVideo": true, "duration": 6, "amount": 1},
                          {"referenceVideo": true, "perSecond": 1},
                          {"model": 5, "amount": 1},
                          {"model": "", "amount": 1},
                          {"resolution": ["4k"], "amount": 1},
                          7,
                          {"amount": 1}
                        ]}"""))
                .withMessageStartingWith("The price list prices.json is invalid:\n")
                .satisfies(error -> assertThat(error.getMessage().lines().skip(1))
                        .extracting(String::strip)
                        .anySatisfy(line ->
                                assertThat(line).contains("the list: found \"currency\"", "allowed: unit, prices"))
                        .anySatisfy(line -> assertThat(line)
                                .contains("row 1, model: found \"Gemini-Omni-Pro\"", "Gemini-Omini or omni-10s"))
                        .anySatisfy(line ->
                                assertThat(line).contains("row 2, resolution: found \"2k\"", "720p, 1080p or 4k"))
                        .anySatisfy(line -> assertThat(line)
                                .contains("row 3, duration: found 7", "4, 6, 8 or 10", "did you mean 8?"))
                        .anySatisfy(line ->
                                assertThat(line).contains("row 4, referenceVideo: found \"yes\"", "true or false"))
                        .anySatisfy(line -> assertThat(line).contains("row 5: found \"amunt\"", "did you mean amount?"))
                        .anySatisfy(line -> assertThat(line).contains("row 5, amount: found nothing"))
                        .anySatisfy(line -> assertThat(line)
                                .contains(
                                        "row 6, amount: found -1",
                                        "a number from 0 to 1000000000 with at most 6 decimals"))
                        .anySatisfy(line -> assertThat(line).contains("row 7, amount: found 0.1234567"))
                        .anySatisfy(line -> assertThat(line).contains("row 8, amount: found 1000000000.01"))
                        .anySatisfy(line -> assertThat(line).contains("row 9, amount: found \"many\""))
                        .anySatisfy(line -> assertThat(line).contains("row 10, amount: found true"))
                        .anySatisfy(line ->
                                assertThat(line).contains("row 11, amount: found it beside perSecond", "one of them"))
                        .anySatisfy(line -> assertThat(line).contains("row 12, duration: found it beside perSecond"))
                        .anySatisfy(line -> assertThat(line)
                                .contains("row 13, unit: found \"EUR\"", "one unit in a list, here USD"))
                        .anySatisfy(line -> assertThat(line).contains("row 14, unit: found \" \"", "1 to 16"))
                        .anySatisfy(line -> assertThat(line).contains("row 15, unit: found \"US dollars\""))
                        .anySatisfy(line -> assertThat(line).contains("row 16: found \"perSecond\"", "each field once"))
                        .anySatisfy(line -> assertThat(line)
                                .contains(
                                        "row 17: found model=omni-10s, resolution=4k",
                                        "omni-10s is always 10 s at 720p"))
                        .anySatisfy(line -> assertThat(line).contains("row 18: found model=omni-10s, duration=6"))
                        .anySatisfy(
                                line -> assertThat(line).contains("row 19: found model=omni-10s, referenceVideo=true"))
                        .anySatisfy(line -> assertThat(line).contains("row 20: found duration=6, referenceVideo=true"))
                        .anySatisfy(line -> assertThat(line).contains("row 21: found referenceVideo=true, perSecond"))
                        .anySatisfy(line -> assertThat(line).contains("row 22, model: found 5"))
                        .anySatisfy(line -> assertThat(line).contains("row 23, model: found \"\""))
                        .anySatisfy(line -> assertThat(line).contains("row 24, resolution: found a list of 1"))
                        .anySatisfy(line -> assertThat(line).contains("row 25: found 7", "an object"))
                        .noneSatisfy(line -> assertThat(line).contains("row 26")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p.json | {\"unit\": \"USD\", \"prices\": []}     | prices: found no row",
                "p.json | {\"unit\": \"USD\"}                     | prices: found no row",
                "p.json | {\"unit\": \"USD\", \"prices\": 5}      | prices: found 5; allowed: a list of rows",
                "p.json | {\"prices\": [{\"amount\": 1}]}         | row 1, unit: found nothing; allowed: a unit, or one for the whole list",
                "p.json | {\"unit\": 5, \"prices\": [{\"amount\": 1}]} | unit: found 5; allowed: text of 1 to 16",
                "p.json | 5                                       | is no list of prices",
                "p.json | ''                                      | is no list of prices",
                "p.json | {\"unit\": \"USD\",}                    | is not JSON",
                "p.json | {\"unit\": \"USD\", \"unit\": \"EUR\"}  | is not JSON: Duplicate field 'unit'",
                "p.json | [] []                                   | is not JSON",
                "p.json | [{\"amount\": NaN, \"unit\": \"x\"}]    | is not JSON",
                "p.yaml | unit: [USD                              | is not YAML",
                "p.yml  | {unit: USD, unit: EUR}                  | is not YAML: Duplicate field 'unit'",
                "p      | unit: USD                               | prices: found no row",
            })
    void aFileThatIsNoListSaysWhatIsWrong(String name, String content, String complaint) {
        assertThatThrownBy(() -> read(name, content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The price list " + name + " is ")
                .hasMessageContaining(complaint);
    }

    @Test
    void aSyntaxErrorNamesItsPlace() {
        assertThatThrownBy(() -> read("p.json", "{\"unit\": \"USD\",\n  prices: []}"))
                .hasMessageContaining("at line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-7", "1e400", "1e-400", "12345678901234567890123456789012345678901", "0x10", "", " "})
    void anAmountHasABoundedSize(String amount) {
        assertThatThrownBy(() ->
                        PriceList.builder("USD").row(PriceRow.amount(amount)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1, amount: found");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1000000000, 1000000000",
        "1E+3, 1000",
        "0.1234560000, 0.123456",
        " 0.30 , 0.30",
        "1e-6, 0.000001"
    })
    void anAmountIsStoredWithAtMostSixDecimalsAndNoExponent(String written, String amount) {
        PriceList list = PriceList.builder("USD").row(PriceRow.amount(written)).build();

        assertThat(list.estimate(VideoRequest.builder().build()).amount())
                .isNotNull()
                .hasToString(amount);
    }

    @Test
    void theContentIsBoundedAndIsUtf8() {
        assertThatThrownBy(() -> read("p.json", " ".repeat((1 << 20) + 1)))
                .hasMessageContaining("has more than 1048576 bytes");
        assertThatThrownBy(() -> PriceList.read(
                        "p.json",
                        new ByteArrayInputStream(new byte[] {(byte) 0xC3}),
                        getClass().getClassLoader()))
                .hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> PriceList.read("p.json", failing(), getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is away");
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is away");
            }
        };
    }

    @Test
    void theLibraryForYamlIsFoundByTheClassLoaderOfTheProgram() throws Exception {
        ClassLoader none = new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) {
                return Collections.emptyEnumeration();
            }
        };

        PriceList list = PriceList.read("p.yaml", stream(LIST), none);

        assertThat(list.unit()).isEqualTo("CNY");
    }

    private static PriceList read(String name, String content) throws IOException {
        return PriceList.read(name, stream(content), PriceListTest.class.getClassLoader());
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
}
