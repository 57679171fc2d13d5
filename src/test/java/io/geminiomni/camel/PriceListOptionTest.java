package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceRow;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of the option {@code priceList}: a resource or a bean, and when a wrong one fails. */
class PriceListOptionTest {
    private static final PriceList BEAN =
            PriceList.builder("EUR").row(PriceRow.amount("1")).build();

    @TempDir
    Path folder;

    private Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void aResourceIsOnTheClassPathOrAFile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("prices.json"), "{\"unit\": \"USD\", \"prices\": [{\"amount\": 0.30}]}");

        assertThat(prices("classpath:docs/prices.yaml").unit()).isEqualTo("USD");
        assertThat(prices("docs/prices.yaml").unit()).isEqualTo("USD");
        assertThat(prices("file:" + file).unit()).isEqualTo("USD");
    }

    @Test
    void aBeanIsNamedByItsReference() throws Exception {
        assertThat(prices("#prices")).isSameAs(BEAN);
        assertThat(prices("#bean:prices")).isSameAs(BEAN);
    }

    @Test
    void aBeanOfAnotherTypeIsNone() {
        assertThatThrownBy(() -> prices("#other"))
                .hasStackTraceContaining(
                        "The option priceList is '#other', but that is a bean of the type java.lang.Integer")
                .hasStackTraceContaining("io.geminiomni.camel.cost.PriceList");
        assertThatThrownBy(() -> prices("#bean:other"))
                .hasStackTraceContaining("The option priceList is a bean of the type java.lang.Integer");
        assertThatThrownBy(() -> prices("#none"))
                .hasStackTraceContaining("The option priceList is '#none', but there is no such bean");
    }

    @Test
    void aResourceThatIsNotThereFailsTheStart() {
        assertThatThrownBy(() -> prices("classpath:none.yaml"))
                .hasStackTraceContaining("The option priceList is 'classpath:none.yaml', but there is no such resource")
                .hasStackTraceContaining("file:prices.json");
    }

    @Test
    void theErrorOfAUrlShowsNoSecret() {
        assertThatThrownBy(() -> prices("http://me:secret@127.0.0.1:1/prices.json?token=secret"))
                .hasStackTraceContaining("127.0.0.1:1/prices.json")
                .satisfies(e -> assertThat(org.assertj.core.util.Throwables.getStackTrace(e))
                        .doesNotContain("secret"));
    }

    @Test
    void aWrongRowFailsTheStart() throws Exception {
        Path file = Files.writeString(
                folder.resolve("prices.yaml"),
                "unit: USD\nprices:\n  - amount: -1\n  - resolution: 8k\n    amount: 1\n");

        assertThatThrownBy(() -> prices("file:" + file))
                .hasStackTraceContaining("row 1, amount: found -1")
                .hasStackTraceContaining("row 2, resolution: found \"8k\"");
    }

    @Test
    void aRowThatIsNeverUsedIsLogged() throws Exception {
        Path file = Files.writeString(
                folder.resolve("prices.yaml"),
                "unit: USD\nprices:\n  - perSecond: 0.05\n  - {model: omni-10s, amount: 1}\n  - amount: 2\n");

        try (CapturedLogs logs = new CapturedLogs()) {
            prices("file:" + file);

            assertThat(logs.text())
                    .contains("The price list file:" + file + ": row 2: model=omni-10s, amount=1 is not used, as an"
                            + " earlier row fits each of its requests")
                    .doesNotContain("row 1: ", "row 3: ");
        }
    }

    @Test
    void anotherStartReadsItAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("prices.json"), "[{\"unit\": \"USD\", \"amount\": 1}]");
        start("file:" + file);
        GeminiOmniComponent component = component();
        assertThat(component.prices()).hasToString("PriceList[unit=USD, rows=1]");

        Files.writeString(file, "[{\"unit\": \"EUR\", \"amount\": 1}]");
        assertThat(component.prices()).hasToString("PriceList[unit=USD, rows=1]");
        component.stop();
        component.start();

        assertThat(component.prices()).hasToString("PriceList[unit=EUR, rows=1]");
    }

    private PriceList prices(String option) throws Exception {
        start(option);
        return component().prices();
    }

    private GeminiOmniComponent component() {
        return main.getCamelContext().getComponent("gemini-omni", GeminiOmniComponent.class);
    }

    private void start(String option) throws Exception {
        stop();
        main = new Main();
        main.bind("prices", BEAN);
        main.bind("other", 5);
        main.addInitialProperty("camel.component.gemini-omni.price-list", option);
        main.start();
    }
}
