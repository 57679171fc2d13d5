package io.geminiomni.camel.task;

import io.geminiomni.camel.net.UrlSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text in which stores keep the transitions of a task, a line for each. Only its last {@link #MAX_LENGTH} characters are kept,
 * and a line that is cut at the beginning is not read.
 */
public final class TaskHistory {
    /** The most characters: at least ten transitions, and some forty of usual ones. */
    public static final int MAX_LENGTH = 4_000;

    /** The most characters of who made a transition. */
    public static final int MAX_BY = 100;

    /** Each line begins with it, and no line has it elsewhere before its reason. */
    public static final String LINE_START = "+";

    private static final int MAX_REASON = 300;
    private static final int PARTS = 5;
    private static final Path HOST_OF_LINUX = Path.of("/proc/sys/kernel/hostname");
    private static final String PROGRAM = ProcessHandle.current().pid() + "@" + host();
    private static final Pattern SEPARATORS = Pattern.compile("[\\t\\r\\n]+");

    private TaskHistory() {}

    /** The name of this program, as the maker of transitions: {@code <process id>@<host>}. */
    public static String program() {
        return PROGRAM;
    }

    /** Without a look-up of the name in the network, which can take long. */
    private static String host() {
        for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name;
            }
        }
        try {
            return Files.readString(HOST_OF_LINUX).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** A history with one more transition. */
    static String with(String history, Transition made) {
        String all = history + line(made);
        return all.substring(Math.max(0, all.length() - MAX_LENGTH));
    }

    private static String line(Transition made) {
        return LINE_START
                + ChronoUnit.MICROS.between(Instant.EPOCH, made.at())
                + rest(made.from(), made.to(), made.reason(), made.by());
    }

    /** A line without its time, for a statement that takes the time from the database. */
    public static String rest(@Nullable TaskState from, TaskState to, @Nullable String reason, String by) {
        return "\t" + (from == null ? "" : from) + untilBy(to, reason) + part(by, MAX_BY) + "\n";
    }

    /** The part of a line from the new state to the separator before who made it, for a statement that knows the others. */
    public static String untilBy(TaskState to, @Nullable String reason) {
        return "\t" + to + "\t" + (reason == null ? "" : cut(reason)) + "\t";
    }

    /** A reason as it is in a history: on one line, without the secrets of URLs, and no longer than allowed. */
    public static String cut(String reason) {
        return part(UrlSecrets.hideIn(reason), MAX_REASON);
    }

    private static String part(String text, int maxLength) {
        return Objects.requireNonNull(
                StorableText.clean(SEPARATORS.matcher(text).replaceAll(" "), maxLength));
    }

    /** Why a task has come to its state, as far as the task tells; {@code null} if it does not. */
    public static @Nullable String reason(VideoTask task) {
        return switch (task.state()) {
            case NOT_ACCEPTED, REJECTED, UNKNOWN, FAILED, PARKED -> task.errorMessage();
            case SUBMITTING, WAITING, COMPLETED, DELIVERED -> null;
        };
    }

    /** The transitions, oldest first. One that this version cannot read, such as to a state of a later version, is omitted. */
    public static List<Transition> read(String history) {
        List<Transition> transitions = new ArrayList<>();
        for (String line : history.split("\n", -1)) {
            String[] parts = line.split("\t", PARTS);
            if (line.startsWith(LINE_START) && parts.length == PARTS) {
                transition(parts).ifPresent(transitions::add);
            }
        }
        return transitions;
    }

    private static Optional<Transition> transition(String[] parts) {
        try {
            return Optional.of(new Transition(
                    Instant.EPOCH.plus(Duration.of(Long.parseLong(parts[0].substring(1)), ChronoUnit.MICROS)),
                    parts[1].isEmpty() ? null : TaskState.valueOf(parts[1]),
                    TaskState.valueOf(parts[2]),
                    parts[4],
                    parts[3].isEmpty() ? null : parts[3]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
