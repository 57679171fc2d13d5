package io.geminiomni.camel.delivery;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.BrowsableEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Shows the tasks of a channel that a consumer polls or emits, and the parked ones, as exchanges. It neither claims nor fetches
 * anything, and shows no URL of a video.
 */
public final class BrowsedTasks {
    /** In the order in which they are shown; of each the earliest submitted first. */
    private static final List<TaskState> STATES =
            List.of(TaskState.WAITING, TaskState.COMPLETED, TaskState.FAILED, TaskState.PARKED);

    private final VideoTaskRepository tasks;
    private final String channel;
    private final Supplier<Exchange> exchanges;
    private final int defaultLimit;

    /** @param defaultLimit the most tasks that are read if a call has no limit; 0 or less for all */
    public BrowsedTasks(VideoTaskRepository tasks, String channel, Supplier<Exchange> exchanges, int defaultLimit) {
        this.tasks = tasks;
        this.channel = channel;
        this.exchanges = exchanges;
        this.defaultLimit = defaultLimit;
    }

    /**
     * @param limit the most exchanges; 0 for the default
     * @param filter which are wanted of the exchanges within the default; null for all
     */
    public List<Exchange> list(int limit, @Nullable Predicate<Exchange> filter) {
        List<Exchange> read = new ArrayList<>();
        int most = most(filter == null ? limit : 0);
        for (TaskState state : STATES) {
            if (read.size() < most) {
                tasks.inState(channel, state, most - read.size()).forEach(task -> read.add(exchange(task)));
            }
        }
        return filter == null
                ? read
                : read.stream().filter(filter).limit(most(limit)).toList();
    }

    /** @param limit up to which the tasks of each state are counted; 0 for the default */
    public BrowsableEndpoint.BrowseStatus status(int limit) {
        Map<TaskState, Long> counts = tasks.counts(channel, EnumSet.copyOf(STATES), most(limit));
        long size = counts.values().stream().mapToLong(Long::longValue).sum();
        long first = STATES.stream()
                .flatMap(state -> tasks.inState(channel, state, 1).stream())
                .mapToLong(task -> task.submittedAt().toEpochMilli())
                .min()
                .orElse(0);
        return new BrowsableEndpoint.BrowseStatus((int) Math.min(most(limit), size), first, 0);
    }

    private int most(int limit) {
        int wanted = limit > 0 ? limit : defaultLimit;
        return wanted > 0 ? wanted : Integer.MAX_VALUE;
    }

    private Exchange exchange(VideoTask task) {
        Exchange exchange = exchanges.get();
        Message message = exchange.getIn();
        VideoHeaders.emit(message, task, UrlDisclosure.NONE);
        message.setHeader(HeaderNames.STATE, task.state().name());
        message.setHeader(Exchange.MESSAGE_TIMESTAMP, task.submittedAt().toEpochMilli());
        message.setBody(task);
        return exchange;
    }
}
