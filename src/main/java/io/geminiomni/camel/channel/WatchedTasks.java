package io.geminiomni.camel.channel;

import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.evidence.AccountWatch;
import io.geminiomni.camel.evidence.OpenTask;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.TaskOverview;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an {@link AccountWatch} has to know of the stored tasks at one base URL. */
final class WatchedTasks {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTasks.class);

    /** So many tasks of a channel and a state are read. */
    private static final int MOST = 1000;

    /** After that time the gateway ends no task any more: it keeps none for longer. */
    private static final Duration KEPT = Duration.ofDays(3);

    private final String baseUrl;
    private final Set<Tasks> all = ConcurrentHashMap.newKeySet();

    WatchedTasks(URI baseUrl) {
        this.baseUrl = baseUrl.toString();
    }

    private record Tasks(String channel, VideoTaskRepository repository) {}

    void add(String channel, VideoTaskRepository repository) {
        all.add(new Tasks(channel, repository));
    }

    /** Tells a watch of a task that was completed or has failed. */
    static void tell(AccountWatch watch, VideoTask task) {
        if (task.state() == TaskState.COMPLETED) {
            watch.completed(task.channel(), task.key());
        } else if (VideoTask.ABANDONED.equals(task.errorCategory())) {
            watch.abandoned(task.channel(), task.key(), task.cost());
        } else {
            watch.failed(task.channel(), task.key(), task.cost());
        }
    }

    /** The tasks that may still end. What cannot be read counts as a task of unknown cost. */
    List<OpenTask> open() {
        List<OpenTask> open = new ArrayList<>();
        for (Tasks each : all) {
            for (TaskState state :
                    List.of(TaskState.SUBMITTING, TaskState.UNKNOWN, TaskState.WAITING, TaskState.PARKED)) {
                try {
                    add(each, state, open);
                } catch (RuntimeException e) {
                    LOG.debug("The open tasks of channel {} could not be read", each.channel(), e);
                    open.add(new OpenTask(each.channel(), "", null));
                }
            }
        }
        return open;
    }

    private void add(Tasks tasks, TaskState state, List<OpenTask> open) {
        List<TaskOverview> read = tasks.repository().overview(tasks.channel(), state, MOST);
        if (read.size() >= MOST) {
            open.add(new OpenTask(tasks.channel(), "", null));
        }
        read.stream()
                .filter(each -> state == TaskState.WAITING || !isOfLongAgo(each))
                .map(TaskOverview::task)
                .filter(this::mayEnd)
                .map(task -> new OpenTask(task.channel(), task.key(), task.cost()))
                .forEach(open::add);
    }

    private static boolean isOfLongAgo(TaskOverview task) {
        Duration age = task.age();
        return age != null && age.compareTo(KEPT) >= 0;
    }

    /** A parked task with a video was completed, and a request that was not charged cannot be refunded. */
    private boolean mayEnd(VideoTask task) {
        Evidence evidence = task.evidence();
        boolean wasCharged = evidence == null || evidence.verdict() != Evidence.Verdict.NOT_CHARGED;
        return wasCharged && task.videoUrl() == null && BaseUrl.isSame(task.baseUrl(), baseUrl);
    }
}
