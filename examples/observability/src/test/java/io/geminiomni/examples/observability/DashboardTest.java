package io.geminiomni.examples.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.File;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each metric, label and value that the dashboard asks for is in the scrape of a program that has made videos. */
class DashboardTest {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_:][a-z0-9_:]*)(?:\\{([^}]*)})? ");
    private static final Pattern SELECTOR =
            Pattern.compile("((?:camel_gemini_omni|gen_ai_client)_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");

    /** What only a program has whose task store fails. */
    private static final String OF_A_FAILURE = "camel_gemini_omni_store_seconds_count{outcome=\"failed\"}";

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    @Test
    void theScrapeHasWhatTheDashboardAsksFor() throws Exception {
        Map<String, Map<String, Set<String>>> metrics = labelsByMetric(scrape());
        List<String> queries = queries();

        assertThat(queries).hasSizeGreaterThan(10).allSatisfy(query -> {
            assertThat(SELECTOR.matcher(query).find()).as(query).isTrue();
            assertThat(missing(query, metrics)).as(query).isSubsetOf(OF_A_FAILURE);
        });
    }

    @Test
    void aMetricLabelOrValueThatIsNotThereIsFound() {
        Map<String, Map<String, Set<String>>> metrics =
                labelsByMetric("camel_gemini_omni_tasks{channel=\"a, b=c\",state=\"waiting\"} 1.0\n");

        assertThat(missing("max by (state) (camel_gemini_omni_tasks{channel=~\"$channel\"})", metrics))
                .isEmpty();
        assertThat(missing("max by (model) (camel_gemini_omni_tasks{node=~\"$node\"})", metrics))
                .containsExactly("camel_gemini_omni_tasks{node}", "camel_gemini_omni_tasks{model}");
        assertThat(missing("camel_gemini_omni_tasks{state=~\"waiting|wating\"}", metrics))
                .containsExactly("camel_gemini_omni_tasks{state=\"wating\"}");
        assertThat(missing("rate(camel_gemini_omni_task[5m])", metrics)).containsExactly("camel_gemini_omni_task");
    }

    /** The metrics, labels and values of a query that the scrape does not have. The value of a variable may be any. */
    private static List<String> missing(String query, Map<String, Map<String, Set<String>>> metrics) {
        List<String> missing = new ArrayList<>();
        Set<String> groups = new TreeSet<>();
        GROUPING.matcher(query)
                .results()
                .forEach(by -> groups.addAll(List.of(by.group(1).split(", *"))));
        SELECTOR.matcher(query).results().forEach(selector -> {
            String metric = selector.group(1);
            Map<String, Set<String>> known = metrics.get(metric);
            if (known == null) {
                missing.add(metric);
                return;
            }
            Map<String, Set<String>> asked = labels(selector.group(2));
            Stream.concat(asked.keySet().stream(), groups.stream())
                    .filter(label -> !known.containsKey(label))
                    .forEach(label -> missing.add(metric + "{" + label + "}"));
            asked.forEach((label, values) -> values.stream()
                    .flatMap(value -> Stream.of(value.split("\\|")))
                    .filter(value -> !value.startsWith("$")
                            && known.containsKey(label)
                            && !known.get(label).contains(value))
                    .forEach(value -> missing.add(metric + "{" + label + "=\"" + value + "\"}")));
        });
        return missing;
    }

    /** Of a program that has seen a throttled poll and a failed delivery. */
    private String scrape() throws Exception {
        int port = freePort();
        gateway.emulator().nextQueries(Fault.tooManyRequests().retryAfter("1"));
        Main camel = new Main();
        camel.addInitialProperty("observability.folder", folder.toString());
        camel.addOverrideProperty("camel.management.port", String.valueOf(port));
        camel.configure().addRoutesBuilder(new ObservedRoutes());
        camel.init();
        GeminiOmniComponent component = camel.getCamelContext().getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        camel.start();
        try {
            try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
                template.requestBody("direct:prompts", "A lighthouse");
                template.requestBody("direct:prompts", "A tram");
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> videos() == 2);
            URI scrape = URI.create("http://127.0.0.1:" + port + "/observe/metrics");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(scrape).build();
            await().atMost(Duration.ofMinutes(1))
                    .until(() ->
                            client.send(request, BodyHandlers.ofString()).body().contains("outcome=\"delivered\""));
            return client.send(request, BodyHandlers.ofString()).body();
        } finally {
            camel.stop();
        }
    }

    private int videos() {
        File[] files = folder.toFile().listFiles((parent, name) -> name.endsWith(".mp4") && !name.startsWith("."));
        return files == null ? 0 : files.length;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> queries() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(new File("dashboard.json"));
        List<String> queries = new ArrayList<>();
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> queries.add(target.path("expr").textValue())));
        dashboard.path("templating").path("list").forEach(variable -> {
            if (variable.path("type").textValue().equals("query")) {
                queries.add(variable.path("query").textValue());
            }
        });
        return queries;
    }

    private static Map<String, Map<String, Set<String>>> labelsByMetric(String scrape) {
        Map<String, Map<String, Set<String>>> metrics = new HashMap<>();
        Matcher samples = SAMPLE.matcher(scrape);
        while (samples.find()) {
            Map<String, Set<String>> known = metrics.computeIfAbsent(samples.group(1), any -> new TreeMap<>());
            labels(samples.group(2))
                    .forEach((label, values) ->
                            known.computeIfAbsent(label, any -> new TreeSet<>()).addAll(values));
        }
        return metrics;
    }

    /** The values of each label of a selector, which is null without labels. */
    private static Map<String, Set<String>> labels(String selector) {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(selector == null ? "" : selector);
        while (matcher.find()) {
            labels.computeIfAbsent(matcher.group(1), any -> new TreeSet<>()).add(matcher.group(2));
        }
        return labels;
    }
}
