package io.geminiomni.camel.poll;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WAITING tasks that no consumer polls, as no consumer has their base URL any more. The consumers of this component are known
 * here. A consumer of another node is known by its effect: a task that has been due for long is polled by none.
 */
public final class UnpolledTasks implements Runnable {
    /** A task that has been due for so long is polled by nobody: no gateway can delay the polls of a consumer for longer. */
    static final Duration LONG = PollSchedule.LONGEST_RETRY_AFTER.multipliedBy(2);

    private static final Logger LOG = LoggerFactory.getLogger(UnpolledTasks.class);

    private final Map<Channel, Integer> watched = new ConcurrentHashMap<>();
    private final Map<Place, Integer> polled = new ConcurrentHashMap<>();
    private final Set<Place> logged = ConcurrentHashMap.newKeySet();

    private record Channel(RepositoryIdentity tasks, String name) {
        static Channel of(VideoTaskRepository tasks, String name) {
            return new Channel(new RepositoryIdentity(tasks), name);
        }
    }

    private record Place(Channel channel, String baseUrl) {
        static Place of(Channel channel, String baseUrl) {
            return new Place(channel, BaseUrl.normalized(baseUrl));
        }
    }

    /** Two repositories are equal only if they are the same object. */
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

    /** An endpoint of the channel has started: from now on its unpolled tasks are logged. */
    public void watch(VideoTaskRepository tasks, String channel) {
        watched.merge(Channel.of(tasks, channel), 1, Integer::sum);
    }

    /** The endpoint has stopped. */
    public void unwatch(VideoTaskRepository tasks, String channel) {
        decrement(watched, Channel.of(tasks, channel));
    }

    /** A consumer polls the channel's tasks of that base URL from now on. */
    public void startPolling(VideoTaskRepository tasks, String channel, String baseUrl) {
        polled.merge(Place.of(Channel.of(tasks, channel), baseUrl), 1, Integer::sum);
    }

    /** The consumer polls them no longer. */
    public void stopPolling(VideoTaskRepository tasks, String channel, String baseUrl) {
        decrement(polled, Place.of(Channel.of(tasks, channel), baseUrl));
    }

    private static <K> void decrement(Map<K, Integer> times, K name) {
        times.computeIfPresent(name, (same, before) -> before == 1 ? null : before - 1);
    }

    /**
     * The tasks of a channel that no consumer polls.
     *
     * @throws TaskStoreException if the store cannot be read
     */
    public List<Unpolled> of(VideoTaskRepository tasks, String channel) {
        return tasks.unpolled(channel, LONG).stream()
                .filter(found -> !polled.containsKey(Place.of(Channel.of(tasks, channel), found.baseUrl())))
                .toList();
    }

    /** When the video of the first of these tasks may be gone. */
    public static Instant mayBeGone(Unpolled tasks) {
        return tasks.firstSubmitted().plus(AnswerRules.VIDEO_KEPT);
    }

    /** Logs each base URL once, until a consumer polls its tasks again. */
    @Override
    public void run() {
        for (Channel channel : watched.keySet()) {
            try {
                log(channel);
            } catch (TaskStoreException e) {
                LOG.debug("The unpolled tasks of channel {} could not be looked up", channel.name(), e);
            } catch (RuntimeException | Error e) {
                LOG.error("The unpolled tasks of channel {} could not be looked up", channel.name(), e);
            }
        }
    }

    private void log(Channel channel) {
        Set<Place> present = new HashSet<>();
        for (Unpolled tasks : of(channel.tasks().tasks(), channel.name())) {
            Place place = Place.of(channel, tasks.baseUrl());
            present.add(place);
            if (logged.add(place)) {
                LOG.warn(
                        "{} tasks of channel {} wait for videos that are paid for, but no consumer has polled them for {}"
                                + " minutes: they were made at {}, and no consumer of this component has this base URL. The first"
                                + " of their videos may be gone after {}. Start a consumer with this base URL, or move the tasks"
                                + " to another one: see \"Another base URL\" for operators",
                        tasks.tasks(),
                        channel.name(),
                        LONG.toMinutes(),
                        tasks.baseUrl(),
                        mayBeGone(tasks));
            }
        }
        logged.removeIf(place -> place.channel().equals(channel) && !present.contains(place));
    }
}
