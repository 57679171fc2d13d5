package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.console.ChannelReports;
import io.geminiomni.camel.console.ConsoleReport;
import io.geminiomni.camel.console.ConsoleText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Shows the channels of a context in Camel's dev console. It is read-only: tasks are neither leased nor changed. The shape of its
 * JSON is that of {@link ConsoleReport}.
 */
@DevConsole(
        name = "gemini-omni",
        displayName = "Gemini Omni",
        description = "Channels of videos: their tasks, polls, leases and gateways")
public class GeminiOmniDevConsole extends AbstractDevConsole {
    /** Channels to show: a name, or a pattern with {@code *}. */
    static final String CHANNEL = "channel";
    /** The most tasks in each state. */
    static final String LIMIT = "limit";

    private static final String DEFAULT_LIMIT = "20";
    private static final int MAX_LIMIT = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");

    public GeminiOmniDevConsole() {
        super("camel", "gemini-omni", "Gemini Omni", "Channels of videos: their tasks, polls, leases and gateways");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        return new JsonObject(report(options).toMap());
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return ConsoleText.of(report(options));
    }

    private ConsoleReport report(Map<String, Object> options) {
        @Nullable Object pattern = options.get(CHANNEL);
        List<Channel> channels = getCamelContext().getEndpoints().stream()
                .filter(GeminiOmniEndpoint.class::isInstance)
                .map(GeminiOmniEndpoint.class::cast)
                .filter(endpoint -> endpoint.isStarted()
                        && endpoint.getComponent().isStarted()
                        && (pattern == null || PatternHelper.matchPattern(endpoint.getChannel(), pattern.toString())))
                .map(GeminiOmniEndpoint::channel)
                .toList();
        return ChannelReports.of(channels, limit(options.get(LIMIT)));
    }

    private static int limit(@Nullable Object given) {
        String limit = given == null ? DEFAULT_LIMIT : given.toString().strip();
        if (!NUMBER.matcher(limit).matches() || Integer.parseInt(limit) > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "The limit is '" + given + "', but must be a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(limit);
    }
}
