package io.geminiomni.camel.console;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.console.ConsoleReport.ChannelReport;
import io.geminiomni.camel.console.ConsoleReport.GatewayReport;
import io.geminiomni.camel.console.ConsoleReport.SpendingReport;
import io.geminiomni.camel.console.ConsoleReport.TaskReport;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.cost.SpendingSummary;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.TaskOverview;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what the console shows of channels. It changes nothing. */
public final class ChannelReports {
    /** The states of the tasks that are listed, those that need a person first. */
    private static final List<TaskState> LISTED = List.of(
            TaskState.UNKNOWN,
            TaskState.PARKED,
            TaskState.SUBMITTING,
            TaskState.WAITING,
            TaskState.COMPLETED,
            TaskState.FAILED);

    private ChannelReports() {}

    /**
     * @param channels one for each started endpoint
     * @param limit the most tasks in each state
     */
    public static ConsoleReport of(Collection<Channel> channels, int limit) {
        Map<String, IdentityHashMap<VideoTaskRepository, List<Channel>>> byName = new TreeMap<>();
        for (Channel channel : channels) {
            byName.computeIfAbsent(channel.name(), any -> new IdentityHashMap<>())
                    .computeIfAbsent(channel.store(), any -> new ArrayList<>())
                    .add(channel);
        }
        return new ConsoleReport(byName.values().stream()
                .flatMap(stores -> stores.values().stream())
                .map(ofStore -> report(ofStore, limit))
                .toList());
    }

    private static ChannelReport report(List<Channel> channels, int limit) {
        Channel one = channels.get(0);
        Map<String, Long> states = new TreeMap<>();
        List<TaskReport> tasks = new ArrayList<>();
        List<SpendingReport> spending = new ArrayList<>();
        @Nullable String failure = null;
        try {
            one.census().counts().forEach((state, count) -> states.put(state.name(), count));
            LISTED.stream()
                    .filter(state -> states.containsKey(state.name()))
                    .flatMap(state -> one.tasks().overview(one.name(), state, limit).stream())
                    .map(ChannelReports::report)
                    .forEach(tasks::add);
            spending.addAll(spending(one));
        } catch (TaskStoreException e) {
            failure = e.getMessage();
        }
        Set<LeaseKeeper> keepers = Collections.newSetFromMap(new IdentityHashMap<>());
        channels.forEach(channel -> keepers.add(channel.leases()));
        return new ChannelReport(
                one.name(),
                states,
                keepers.stream().mapToInt(LeaseKeeper::size).sum(),
                one.unrecorded(),
                channels.stream().mapToLong(Channel::lostAcknowledgements).sum(),
                channels.stream()
                        .map(ChannelReports::gateway)
                        .distinct()
                        .sorted(Comparator.comparing(GatewayReport::baseUrl).thenComparing(GatewayReport::account))
                        .toList(),
                tasks,
                spending,
                failure);
    }

    private static List<SpendingReport> spending(Channel channel) {
        Instant now = channel.clock().instant();
        List<Spending> month =
                channel.tasks().spent(SpendingPeriod.of("month", now).query(channel.name()));
        return SpendingSummary.of(month, LocalDate.ofInstant(now, ZoneOffset.UTC)).stream()
                .map(each ->
                        new SpendingReport(each.unit(), each.today(), each.total(), each.reserved(), each.unpriced()))
                .toList();
    }

    private static GatewayReport gateway(Channel channel) {
        return new GatewayReport(
                channel.options().gateway().baseUrl().toString(),
                channel.options().gateway().accountFingerprint(),
                channel.standing().throttledFor().toSeconds(),
                channel.standing().rejection() != null);
    }

    private static TaskReport report(TaskOverview overview) {
        VideoTask task = overview.task();
        boolean isLeased = overview.leaseOwner() != null;
        boolean isClaimed = Claim.Purpose.of(task.state()) != null;
        @Nullable Long due = seconds(overview.dueIn());
        return new TaskReport(
                task.key(),
                task.taskId(),
                task.state().name(),
                task.status(),
                task.progress(),
                seconds(overview.age()),
                isClaimed && !isLeased ? due : null,
                overview.leaseOwner(),
                isLeased ? due : null,
                task.polls(),
                task.attempts(),
                task.lateBy(),
                task.errorMessage());
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
