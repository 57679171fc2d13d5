package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.emulator.ScriptJson.ScriptException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an emulator that runs by itself serves beside the gateway's contract: a page at {@code /}, and scripts that are put to
 * {@code /emulator}, or posted by the form of the page. These requests are not counted as calls of the gateway.
 */
final class Control implements HttpServer.Handler {
    private static final String PREFIX = "/emulator/";
    private static final int MAX_BODY = 1024 * 1024;

    private static final Map<String, Call> FAULTS = Map.of(
            "next-creates", Call.CREATE,
            "next-queries", Call.QUERY,
            "next-downloads", Call.DOWNLOAD);

    private final Gateway gateway;
    private final StatusPage page;

    Control(Gateway gateway) {
        this.gateway = gateway;
        this.page = new StatusPage(gateway);
    }

    @Override
    public void handle(Connection connection, RequestHead head) throws IOException {
        String path = head.path();
        if (path.equals("/") && (head.method().equals("GET") || head.method().equals("HEAD"))) {
            connection.send(head, page.answer(200, ""), Delivery.WHOLE);
        } else if (path.equals("/") && head.method().equals("POST")) {
            RequestInput.Body body = connection.readBody(head, MAX_BODY + 1);
            connection.send(head, posted(head, body), Delivery.WHOLE);
        } else if (path.startsWith(PREFIX)) {
            RequestInput.Body body = connection.readBody(head, MAX_BODY + 1);
            connection.send(head, answer(head.method(), path.substring(PREFIX.length()), body), Delivery.WHOLE);
        } else {
            gateway.handle(connection, head);
        }
    }

    /** The form of the page, with the page as the answer. */
    private Answer posted(RequestHead head, RequestInput.Body body) throws IOException {
        if (body.length() > MAX_BODY) {
            return tooLarge(body);
        }
        String origin = head.header("Origin");
        if (origin != null && !origin.replaceFirst("^https?://", "").equals(head.header("Host"))) {
            return error(403, "The form is not that of this page. Nothing was scripted");
        }
        Map<String, String> form;
        try {
            form = form(text(body));
        } catch (IllegalArgumentException e) {
            return error(400, "Nothing was scripted: the form is not that of the page: " + e.getMessage());
        }
        String name = form.getOrDefault("what", "");
        Answer answer = answer(name.equals("script") ? "DELETE" : "PUT", name, form.getOrDefault("script", ""));
        JsonNode told = Json.parse(new String(answer.body(), StandardCharsets.UTF_8));
        return page.answer(
                answer.status(),
                told.has("error")
                        ? told.path("error").asText()
                        : "Scripted: " + told.path("scripted").asText());
    }

    private static Map<String, String> form(String text) {
        return Stream.of(text.split("&"))
                .map(field -> field.split("=", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(
                        field -> field[0],
                        field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8),
                        (first, second) -> first));
    }

    private static String text(RequestInput.Body body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    private static Answer tooLarge(RequestInput.Body body) {
        return error(413, "The body has " + body.length() + " bytes, but may have at most " + MAX_BODY);
    }

    private Answer answer(String method, String name, RequestInput.Body body) {
        return body.length() > MAX_BODY ? tooLarge(body) : answer(method, name, text(body));
    }

    private Answer answer(String method, String name, String json) {
        if (name.equals("script")) {
            return method.equals("DELETE") ? cleared() : notAllowed(method, name, "DELETE");
        }
        if (!FAULTS.containsKey(name) && !name.equals("next-tasks")) {
            return error(
                    404,
                    "There is no /emulator/" + name + "; there are PUT next-creates, next-queries, next-downloads and"
                            + " next-tasks, and DELETE script");
        }
        return method.equals("PUT") ? scripted(name, json) : notAllowed(method, name, "PUT");
    }

    private Answer scripted(String name, String json) {
        try {
            int scripted;
            Call call = FAULTS.get(name);
            if (call == null) {
                List<Timeline> timelines = ScriptJson.timelines(json);
                gateway.nextTimelines().addAll(timelines);
                scripted = timelines.size();
            } else {
                List<Fault> faults = ScriptJson.faults(json);
                gateway.script().next(call, faults.toArray(new Fault[0]));
                scripted = faults.size();
            }
            return Answer.json(200, Json.object().put("scripted", scripted));
        } catch (ScriptException e) {
            return error(400, "Nothing was scripted: " + e.getMessage());
        }
    }

    private Answer cleared() {
        gateway.script().clear();
        gateway.nextTimelines().clear();
        return Answer.json(200, Json.object().put("scripted", 0));
    }

    private static Answer notAllowed(String method, String name, String allowed) {
        return error(405, method + " of /emulator/" + name + " is not possible; " + allowed + " is")
                .with(Map.of("Allow", allowed));
    }

    private static Answer error(int status, String message) {
        return Answer.json(status, Json.object().put("error", message));
    }
}
