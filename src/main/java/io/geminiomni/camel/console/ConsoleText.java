package io.geminiomni.camel.console;

import io.geminiomni.camel.console.ConsoleReport.ChannelReport;
import io.geminiomni.camel.console.ConsoleReport.GatewayReport;
import io.geminiomni.camel.console.ConsoleReport.SpendingReport;
import io.geminiomni.camel.console.ConsoleReport.TaskReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as text, for people. */
public final class ConsoleText {
    private static final int BAR = 20;

    private ConsoleText() {}

    public static String of(ConsoleReport report) {
        return report.channels().isEmpty()
                ? "No channel has a started endpoint\n"
                : report.channels().stream().map(ConsoleText::of).collect(Collectors.joining("\n"));
    }

    private static String of(ChannelReport channel) {
        List<String> lines = new ArrayList<>();
        lines.add("Channel " + channel.channel());
        channel.gateways().forEach(gateway -> lines.add("    Gateway: " + of(gateway)));
        if (channel.failure() != null) {
            lines.add("    The task store cannot be read: " + channel.failure());
        }
        lines.add("    Tasks: "
                + (channel.states().isEmpty()
                        ? "none"
                        : channel.states().entrySet().stream()
                                .map(state -> state.getKey() + " " + state.getValue())
                                .collect(Collectors.joining(", "))));
        channel.spending().forEach(spending -> lines.add("    Spent: " + of(spending)));
        lines.add("    Leases held: " + channel.leasesHeld() + ", unrecorded outcomes: " + channel.unrecordedOutcomes()
                + ", lost acknowledgements: " + channel.lostAcknowledgements());
        channel.tasks().forEach(task -> lines.add("    " + of(task)));
        return String.join("\n", lines) + "\n";
    }

    private static String of(GatewayReport gateway) {
        return gateway.baseUrl() + ", account " + gateway.account()
                + (gateway.throttledForSeconds() > 0 ? ", throttled for " + time(gateway.throttledForSeconds()) : "")
                + (gateway.keyRejected() ? ", API KEY REFUSED" : "");
    }

    private static String of(SpendingReport spending) {
        return "today " + spending.today().toPlainString() + " " + spending.unit() + ", this month "
                + spending.month().toPlainString()
                + (spending.reserved().signum() > 0
                        ? ", reserved " + spending.reserved().toPlainString()
                        : "")
                + (spending.unpriced() > 0 ? ", attempts of unknown price " + spending.unpriced() : "");
    }

    private static String of(TaskReport task) {
        List<String> facts = new ArrayList<>();
        facts.add(String.format(
                "%-10s [%s] %3d %%  %s%s",
                task.state(),
                bar(task.progress()),
                task.progress(),
                task.key(),
                task.taskId() == null ? "" : " (" + task.taskId() + ")"));
        if (task.ageSeconds() != null) {
            facts.add("age " + time(task.ageSeconds()));
        }
        if (task.dueInSeconds() != null) {
            String what = task.state().equals("WAITING") ? "next poll " : "next emission ";
            facts.add(what + (task.dueInSeconds() > 0 ? "in " + time(task.dueInSeconds()) : "is due"));
        }
        if (task.leasedBy() != null && task.leasedForSeconds() != null) {
            facts.add("leased by " + task.leasedBy() + " for " + time(task.leasedForSeconds()));
        }
        facts.add("polls " + task.polls());
        if (task.attempts() > 0) {
            facts.add("attempts " + task.attempts());
        }
        if (task.late() != null) {
            facts.add("late by " + task.late());
        }
        if (task.error() != null) {
            facts.add(task.error().replaceAll("\\s+", " "));
        }
        return String.join(", ", facts);
    }

    private static String bar(int progress) {
        int full = progress * BAR / 100;
        return "#".repeat(full) + ".".repeat(BAR - full);
    }

    private static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return time.toString().substring(2).replaceAll("(?<=[HM])(?=\\d)", " ").toLowerCase(Locale.ROOT);
    }
}
