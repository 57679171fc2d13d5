package io.geminiomni.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Takes the pictures of docs/studio.md, from a studio with videos, running tasks and decisions. They are in
 * target/screenshots; -Dbrowser.screenshots=../../docs/studio replaces those of the documentation.
 */
class StudioPicturesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_BYTES = 200_000;
    private static final Map<String, String> FILMS = Map.of(
            "harbour", "\"prompt\": \"Fishing boats leave a foggy harbour at first light\", \"duration\": 6",
            "kettle", "\"prompt\": \"Steam rises from a copper kettle, extreme close-up\", \"duration\": 4",
            "tram",
                    "\"prompt\": \"A yellow tram climbs a steep street in Lisbon\", \"duration\": 8, \"resolution\": \"1080p\"",
            "dunes", "\"prompt\": \"Wind moves over dunes at noon, seen from above\", \"aspect_ratio\": \"16:9\"",
            "paper", "\"prompt\": \"A paper crane unfolds on a wooden table, stop motion\", \"duration\": 4",
            "ferris", "\"prompt\": \"A Ferris wheel lights up as night falls\", \"model\": \"omni-10s\"");

    @TempDir
    Path folder;

    private ChromeDriver browser;

    @Test
    void eachPageShowsWhatItIsFor() throws Exception {
        Path pictures = Files.createDirectories(Path.of(System.getProperty("browser.screenshots")));
        try (GatewayEmulator emulator =
                        GatewayEmulator.builder().timeline(Timeline.immediate()).start();
                RunningStudio studio = RunningStudio.start(emulator, folder, true)) {
            browser = StudioPageTest.browser(1200, 800);
            fill(emulator, studio);
            browser.get(studio.address() + "create");
            shown("form.form");
            browser.findElement(By.id("prompt")).sendKeys("A lighthouse at dawn, waves below, slow aerial shot");
            browser.findElement(By.id("aspect_ratio")).sendKeys("16:9");
            browser.executeScript("document.querySelector('input[name=duration][value=\"6\"]').click()");
            browser.findElement(By.id("create")).click();
            shown(".frame video");
            browser.executeScript("document.activeElement.blur(); scrollTo(0, 0)");
            size(1200, 830, 1, "light");
            browser.executeScript("document.querySelector('.frame video').play()");
            until("return document.querySelector('.frame video').currentTime > 2");
            browser.executeScript("document.querySelector('.frame video').pause()");
            take(pictures.resolve("create.png"), "Stored in the studio");

            browser.get(studio.address() + "videos");
            shown(".gallery .video");
            until("return [...document.querySelectorAll('.gallery video')].slice(0, 6)"
                    + ".every(video => video.readyState > 1)");
            size(1100, 640, 1, "light");
            take(pictures.resolve("videos.png"), "foggy harbour");

            browser.get(studio.address() + "tasks");
            shown(".task[data-key=harbour] button");
            browser.findElement(By.cssSelector(".task[data-key=balloon] button"))
                    .click();
            shown(".timeline");
            size(1200, 1150, 1, "light");
            take(pictures.resolve("tasks.png"), "hot-air balloon");

            browser.get(studio.address() + "needs-you");
            shown(".need");
            take(pictures.resolve("needs-you.png"), "Record the task");

            size(390, 844, 1.5, "dark");
            browser.get(studio.address() + "tasks");
            shown(".task");
            take(pictures.resolve("phone.png"), "hot-air balloon");
        } finally {
            if (browser != null) {
                browser.quit();
            }
        }
    }

    private void fill(GatewayEmulator emulator, RunningStudio studio) throws Exception {
        for (Map.Entry<String, String> film : FILMS.entrySet()) {
            create(studio, film.getKey(), film.getValue());
        }
        await().atMost(PATIENCE).until(() -> {
            try (var files = Files.list(folder.resolve("videos"))) {
                return files.filter(file -> file.toString().endsWith(".mp4")).count() == FILMS.size();
            }
        });
        emulator.nextTasks(Timeline.immediate().failed("The prompt was refused by the content filter"));
        create(studio, "refused", "\"prompt\": \"A scene that the gateway refuses\"");
        studio.park(
                "market",
                "A flower market in the rain, umbrellas from above",
                "task_8f2c1d7a90",
                "The route failed 36 times: no space left on the device");
        emulator.nextCreates(Fault.resetAfterRequest().afterAccepting());
        create(studio, "glacier", "\"prompt\": \"Meltwater runs through a blue glacier cave\", \"resolution\": \"4k\"");
        emulator.nextTasks(
                Timeline.immediate().processing(120), Timeline.immediate().processing(400));
        create(studio, "balloon", "\"prompt\": \"A hot-air balloon over vineyards in autumn\", \"duration\": 10");
        create(studio, "owl", "\"prompt\": \"An owl turns its head, snow falls\", \"aspect_ratio\": \"9:16\"");
        await().atMost(PATIENCE)
                .until(() -> studio.tasks()
                                .find(Studio.CHANNEL, "balloon")
                                .orElseThrow()
                                .progress()
                        > 30);
    }

    private static void create(RunningStudio studio, String key, String fields) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI api = studio.address().resolve("api/");
        String token = Reply.JSON
                .readTree(client.send(
                                HttpRequest.newBuilder(api.resolve("session")).build(), BodyHandlers.ofString())
                        .body())
                .get("token")
                .asText();
        client.send(
                HttpRequest.newBuilder(api.resolve("videos"))
                        .header(Guard.TOKEN_HEADER, token)
                        .POST(BodyPublishers.ofString("{\"key\": \"" + key + "\", " + fields + "}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private void size(int width, int height, double scale, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", width < 500));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private void take(Path picture, String text) throws IOException {
        assertThat(browser.findElement(By.id("main")).getText()).contains(text);
        byte[] taken = browser.getScreenshotAs(OutputType.BYTES);
        Files.write(picture, taken);
        assertThat(picture).satisfies(file -> assertThat(Files.size(file)).isLessThan(MOST_BYTES));
    }

    private void shown(String selector) {
        new WebDriverWait(browser, PATIENCE)
                .until(driver -> !driver.findElements(By.cssSelector(selector)).isEmpty());
    }

    private void until(String script) {
        new WebDriverWait(browser, PATIENCE).until(driver -> Boolean.TRUE.equals(browser.executeScript(script)));
    }
}
