package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.Timeline.Seen;
import io.geminiomni.camel.emulator.Timeline.View;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of the emulator: its account, its tasks with their videos, the last requests, and a form for scripts. It needs no JavaScript. */
final class StatusPage {
    private static final int MOST_TASKS = 50;
    private static final int MOST_REQUESTS = 50;
    private static final int SHOWN = 200;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Gemini Omni emulator</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
            td { overflow-wrap: anywhere; }
            textarea { box-sizing: border-box; display: block; font: inherit; font-family: monospace; width: 100%; }
            video { display: block; max-width: 16rem; }
            </style>
            </head>
            <body>
            <h1>Gemini Omni emulator</h1>
            <p><a href="/">Refresh</a></p>
            """;

    private static final String FORM = """
            <h2>Script</h2>
            <form method="post" action="/">
            <p><label>What comes next: <select name="what">
            <option value="next-creates">faults of the next creates</option>
            <option value="next-queries">faults of the next queries</option>
            <option value="next-downloads">faults of the next downloads</option>
            <option value="next-tasks">time lines of the next tasks</option>
            </select></label></p>
            <p><label>An object or a list, in JSON, such as {"fault": "throttled", "times": 2} or
            {"phases": [{"status": "queued", "seconds": 5}], "end": "failed", "reason": "unsafe"}
            <textarea name="script" rows="3" required spellcheck="false"></textarea></label></p>
            <p><button>Script</button></p>
            </form>
            <form method="post" action="/">
            <p><button name="what" value="script">Forget all scripts</button></p>
            </form>
            """;

    private final Gateway gateway;

    StatusPage(Gateway gateway) {
        this.gateway = gateway;
    }

    /** @param told what became of the form; empty if there is nothing to tell */
    Answer answer(int status, String told) {
        String notice = told.isEmpty() ? "" : "<p role=\"status\"><strong>" + escaped(told) + "</strong></p>\n";
        String html = HEAD + notice + account() + FORM + tasks() + requests() + "</body>\n</html>\n";
        return Answer.text(status, "text/html; charset=utf-8", html)
                .with(Map.of(
                        "Cache-Control",
                        "no-store",
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; form-action 'self';"
                                + " frame-ancestors 'none'"));
    }

    private String account() {
        return "<h2>Account</h2>\n<p>Available: "
                + escaped(gateway.account().ofUser().path("available").asText()) + ", used: "
                + escaped(gateway.account().ofUser().path("used_coin").asText()) + ", accepted creates: "
                + gateway.ledger().accepted() + "</p>\n";
    }

    private String tasks() {
        List<EmulatedTask> latest = gateway.tasks().values().stream()
                .sorted(Comparator.comparing(EmulatedTask::createdAt).reversed())
                .limit(MOST_TASKS)
                .toList();
        return "<h2>Tasks</h2>\n"
                + table(
                        "<th>Task</th><th>Created</th><th>Status</th><th>Prompt</th><th>Video</th>",
                        latest.stream().map(this::row).toList())
                + shown(latest.size(), gateway.tasks().size());
    }

    private String row(EmulatedTask task) {
        View view = gateway.look(task);
        String status = view.seen() == Seen.NOTHING
                ? "not known yet"
                : view.status() + ", " + view.progress() + " %" + (view.error() == null ? "" : ": " + view.error());
        return cells(
                escaped(task.id()),
                time(task.createdAt()),
                escaped(status),
                escaped(cut(task.prompt())),
                view.seen() == Seen.VIDEO
                        ? "<video controls preload=\"none\" src=\"" + escaped(gateway.videoPath(task)) + "\"></video>"
                        : "");
    }

    private String requests() {
        List<ReceivedRequest> all = gateway.ledger().requests();
        List<ReceivedRequest> last = all.subList(Math.max(0, all.size() - MOST_REQUESTS), all.size());
        List<String> rows = new ArrayList<>();
        for (int i = last.size() - 1; i >= 0; i--) {
            ReceivedRequest request = last.get(i);
            rows.add(cells(
                    request.call().name(),
                    escaped(request.method()),
                    escaped(cut(request.path())),
                    escaped(request.call() == Call.UPLOAD ? request.bodyLength() + " bytes" : cut(request.text()))));
        }
        return "<h2>Last requests</h2>\n"
                + table("<th>Call</th><th>Method</th><th>Path</th><th>Body</th>", rows)
                + shown(last.size(), all.size());
    }

    private static String table(String head, List<String> rows) {
        return rows.isEmpty()
                ? "<p>None yet</p>\n"
                : "<table>\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + String.join("", rows)
                        + "</tbody>\n</table>\n";
    }

    private static String cells(String... cells) {
        return List.of(cells).stream().collect(Collectors.joining("</td><td>", "<tr><td>", "</td></tr>\n"));
    }

    private static String shown(int shown, int all) {
        return shown == all ? "" : "<p>The last " + shown + " of " + all + "</p>\n";
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
