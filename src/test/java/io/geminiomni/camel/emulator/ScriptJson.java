package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads faults and time lines as JSON: an object or a list of objects. Each has the names of {@link Fault} and {@link Timeline}. A
 * value that is unknown or wrong is an error that names what is allowed.
 */
final class ScriptJson {
    private static final int MOST_TIMES = 1_000;
    private static final int MOST_ENTRIES = 1_000;

    private static final TreeMap<String, Function<Entry, Fault>> FAULTS = new TreeMap<>();

    static {
        FAULTS.put("none", entry -> Fault.none());
        FAULTS.put("status", ScriptJson::status);
        FAULTS.put("code", entry -> Fault.code(entry.text("code"), entry.text("message")));
        FAULTS.put("tooManyRequests", entry -> Fault.tooManyRequests());
        FAULTS.put("throttled", entry -> Fault.throttled());
        FAULTS.put("throttledInChinese", entry -> Fault.throttledInChinese());
        FAULTS.put("body", entry -> Fault.body(entry.text("contentType"), entry.text("body")));
        FAULTS.put("html", entry -> Fault.html());
        FAULTS.put("empty", entry -> Fault.empty());
        FAULTS.put("expired", entry -> Fault.expired());
        FAULTS.put("redirect", entry -> Fault.redirect(entry.number("status", 300, 399), entry.text("location")));
        FAULTS.put("redirectToItself", entry -> Fault.redirectToItself());
        FAULTS.put("resetBeforeBody", entry -> Fault.resetBeforeBody());
        FAULTS.put("resetInRequest", entry -> Fault.resetInRequest());
        FAULTS.put("resetAfterRequest", entry -> Fault.resetAfterRequest());
        FAULTS.put("closeAfterRequest", entry -> Fault.closeAfterRequest());
        FAULTS.put(
                "resetInAnswer",
                entry -> entry.has("afterBytes")
                        ? Fault.resetInAnswer(entry.number("afterBytes", 0, Integer.MAX_VALUE))
                        : Fault.resetInAnswer());
        FAULTS.put(
                "truncated",
                entry -> entry.has("afterBytes")
                        ? Fault.truncated(entry.number("afterBytes", 0, Integer.MAX_VALUE))
                        : Fault.truncated());
        FAULTS.put("withoutLength", entry -> Fault.withoutLength());
        FAULTS.put("hang", entry -> entry.has("seconds") ? Fault.hang(entry.seconds("seconds")) : Fault.hang());
        FAULTS.put("dribble", entry -> Fault.dribble(entry.seconds("seconds")));
        FAULTS.put("quirks", entry -> Fault.quirks(entry.quirks()));
    }

    private ScriptJson() {}

    /** What is wrong with a script. */
    static final class ScriptException extends Exception {
        private static final long serialVersionUID = 1L;

        ScriptException(String message) {
            super(message);
        }
    }

    static List<Fault> faults(String json) throws ScriptException {
        return read(json, ScriptJson::fault);
    }

    static List<Timeline> timelines(String json) throws ScriptException {
        return read(json, ScriptJson::timeline);
    }

    private static <T> List<T> read(String json, Function<Entry, T> reading) throws ScriptException {
        try {
            JsonNode root = Json.parse(json);
            List<T> read = new ArrayList<>();
            for (JsonNode each : root.isArray() ? root : List.of(root)) {
                Entry entry = new Entry(each);
                T value = reading.apply(entry);
                int times = entry.has("times") ? entry.number("times", 1, MOST_TIMES) : 1;
                entry.checkAllRead();
                for (int i = 0; i < times; i++) {
                    read.add(value);
                }
                if (read.size() > MOST_ENTRIES) {
                    throw new IllegalArgumentException("there are more than " + MOST_ENTRIES + " entries");
                }
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new ScriptException("The body is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ScriptException(e.getMessage());
        }
    }

    private static Fault fault(Entry entry) {
        String name = entry.text("fault");
        Function<Entry, Fault> made = FAULTS.get(name);
        if (made == null) {
            throw new IllegalArgumentException("fault is \"" + name + "\", but must be one of " + FAULTS.keySet());
        }
        Fault fault = made.apply(entry);
        if (entry.flag("afterAccepting")) {
            fault = fault.afterAccepting();
        }
        if (entry.has("delaySeconds")) {
            fault = fault.delayed(entry.seconds("delaySeconds"));
        }
        if (entry.has("retryAfter")) {
            fault = fault.retryAfter(entry.text("retryAfter"));
        }
        return entry.flag("thenClosing") ? fault.thenClosing() : fault;
    }

    private static Fault status(Entry entry) {
        int status = entry.number("status", 200, 599);
        return entry.has("code")
                ? Fault.status(status, entry.text("code"), entry.text("message"))
                : Fault.status(status);
    }

    private static Timeline timeline(Entry entry) {
        Timeline timeline = Timeline.immediate();
        for (JsonNode node : entry.list("phases")) {
            Entry phase = new Entry(node);
            timeline = withPhase(timeline, phase);
            phase.checkAllRead();
        }
        if (entry.flag("stuck")) {
            timeline = timeline.stuck();
        }
        if (entry.has("end")) {
            String end = entry.text("end");
            timeline = end.equals("completed") ? timeline : timeline.ending(end, entry.text("reason"));
        }
        return entry.has("quirks") ? timeline.with(entry.quirks()) : timeline;
    }

    private static Timeline withPhase(Timeline timeline, Entry phase) {
        String status = phase.text("status");
        if (phase.has("queries")) {
            int queries = phase.number("queries", 1, MOST_TIMES);
            return switch (status) {
                case "unknown" -> timeline.unknown(queries);
                case "withoutUrl" -> timeline.withoutUrl(queries);
                default -> timeline.phase(status, queries);
            };
        }
        Duration time = phase.seconds("seconds");
        return switch (status) {
            case "unknown" -> timeline.unknown(time);
            case "withoutUrl" -> timeline.withoutUrl(time);
            default -> timeline.phase(status, time);
        };
    }

    /** An object whose values are read by their names. */
    private static final class Entry {
        private static final int LONGEST_SECONDS = 7 * 24 * 3600;

        private final JsonNode node;
        private final Set<String> read = new TreeSet<>();

        Entry(JsonNode node) {
            if (!node.isObject()) {
                throw new IllegalArgumentException("there is " + node.getNodeType()
                        + ", but the body must be an object or a list of objects, such as {\"fault\": \"throttled\"}");
            }
            this.node = node;
        }

        boolean has(String name) {
            read.add(name);
            return node.has(name);
        }

        private <T> T value(String name, String what, BiFunction<JsonNode, String, @Nullable T> reading) {
            read.add(name);
            JsonNode value = node.path(name);
            T result = reading.apply(value, name);
            if (result == null) {
                throw new IllegalArgumentException(
                        name + " is " + (value.isMissingNode() ? "missing" : value) + ", but must be " + what);
            }
            return result;
        }

        String text(String name) {
            return value(name, "text", (value, any) -> value.textValue());
        }

        int number(String name, int least, int most) {
            return value(
                    name,
                    "a whole number from " + least + " to " + most,
                    (value, any) -> value.isInt() && value.intValue() >= least && value.intValue() <= most
                            ? value.intValue()
                            : null);
        }

        Duration seconds(String name) {
            return value(
                    name,
                    "a number of seconds from 0 to " + LONGEST_SECONDS,
                    (value, any) ->
                            value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= LONGEST_SECONDS
                                    ? Duration.ofMillis((long) (value.doubleValue() * 1_000))
                                    : null);
        }

        boolean flag(String name) {
            return has(name)
                    && value(name, "true or false", (value, any) -> value.isBoolean() ? value.booleanValue() : null);
        }

        List<JsonNode> list(String name) {
            if (!has(name)) {
                return List.of();
            }
            JsonNode list = value(name, "a list", (value, any) -> value.isArray() ? value : null);
            return StreamSupport.stream(list.spliterator(), false).toList();
        }

        Quirk[] quirks() {
            return list("quirks").stream().map(Entry::quirk).toArray(Quirk[]::new);
        }

        private static Quirk quirk(JsonNode node) {
            for (Quirk quirk : Quirk.values()) {
                if (quirk.name().equals(node.textValue())) {
                    return quirk;
                }
            }
            throw new IllegalArgumentException("quirks has " + node + ", but may have only " + List.of(Quirk.values()));
        }

        void checkAllRead() {
            node.fieldNames().forEachRemaining(name -> {
                if (!read.contains(name)) {
                    throw new IllegalArgumentException(name + " is not known here; known are " + read);
                }
            });
        }
    }
}
