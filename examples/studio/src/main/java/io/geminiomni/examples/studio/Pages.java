package io.geminiomni.examples.studio;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The page, its style sheet and its modules, from the class path. Each place of the page has a URL of its own. */
final class Pages {
    private static final Set<String> PLACES = Set.of("/", "/create", "/videos", "/tasks", "/needs-you");
    private static final Pattern FILE = Pattern.compile("/assets/([a-z-]+\\.(js|css|svg))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    Reply answer(HttpCall call) throws IOException {
        if (PLACES.contains(call.path())) {
            return file("index.html", call);
        }
        var asset = FILE.matcher(call.path());
        return asset.matches() ? file(asset.group(1), call) : notFound();
    }

    private static Reply file(String name, HttpCall call) throws IOException {
        try (InputStream file = Pages.class.getResourceAsStream("/studio/" + name)) {
            return file == null
                    ? notFound()
                    : Reply.of(200, TYPES.get(name.substring(name.indexOf('.') + 1)), file.readAllBytes())
                            .unlessKnown(call);
        }
    }

    private static Reply notFound() {
        return Reply.error(404, "The studio has no such page");
    }
}
