package io.geminiomni.camel.poll;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.Unasked;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WAITING tasks that nobody asks for, as their base URL is one that no consumer has any more. A consumer of this component
 * asks for those of its own base URL, and one of another node is known by what it does: a task that was due for long has none.
 */
public final class UnaskedTasks implements Runnable {
    /** A task that was due for so long is asked for by nobody: it is longer than any gateway may keep a consumer quiet. */
    static final Duration LONG = PollSchedule.LONGEST_RETRY_AFTER.multipliedBy(2);

    private static final Logger LOG = LoggerFactory.getLogger(UnaskedTasks.class);

    private final Map<Channel, Integer> watched = new ConcurrentHashMap<>();
    private final Map<Place, Integer> asked = new ConcurrentHashMap<>();
    private final Set<Place> told = ConcurrentHashMap.newKeySet();

    private record Channel(RepositoryIdentity tasks, String name) {}

    private record Place(Channel channel, String baseUrl) {}

    /** Two repositories are one only if they are the same object. */
    private record RepositoryIdentity(VideoTaskRepository tasks) {
        @Override
        public boolean equals(Object other) {
            return other instanceof RepositoryIdentity identity && identity.tasks == tasks;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(tasks);
        }
    }

    private static Channel channel(VideoTaskRepository tasks, String name) {
        return new Channel(new RepositoryIdentity(tasks), name);
    }

    private static Place place(VideoTaskRepository tasks, String channel, String baseUrl) {
        return new Place(channel(tasks, channel), BaseUrl.normalized(baseUrl));
    }

    /** An endpoint of the channel has started: the log is told of tasks that nobody asks for. */
    public void watch(VideoTaskRepository tasks, String channel) {
        watched.merge(channel(tasks, channel), 1, Integer::sum);
    }

    /** It has stopped. */
    public void unwatch(VideoTaskRepository tasks, String channel) {
        decrement(watched, channel(tasks, channel));
    }

    /** A consumer asks for the channel's tasks of that base URL from now on. */
    public void ask(VideoTaskRepository tasks, String channel, String baseUrl) {
        asked.merge(place(tasks, channel, baseUrl), 1, Integer::sum);
    }

    /** It does so no longer. */
    public void askNoMore(VideoTaskRepository tasks, String channel, String baseUrl) {
        decrement(asked, place(tasks, channel, baseUrl));
    }

    private static <K> void decrement(Map<K, Integer> times, K name) {
        times.computeIfPresent(name, (same, before) -> before == 1 ? null : before - 1);
    }

    /**
     * The tasks of a channel that nobody asks for.
     *
     * @throws TaskStoreException if the store cannot be read
     */
    public List<Unasked> of(VideoTaskRepository tasks, String channel) {
        List<Unasked> unasked = new ArrayList<>();
        for (Unasked found : tasks.unasked(channel, LONG)) {
            if (!asked.containsKey(place(tasks, channel, found.baseUrl()))) {
                unasked.add(found);
            }
        }
        return unasked;
    }

    /** When the video of the first of these tasks may be gone. */
    public static Instant mayBeGone(Unasked tasks) {
        return tasks.firstSubmitted().plus(AnswerRules.VIDEO_KEPT);
    }

    /** Tells the log, once of each base URL until somebody asks for its tasks again. */
    @Override
    public void run() {
        for (Channel channel : watched.keySet()) {
            try {
                tell(channel);
            } catch (TaskStoreException e) {
                LOG.debug("Tasks of channel {} that nobody asks for could not be looked for", channel.name(), e);
            } catch (RuntimeException | Error e) {
                LOG.error("Tasks of channel {} that nobody asks for could not be looked for", channel.name(), e);
            }
        }
    }

    private void tell(Channel channel) {
        Set<Place> present = new HashSet<>();
        for (Unasked tasks : of(channel.tasks().tasks(), channel.name())) {
            Place place = new Place(channel, BaseUrl.normalized(tasks.baseUrl()));
            present.add(place);
            if (told.add(place)) {
                LOG.warn(
                        "{} tasks of channel {} wait for videos that are paid for, but nobody has asked for them for {} minutes:"
                                + " they were made at {}, and no consumer of this component has this base URL. The first of"
                                + " their videos may be gone after {}. Start a consumer with this base URL, or move the tasks"
                                + " to another one: see \"Another base URL\" for operators",
                        tasks.tasks(),
                        channel.name(),
                        LONG.toMinutes(),
                        tasks.baseUrl(),
                        mayBeGone(tasks));
            }
        }
        told.removeIf(place -> place.channel().equals(channel) && !present.contains(place));
    }
}
