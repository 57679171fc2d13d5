package io.geminiomni.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a real browser, with an emulator of the gateway. */
class StudioPageTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SCRIPT =
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private static ChromeDriver browser;

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    private RunningStudio studio;

    @BeforeAll
    static void openBrowser() {
        browser = browser(1280, 900);
    }

    static ChromeDriver browser(int width, int height) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(System.getProperty("browser.binary"));
        // Containers have neither the privileges of the sandbox nor much shared memory. The pages are the studio's own.
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=" + width + "," + height);
        options.addArguments("--autoplay-policy=no-user-gesture-required", "--lang=en", "--hide-scrollbars");
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        Path.of(System.getProperty("browser.driver")).toFile())
                .build();
        return new ChromeDriver(driver, options);
    }

    @AfterAll
    static void closeBrowser() {
        browser.quit();
    }

    @BeforeEach
    void start() throws Exception {
        studio = RunningStudio.start(gateway.emulator(), folder, true);
    }

    @AfterEach
    void stop() {
        browser.get("about:blank");
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        studio.close();
    }

    @Test
    void aVideoIsCreatedItsProgressMovesAndItPlays() {
        gateway.emulator()
                .nextTasks(Timeline.immediate().queued(Duration.ofSeconds(1)).processing(Duration.ofSeconds(8)));
        open("create");
        type("prompt", "A lighthouse at dawn");
        choose("duration", "4");
        type("aspect_ratio", "16:9");
        press("#create");

        until(driver -> progress() > 0);
        double early = progress();
        until(driver -> progress() > early);
        until(driver -> present(".frame video"));
        run("document.querySelector('.frame video').play()");
        until(driver -> number("document.querySelector('.frame video').currentTime") > 0.5);

        assertThat(gateway.emulator().creates()).isEqualTo(1);
        assertThat(text(".status")).contains("Stored in the studio");
        press("#create");
        assertThat(text("#create")).isEqualTo("Create video");
        assertNothingWasBlocked();
    }

    @Test
    void theEstimatedCostIsShownBeforeTheVideoIsCreated() {
        open("create");
        assertThat(text("#cost")).isEmpty();
        type("prompt", "A fox");
        until(driver -> text("#cost").equals("Estimated cost: 0.30 USD"));
        choose("duration", "10");
        until(driver -> text("#cost").equals("Estimated cost: 0.50 USD"));
        choose("model", "omni-10s");
        until(driver -> text("#cost").equals("Estimated cost: 0.50 USD"));
        until(driver -> find("#cost").getDomAttribute("title").contains("omni-10s"));

        assertThat(gateway.emulator().creates()).isZero();
        assertNothingWasBlocked();
    }

    @Test
    void whatWasSpentIsShownAboveTheTasks() {
        Charge charge = new Charge(new CostEstimate(new BigDecimal("0.30"), "EUR", "row 1"), "team", null, false);
        studio.book("one", charge);
        studio.book("two", charge);
        open("tasks");

        until(driver -> text(".spending").contains("0.6 EUR this month"));
        assertThat(text(".spending")).startsWith("Channel studio: ");
        assertNothingWasBlocked();
    }

    @Test
    void anInvalidRequestShowsItsViolationsBesideTheFields() {
        open("create");
        type("aspect_ratio", "wide");
        press("#create");

        until(driver -> text("#wrong-prompt").contains("text that is not blank"));
        assertThat(text("#wrong-aspect_ratio")).contains("wide");
        assertThat(find("#prompt").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(text(".summary")).contains("2 values are invalid", "nothing was paid");
        assertThat(gateway.emulator().creates()).isZero();

        type("prompt", "A fox");
        type("aspect_ratio", "16:9");
        until(driver ->
                text("#wrong-prompt").isEmpty() && text("#wrong-aspect_ratio").isEmpty());
        press("#create");
        until(driver -> present(".frame video"));
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void aRequestThatIsSentTwiceIsPaidForOnce() {
        open("create");
        type("prompt", "A fox");
        run("const form = document.querySelector('form.form'); form.requestSubmit(); form.requestSubmit()");
        until(driver -> present(".frame video"));

        assertThat(gateway.emulator().accepted()).isEqualTo(1);
    }

    @Test
    void aPictureIsUploadedAndUsed() throws Exception {
        Path picture = folder.resolve("fox.png");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", bytes);
        Files.write(picture, bytes.toByteArray());
        open("create");
        type("prompt", "A fox");
        find("#files").sendKeys(picture.toString());
        until(driver ->
                text(".pictures").contains("fox.png") && !text(".pictures").contains("Uploading"));
        press("#create");
        until(driver -> present(".frame video"));

        assertThat(run("return document.documentElement.outerHTML").toString()).doesNotContain(gateway.baseUrl());
        browser.findElements(By.cssSelector(".places a")).get(1).click();
        until(driver -> present(".gallery .video"));
        press(".gallery .link");
        until(driver -> text(".pictures").contains("png"));
        assertThat(find("#prompt").getDomProperty("value")).isEqualTo("A fox");
        press("#create");
        until(driver -> present(".frame video"));
        assertThat(gateway.emulator().accepted()).isEqualTo(2);
        assertNothingWasBlocked();
    }

    @Test
    void aPictureIsUploadedWhenItIsDropped() {
        open("create");
        type("prompt", "A fox");
        run("const transfer = new DataTransfer();"
                + "transfer.items.add(new File([new Uint8Array([1, 2, 3])], 'dropped.png', {type: 'image/png'}));"
                + "document.querySelector('.drop').dispatchEvent("
                + "new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}))");
        until(driver ->
                text(".pictures").contains("dropped.png") && !text(".pictures").contains("Uploading"));
        press("#create");
        until(driver -> present(".frame video"));

        assertThat(gateway.emulator().requests(Call.CREATE).get(0).text()).contains("\"image_urls\":[\"http");
        assertNothingWasBlocked();
    }

    @Test
    void theCodeIsCopied() {
        browser.executeCdpCommand(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        open("create");
        type("prompt", "A fox");
        press(".code .tabs > button");
        until(driver -> text("#toast").equals("Copied"));

        assertThat(browser.executeAsyncScript("navigator.clipboard.readText().then(arguments[0])"))
                .isEqualTo(run("return document.querySelector('.code pre').textContent"));
    }

    @Test
    void aTaskShowsItsTimeLineAndWhenTheGatewayDeletesItsVideo() {
        open("create");
        type("prompt", "A fox");
        press("#create");
        until(driver -> present(".frame video"));
        open("tasks");
        until(driver -> present("button.row"));
        press("button.row");

        until(driver -> text(".timeline").contains("Done"));
        assertThat(text(".timeline")).contains("Submitting", "In progress", "accepted as task", "by ");
        until(driver -> text(".detail dl").matches("(?s).*is deleted in \\d days? \\(\\d+:\\d\\d:\\d\\d\\).*"));
        String shown = text(".detail dl");
        until(driver -> !text(".detail dl").equals(shown));
    }

    @Test
    void aScriptInAPromptStaysTextOnEachPage() {
        studio.park("evil", SCRIPT, "task-1", SCRIPT);
        gateway.emulator().nextCreates(Fault.none());
        open("create");
        type("prompt", SCRIPT);
        press("#create");
        until(driver -> present(".frame video"));
        for (String place : List.of("videos", "tasks", "needs-you")) {
            open(place);
            until(driver -> text("#main").contains("onerror="));
            for (WebElement row : browser.findElements(By.cssSelector("button.row"))) {
                row.click();
            }
            assertThat(browser.getTitle()).endsWith("Studio");
            assertThat(browser.findElements(By.cssSelector("#main script, #main img")))
                    .isEmpty();
        }
        open("tasks");
        until(driver -> browser.findElements(By.cssSelector("button.row")).size() == 2);
        browser.findElements(By.cssSelector("button.row")).forEach(WebElement::click);
        until(driver -> browser.findElements(By.cssSelector(".timeline")).size() == 2);
        assertThat(browser.findElements(By.cssSelector("#main script, #main img")))
                .isEmpty();
        assertThat(browser.getTitle()).isEqualTo("Tasks · Studio");
        assertNothingWasBlocked();
    }

    @Test
    void anUnknownRequestIsResolvedAsItsTask() {
        gateway.emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());
        open("create");
        type("prompt", "A fox in the snow");
        press("#create");
        until(driver -> present(".summary a"));
        press(".summary a");
        until(driver -> text("#main").contains("A fox in the snow"));
        assertThat(text("#needs-count")).isEqualTo("1");
        until(driver -> text(".evidence").startsWith("Evidence: cannot tell, as "));
        String taskId = gateway.emulator().tasks().iterator().next().id();

        find(".decision input").sendKeys(taskId, Keys.ENTER);
        until(driver -> text("#confirm").contains(taskId));
        press("#confirm [data-action=confirm]");

        until(driver -> text("#main").contains("Nothing needs you"));
        open("videos");
        until(driver -> text(".gallery").contains("A fox in the snow"));
        assertThat(gateway.emulator().accepted()).isEqualTo(1);
    }

    @Test
    void aDecisionThatIsCancelledChangesNothing() {
        gateway.emulator().nextCreates(Fault.resetAfterRequest());
        open("create");
        type("prompt", "A fox in the snow");
        press("#create");
        until(driver -> present(".summary a"));
        open("needs-you");
        until(driver -> present(".decision button.quiet"));
        press(".decision button.quiet");
        until(driver -> text("#confirm").contains("second task is paid for"));
        press("#confirm [value=cancel]");
        assertThat(studio.tasks().unknown(Studio.CHANNEL)).hasSize(1);

        press(".decision button.quiet");
        press("#confirm [data-action=confirm]");
        until(driver -> text("#main").contains("Nothing needs you"));
        assertThat(studio.tasks().unknown(Studio.CHANNEL)).isEmpty();
    }

    @Test
    void parkedTasksAreUnparkedTogether() {
        for (int i = 0; i < 3; i++) {
            studio.park("key-" + i, "Prompt " + i, "task-" + i, "for the test");
        }
        open("needs-you");
        until(driver -> browser.findElements(By.cssSelector(".need")).size() == 3);
        browser.findElements(By.cssSelector(".need input[type=checkbox]"))
                .get(0)
                .click();
        press("section:not([hidden]) .actions button:first-child");
        press("#confirm [data-action=confirm]");
        until(driver -> browser.findElements(By.cssSelector(".need")).size() == 2);
        press("section:not([hidden]) .actions button:last-child");
        press("#confirm [data-action=confirm]");
        until(driver -> text("#main").contains("Nothing needs you"));
        assertThat(studio.tasks().parked(Studio.CHANNEL)).isEmpty();
    }

    @Test
    void theFilterAndTheSearchAreInTheUrl() {
        studio.park("cat", "A cat", "task-1", "for the test");
        studio.park("fox", "A fox", "task-2", "for the test");
        open("tasks");
        until(driver -> browser.findElements(By.cssSelector(".task")).size() == 2);
        press(".state.warn");
        until(driver -> browser.getCurrentUrl().endsWith("/tasks?state=PARKED"));
        until(driver -> present("#search"));
        find("#search").sendKeys("fo", Keys.ENTER);
        until(driver -> browser.getCurrentUrl().endsWith("/tasks?state=PARKED&prefix=fo"));
        until(driver -> browser.findElements(By.cssSelector(".task")).size() == 1);
        browser.navigate().back();
        until(driver -> browser.findElements(By.cssSelector(".task")).size() == 2);
    }

    @Test
    void thePageFitsAPhoneAndHasANameForEachControl() {
        studio.park("fox", "A fox", "task-1", "for the test");
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        for (String place : List.of("create", "videos", "tasks", "needs-you")) {
            open(place);
            until(driver -> present("#main h1"));
            assertThat(number("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as(place)
                    .isZero();
            for (WebElement control : browser.findElements(By.cssSelector("button, a[href], input, textarea, video"))) {
                assertThat(!control.isDisplayed()
                                || !control.getAccessibleName().isBlank())
                        .as(place + ": " + control.getDomProperty("outerHTML"))
                        .isTrue();
            }
        }
    }

    @Test
    void theRequestIsShownAsCode() {
        open("create");
        type("prompt", "It's \"late\" {{now}}");
        assertThat(text(".code pre"))
                .contains("'{\"model\":\"Gemini-Omini\",\"prompt\":\"It'\\''s \\\"late\\\" {{now}}\"}'");

        browser.findElements(By.cssSelector("[role=tab]")).get(1).click();
        assertThat(text(".code pre")).contains("uri: gemini-omni:videos").doesNotContain("{{");

        browser.findElements(By.cssSelector("[role=tab]")).get(2).click();
        assertThat(text(".code pre")).contains(".prompt(\"It's \\\"late\\\" {{now}}\")");
    }

    @Test
    void theFormIsFilledAndSentByKeyboard() {
        open("create");
        run("document.getElementById('prompt').focus()");
        active().sendKeys("A fox", Keys.TAB);
        assertThat(active().getDomAttribute("name")).isEqualTo("model");
        active().sendKeys(Keys.ARROW_RIGHT, Keys.TAB);
        assertThat(active().getDomAttribute("name")).isEqualTo("duration");
        active().sendKeys(Keys.ARROW_RIGHT, Keys.TAB);
        active().sendKeys("9:16", Keys.ENTER);
        until(driver -> present(".frame video"));

        assertThat(gateway.emulator().requests(Call.CREATE).get(0).text())
                .contains("\"prompt\":\"A fox\"", "\"duration\":4", "\"aspect_ratio\":\"9:16\"");
    }

    @Test
    void manyParkedTasksDoNotHideARequestOfUnknownOutcome() {
        gateway.emulator().nextCreates(Fault.resetAfterRequest());
        open("create");
        type("prompt", "A fox in the snow");
        press("#create");
        until(driver -> present(".summary a"));
        for (int i = 0; i < 26; i++) {
            studio.park("key-" + i, "Prompt " + i, "task-" + i, "for the test");
        }
        open("needs-you");
        until(driver -> browser.findElements(By.cssSelector(".need")).size() == 26);

        assertThat(text("#main")).contains("A fox in the snow", "There are more than are shown here");
        press("#main a[href='/tasks?state=PARKED']");
        until(driver -> present("a[rel=next]"));
    }

    @Test
    void theFocusStaysWhereItIs() {
        for (int i = 0; i < 26; i++) {
            studio.park("key-" + i, "Prompt " + i, "task-" + i, "for the test");
        }
        open("tasks");
        until(driver -> find("a[rel=next]").isDisplayed());
        run("document.querySelector('a[rel=next]').focus()");
        studio.park("fox", "A fox", "task-fox", "for the test");
        until(driver -> text(".rows").contains("A fox"));
        assertThat(run("return document.activeElement.rel")).isEqualTo("next");

        open("create");
        run("document.querySelectorAll('[role=tab]')[2].focus()");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        until(driver -> text(".code pre").contains("VideoRequest.builder()"));
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Java");
    }

    @Test
    void aHiddenTabAsksForNothing() {
        open("tasks");
        run("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
                + "document.dispatchEvent(new Event('visibilitychange'))");
        long asked = requestsAfter(Duration.ofSeconds(1)); // what was on its way has been answered

        studio.park("fox", "A fox", "task-fox", "for the test");
        assertThat(requestsAfter(Duration.ofSeconds(8))).isEqualTo(asked);

        run("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
        until(driver -> text(".rows").contains("A fox"));
        assertThat(requestsAfter(Duration.ZERO)).isGreaterThan(asked);
    }

    /** How many requests the page has made, after so much of its time. */
    private static long requestsAfter(Duration time) {
        return (Long) browser.executeAsyncScript(
                "setTimeout(() => arguments[1](performance.getEntriesByType('resource').length), arguments[0])",
                time.toMillis());
    }

    @Test
    void aReferenceVideoOfAVariantIsShownAndCanBeRemoved() throws Exception {
        open("create");
        type("prompt", "A fox");
        run("document.querySelector('details.more').open = true");
        type("video_urls", "https://example.com/run.mp4");
        press("#create");
        until(driver -> present(".frame video"));
        open("videos");
        until(driver -> present(".gallery .link"));
        press(".gallery .link");
        until(driver -> text("[aria-label='Reference videos']").contains("run.mp4"));
        assertThat(text(".code pre")).contains("video_urls");

        press("[aria-label='Reference videos'] button");
        until(driver -> !text(".code pre").contains("video_urls"));
    }

    @Test
    void aPageThatIsNotAnsweredSaysSo() {
        open("tasks?state=SOME");
        until(driver -> text("#toast").contains("What is shown may be old: The state is 'SOME'"));
    }

    @Test
    void aReadOnlyStudioOffersNoDecision() throws Exception {
        studio.park("fox", "A fox", "task-1", "for the test");
        studio.close();
        studio = RunningStudio.start(gateway.emulator(), folder, false);
        open("needs-you");
        until(driver -> present(".need"));

        assertThat(text("#main")).contains("read-only", "--operate");
        assertThat(browser.findElements(By.cssSelector("#main button, #main input")))
                .isEmpty();
    }

    private void open(String place) {
        browser.get(studio.address() + place);
        until(driver -> present("#main h1"));
    }

    private static <T> void until(ExpectedCondition<T> condition) {
        new WebDriverWait(browser, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .until(condition);
    }

    private static WebElement find(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static WebElement active() {
        return browser.switchTo().activeElement();
    }

    private static boolean present(String selector) {
        return !browser.findElements(By.cssSelector(selector)).isEmpty();
    }

    private static String text(String selector) {
        return find(selector).getText();
    }

    private static void press(String selector) {
        WebElement button = find(selector);
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", button);
        button.click();
    }

    private static void type(String field, String text) {
        WebElement input = find("#" + field);
        input.clear();
        input.sendKeys(text);
    }

    private static void choose(String name, String value) {
        run("document.querySelector('input[name=" + name + "][value=\"" + value + "\"]').click()");
    }

    private static double progress() {
        return number("document.querySelector('.status progress')?.value ?? 0");
    }

    private static double number(String expression) {
        return ((Number) run("return " + expression)).doubleValue();
    }

    private static Object run(String script) {
        return browser.executeScript(script);
    }

    /** The browser has reported neither an exception nor a violation of the content security policy. */
    private static void assertNothingWasBlocked() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(entry -> entry.getLevel() + " " + entry.getMessage())
                .noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }
}
