package io.geminiomni.camel.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command line: a command, then options, as {@code --name value} or {@code --name=value}, or switches. Some
 * options may be repeated.
 */
final class Arguments {
    private static final Set<String> SWITCHES = Set.of("--all", "--yes", "--csv");

    private final String command;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private Arguments(String command) {
        this.command = command;
    }

    static Arguments parse(String... words) throws UsageException {
        if (words.length == 0) {
            throw new UsageException("There is no command");
        }
        Arguments arguments = new Arguments(words[0]);
        int next = 1;
        while (next < words.length) {
            String word = words[next++];
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value;
            if (SWITCHES.contains(name)) {
                if (equals >= 0) {
                    throw new UsageException("The option " + name + " takes no value, but has '"
                            + Printable.text(word.substring(equals + 1), 60)
                            + "': give it without a value, or leave it out. Nothing was done");
                }
                value = "";
            } else if (equals >= 0) {
                value = word.substring(equals + 1);
            } else if (next < words.length) {
                value = words[next++];
            } else {
                throw new UsageException("The option " + Printable.text(word, 60) + " has no value");
            }
            arguments.values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return arguments;
    }

    String command() {
        return command;
    }

    /** @throws UsageException if there is an option that the command does not allow */
    void allow(Set<String> names) throws UsageException {
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new UsageException("The command " + command + " has no option " + Printable.text(name, 60));
            }
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Nullable String one(String name) throws UsageException {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw new UsageException("The option " + name + " is given " + given.size() + " times");
        }
        return given.isEmpty() ? null : given.get(0);
    }

    String required(String name) throws UsageException {
        String value = one(name);
        if (value == null) {
            throw new UsageException("The command " + command + " needs " + name);
        }
        return value;
    }
}
