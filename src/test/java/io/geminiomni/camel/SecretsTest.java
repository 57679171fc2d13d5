package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever goes wrong, nothing that is written or shown holds the API key, a signed URL's query, or a whole prompt. */
class SecretsTest {
    private static final String API_KEY = "sk-Q7x9mZr4TfWb2LkPv8Ns";
    private static final String PROMPT =
            "A confidential campaign: our unannounced product rises out of the sea at dawn, film grain, slow pan, 狐狸";
    private static final int SHOWN = 40;

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.apiKey(API_KEY).timeline(Timeline.immediate()));

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final List<Exchange> emitted = new CopyOnWriteArrayList<>();
    private final StringBuilder shown = new StringBuilder();
    private final Set<String> signed = new HashSet<>();

    @Test
    void noneIsInLogsExceptionsJmxOrTexts() throws Exception {
        String logged;
        try (CapturedLogs logs = new CapturedLogs();
                DefaultCamelContext context = context()) {
            context.start();
            failAtCreating(context);
            failAtUploading(context);
            failAfterCreating(context);
            emitAndFail(context);
            showJmx();
            tasks.unknown("adverts").forEach(shown::append);
            shown.append(context.getEndpoints());
            logged = logs.text();
        }
        assertThat(logged).contains("DEBUG org.apache.camel").contains("io.geminiomni.camel");
        assertThat(signed).hasSizeGreaterThan(2);
        assertThat(shown).contains("org.apache.camel:context=");
        assertHoldsNoSecret("the logs", logged);
        assertHoldsNoSecret("exceptions, JMX and texts", shown.toString());
    }

    @Test
    void theLoggersOfHttpClientThatTheSecurityPageNamesWriteTheKey() throws Exception {
        try (CapturedLogs logs = new CapturedLogs("org.apache.hc.client5.http");
                DefaultCamelContext context = context()) {
            context.start();
            send(context, "gemini-omni:adverts?operation=balance", null, Map.of());

            assertThat(logs.text().lines().filter(line -> line.contains(API_KEY)))
                    .allMatch(line -> line.contains("org.apache.hc.client5.http.headers")
                            || line.contains("org.apache.hc.client5.http.wire"))
                    .anyMatch(line -> line.contains("org.apache.hc.client5.http.headers"))
                    .anyMatch(line -> line.contains("org.apache.hc.client5.http.wire"));
        }
    }

    private DefaultCamelContext context() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setApiKey(API_KEY);
        component.setBaseUrl(gateway.baseUrl());
        component.setTaskRepository(tasks);
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        component.setRequestsPerSecond(1000);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");
                from("gemini-omni:films?initialDelay=0&delay=20&emitProgress=true&maxDeliveryAttempts=1&downloadRetries=0")
                        .process(exchange -> {
                            emitted.add(exchange);
                            exchange.getMessage().getMandatoryBody(byte[].class);
                        });
            }
        });
        return context;
    }

    private void failAtCreating(DefaultCamelContext context) {
        for (Fault fault : List.of(
                Fault.code("20002", "refused: " + PROMPT + " by key " + API_KEY),
                Fault.code("20002", "refused: " + PROMPT.substring(3, 60) + "..."),
                Fault.code("-1", "error for " + PROMPT.substring(20)),
                Fault.status(401, "20001", "bad key Bearer " + API_KEY),
                Fault.status(500, "-1", "error for " + PROMPT + " https://cdn.example/a.mp4?sig=topsecret1"),
                Fault.html(),
                Fault.truncated(),
                Fault.resetAfterRequest().afterAccepting(),
                Fault.tooManyRequests())) {
            emulator().nextCreates(fault);
            send(context, "direct:adverts", PROMPT, Map.of());
        }
        emulator().nextCreates(Fault.hang());
        send(context, "gemini-omni:adverts?requestTimeout=1000", PROMPT, Map.of());
        signed.add("sig=topsecret1");
        send(context, "direct:adverts", Map.of("prompt", PROMPT, "duration", 7), Map.of());
        send(context, "direct:adverts", "{\"prompt\": \"" + PROMPT, Map.of());
        send(context, "direct:adverts", PROMPT + '\0', Map.of());
        send(context, "direct:adverts", Map.of(PROMPT, 1, "resolution", PROMPT), Map.of());
        send(context, "direct:adverts", Map.of("https://cdn.example/a.png?sig=topsecret1", 1), Map.of());
        send(context, "gemini-omni:adverts?operation=status", PROMPT, Map.of());
        send(context, "gemini-omni:adverts?operation=status", "https://cdn.example/a.mp4?sig=topsecret1", Map.of());
        send(context, "gemini-omni:adverts?minBalance=99999999", PROMPT, Map.of());
        Map<String, Object> key = Map.of(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");
        send(context, "direct:adverts", PROMPT, key);
        send(context, "direct:adverts", PROMPT + " again", key);
        send(context, "gemini-omni:adverts?apiKey=RAW(" + API_KEY + "x)", PROMPT, Map.of());
    }

    private void failAtUploading(DefaultCamelContext context) {
        Map<String, Object> name = Map.of(Exchange.FILE_NAME, "photo.png");
        byte[] photo = "photo".getBytes(StandardCharsets.UTF_8);
        for (Fault fault : List.of(Fault.code("20002", "key " + API_KEY), Fault.html(), Fault.resetAfterRequest())) {
            emulator().nextUploads(fault);
            send(context, "gemini-omni:adverts?operation=upload", photo, name);
        }
        Exchange uploaded = send(context, "gemini-omni:adverts?operation=upload", photo, name);
        query(uploaded.getMessage().getBody(String.class));
        emulator().nextCreates(Fault.html());
        send(
                context,
                "gemini-omni:adverts",
                PROMPT,
                Map.of(
                        GeminiOmniConstants.HEADER_IMAGE_URLS,
                        uploaded.getMessage().getBody(String.class)));
    }

    private void failAfterCreating(DefaultCamelContext context) {
        Exchange created = send(context, "direct:adverts", PROMPT, Map.of());
        VideoTask task = created.getMessage().getBody(VideoTask.class);
        for (Fault fault : List.of(
                Fault.code("-1", "down, " + API_KEY),
                Fault.html(),
                Fault.body("application/json", "{\"code\":\"20000\",\"data\":{\"task_id\":\"other\"}}"))) {
            emulator().nextQueries(fault);
            send(context, "gemini-omni:adverts?operation=status", task, Map.of());
        }
        Exchange known = send(context, "gemini-omni:adverts?operation=status", task, Map.of());
        String url = known.getMessage().getBody(VideoTask.class).videoUrl();
        query(url);
        for (Fault fault : List.of(Fault.status(404), Fault.redirect(302, "http://10.0.0.1/a.mp4?sig=topsecret2"))) {
            emulator().nextDownloads(fault);
            Exchange download =
                    send(context, "gemini-omni:adverts?operation=download&downloadRetries=0", url, Map.of());
            try {
                shown.append(download.getMessage().getBody());
                download.getMessage().getBody(byte[].class);
            } catch (TypeConversionException e) {
                show(e);
            }
        }
        signed.add("sig=topsecret2");
        send(context, "gemini-omni:adverts?operation=download", "ftp://a/b.mp4?sig=topsecret1", Map.of());
        emulator().next(Call.USER_BALANCE, Fault.code("-1", API_KEY));
        send(context, "gemini-omni:adverts?operation=balance", null, Map.of());
        emulator()
                .nextTasks(Timeline.immediate()
                        .failed("bad prompt: " + PROMPT + " see https://cdn.example/a?sig=topsecret1"));
        send(context, "gemini-omni:adverts?operation=generate", PROMPT, Map.of());
    }

    private void emitAndFail(DefaultCamelContext context) {
        emulator().on(Call.DOWNLOAD, request -> Fault.status(500));
        emulator().nextTasks(Timeline.immediate().processing(2));
        send(context, "gemini-omni:films", PROMPT, Map.of());
        await().until(() -> tasks.counts("films").getOrDefault(TaskState.PARKED, 0L) == 1);
        for (Exchange exchange : emitted) {
            shown.append(exchange).append(exchange.getMessage().getBody());
            if (exchange.getMessage().getBody() instanceof GeneratedVideo video) {
                query(video.url());
            }
        }
        tasks.parked("films").forEach(task -> shown.append(task).append(task.errorMessage()));
    }

    private void showJmx() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            shown.append(name);
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    shown.append(server.getAttribute(name, attribute.getName()));
                } catch (JMException | RuntimeException e) {
                    shown.append(e);
                }
            }
        }
    }

    private Exchange send(DefaultCamelContext context, String uri, Object body, Map<String, Object> headers) {
        try (var template = context.createProducerTemplate()) {
            Exchange exchange = template.request(uri, request -> {
                request.getIn().setBody(body);
                request.getIn().setHeaders(new java.util.HashMap<>(headers));
            });
            if (exchange.getException() != null) {
                show(exchange.getException());
            }
            Object result = exchange.getMessage().getBody();
            if (result != null && result.getClass().getName().startsWith("io.geminiomni")) {
                shown.append(result);
            }
            return exchange;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void show(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        shown.append(text);
    }

    private void query(String url) {
        signed.add(Objects.requireNonNull(URI.create(url).getRawQuery()));
    }

    private GatewayEmulator emulator() {
        return gateway.emulator();
    }

    private void assertHoldsNoSecret(String what, String text) {
        List<String> secrets = new ArrayList<>(signed);
        secrets.add(API_KEY);
        for (int i = 0; i + SHOWN < PROMPT.length(); i++) {
            secrets.add(PROMPT.substring(i, i + SHOWN + 1));
        }
        for (String secret : secrets) {
            int at = text.indexOf(secret);
            String around = at < 0 ? "" : text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
            assertThat(around).as("%s hold %s", what, secret).isEmpty();
        }
    }
}
