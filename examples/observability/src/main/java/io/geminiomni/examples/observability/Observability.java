package io.geminiomni.examples.observability;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Makes videos and shows their metrics: {@code Observability <file with a prompt on each line> <folder> <port> [--stay]}.
 *
 * <p>With {@code --stay} it goes on, with the prompts again and again, so that a dashboard has something to show.
 */
public final class Observability {
    private static final Duration BETWEEN = Duration.ofSeconds(20);

    private Observability() {}

    /** The exit status is 0 when all videos are delivered and the scrape has their metrics. */
    public static void main(String... arguments) throws Exception {
        List<String> prompts = Files.readAllLines(Path.of(arguments[0])).stream()
                .filter(line -> !line.isBlank())
                .toList();
        Path folder = Path.of(arguments[1]);
        boolean stays = arguments.length > 3 && arguments[3].equals("--stay");
        CountDownLatch delivered = new CountDownLatch(prompts.size());
        Main camel = new Main();
        camel.addInitialProperty(
                "observability.folder", folder.resolve("videos").toString());
        camel.addOverrideProperty("camel.management.port", arguments[2]);
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new ObservedRoutes());
        camel.init();
        camel.getCamelContext().getManagementStrategy().addEventNotifier(new Counter(delivered));
        camel.start();
        URI scrape = URI.create("http://127.0.0.1:" + arguments[2] + "/observe/metrics");
        System.out.println("scrape     " + scrape);
        order(camel, prompts);
        boolean done = delivered.await(3, TimeUnit.MINUTES);
        String metrics = metrics(scrape);
        Files.writeString(folder.resolve("scrape.txt"), metrics);
        metrics.lines()
                .filter(line -> line.matches(
                        "camel_gemini_omni_(submissions_total|deliveries_total|generation_seconds_count).*"))
                .forEach(System.out::println);
        while (stays && !Thread.currentThread().isInterrupted()) {
            order(camel, prompts);
            TimeUnit.SECONDS.sleep(BETWEEN.toSeconds());
        }
        camel.stop();
        System.exit(done && metrics.contains("camel_gemini_omni_deliveries_total") ? 0 : 1);
    }

    private static void order(Main camel, List<String> prompts) throws Exception {
        try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
            for (String prompt : prompts) {
                template.requestBody("direct:prompts", prompt);
            }
        }
    }

    private static String metrics(URI scrape) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        return client.send(HttpRequest.newBuilder(scrape).build(), BodyHandlers.ofString())
                .body();
    }

    /** Counts the videos that were delivered. */
    private static final class Counter extends EventNotifierSupport {
        private final CountDownLatch delivered;

        Counter(CountDownLatch delivered) {
            this.delivered = delivered;
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeCompletedEvent completed
                    && "videos".equals(completed.getExchange().getFromRouteId())) {
                delivered.countDown();
            }
        }
    }
}
