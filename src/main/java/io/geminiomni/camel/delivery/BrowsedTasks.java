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

    /** @param exchanges makes a new exchange */
    public BrowsedTasks(VideoTaskRepository tasks, String channel, Supplier<Exchange> exchanges) {
        this.tasks = tasks;
        this.channel = channel;
        this.exchanges = exchanges;
    }

    /**
     * @param limit the most tasks that are read
     * @param filter which exchanges are wanted; null for all
     */
    public List<Exchange> list(int limit, @Nullable Predicate<? super Exchange> filter) {
        List<Exchange> shown = new ArrayList<>();
        int remaining = limit;
        for (TaskState state : STATES) {
            List<VideoTask> inState = remaining > 0 ? tasks.inState(channel, state, remaining) : List.of();
            remaining -= inState.size();
            inState.stream()
                    .map(this::exchange)
                    .filter(filter == null ? any -> true : filter)
                    .forEach(shown::add);
        }
        return shown;
    }

    /** The number of tasks, each state counted up to a limit. */
    public int count(int limit) {
        Map<TaskState, Long> counts = tasks.counts(channel, EnumSet.copyOf(STATES), limit);
        return (int) Math.min(
                limit, counts.values().stream().mapToLong(Long::longValue).sum());
    }

    /** When the earliest of the tasks was submitted, in milliseconds; 0 if there are none. */
    public long first() {
        return STATES.stream()
                .flatMap(state -> tasks.inState(channel, state, 1).stream())
                .mapToLong(task -> task.submittedAt().toEpochMilli())
                .min()
                .orElse(0);
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
