package io.geminiomni.camel.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The records of the in-memory repository under every order in which they are looked for, so that no question looks at more
 * records than it answers with; one after the failing videos of a channel looks at those that are ready. Holds no rule
 * and no lock.
 */
final class MemoryStore {
    static final Comparator<StoredTask> BY_DUE_TIME =
            Comparator.comparing(StoredTask::dueAt).thenComparing(StoredTask::id);
    private static final Comparator<StoredTask> BY_SUBMISSION = Comparator.comparing(
                    (StoredTask stored) -> stored.task().submittedAt())
            .thenComparing(StoredTask::id);
    private static final Comparator<StoredTask> BY_FINISH =
            Comparator.comparing(StoredTask::since).thenComparing(StoredTask::id);

    private record Name(String channel, String name) {}

    private record Lane(
            String channel, Claim.Purpose purpose, @Nullable String baseUrl) {}

    private final Comparator<StoredTask> byDueTime;
    private final Map<String, StoredTask> byId = new HashMap<>();
    private final Map<Name, StoredTask> byKey = new HashMap<>();
    private final Map<Name, StoredTask> byTaskId = new HashMap<>();
    private final Map<Lane, NavigableSet<StoredTask>> lanes = new HashMap<>();
    private final Map<String, Map<TaskState, NavigableSet<StoredTask>>> byState = new HashMap<>();
    private final NavigableSet<StoredTask> finished = new TreeSet<>(BY_FINISH);

    MemoryStore(Comparator<StoredTask> byDueTime) {
        this.byDueTime = byDueTime;
    }

    @Nullable StoredTask byId(String id) {
        return byId.get(id);
    }

    @Nullable StoredTask byKey(String channel, String key) {
        return byKey.get(new Name(channel, key));
    }

    @Nullable StoredTask byTaskId(String channel, String taskId) {
        return byTaskId.get(new Name(channel, taskId));
    }

    /** The tasks that the claim may have, the longest due first. */
    List<StoredTask> due(Claim claim, Instant now) {
        NavigableSet<StoredTask> lane = lanes.getOrDefault(
                new Lane(claim.channel(), claim.purpose(), claim.baseUrl()), Collections.emptyNavigableSet());
        List<StoredTask> due = new ArrayList<>();
        for (StoredTask stored : lane) {
            if (due.size() == claim.limit() || stored.dueAt().isAfter(now)) {
                break;
            }
            due.add(stored);
        }
        return due;
    }

    Collection<String> channels() {
        return byState.keySet();
    }

    /** The channel's records in a state, the earliest submitted first. */
    NavigableSet<StoredTask> inState(String channel, TaskState state) {
        return byState.getOrDefault(channel, Map.of()).getOrDefault(state, Collections.emptyNavigableSet());
    }

    /** The finished records, the longest finished first. */
    NavigableSet<StoredTask> finished() {
        return finished;
    }

    void add(StoredTask stored) {
        VideoTask task = stored.task();
        byId.put(stored.id(), stored);
        byKey.put(new Name(task.channel(), task.key()), stored);
        if (task.taskId() != null) {
            byTaskId.put(new Name(task.channel(), task.taskId()), stored);
        }
        Lane lane = lane(stored);
        if (lane != null) {
            lanes.computeIfAbsent(lane, any -> new TreeSet<>(byDueTime)).add(stored);
        }
        byState.computeIfAbsent(task.channel(), any -> new EnumMap<>(TaskState.class))
                .computeIfAbsent(task.state(), any -> new TreeSet<>(BY_SUBMISSION))
                .add(stored);
        if (task.state().isFinished()) {
            finished.add(stored);
        }
    }

    void remove(StoredTask stored) {
        VideoTask task = stored.task();
        byId.remove(stored.id());
        byKey.remove(new Name(task.channel(), task.key()));
        if (task.taskId() != null) {
            byTaskId.remove(new Name(task.channel(), task.taskId()), stored);
        }
        Lane lane = lane(stored);
        if (lane != null) {
            removeFrom(lanes, lane, stored);
        }
        Map<TaskState, NavigableSet<StoredTask>> states = byState.getOrDefault(task.channel(), Map.of());
        removeFrom(states, task.state(), stored);
        if (states.isEmpty()) {
            byState.remove(task.channel());
        }
        finished.remove(stored);
    }

    void replace(StoredTask before, StoredTask after) {
        remove(before);
        add(after);
    }

    private static @Nullable Lane lane(StoredTask stored) {
        Claim.Purpose purpose = stored.purpose();
        if (purpose == null) {
            return null;
        }
        VideoTask task = stored.task();
        return new Lane(task.channel(), purpose, purpose == Claim.Purpose.ASK ? task.baseUrl() : null);
    }

    private static <K> void removeFrom(Map<K, NavigableSet<StoredTask>> sets, K name, StoredTask stored) {
        NavigableSet<StoredTask> set = sets.get(name);
        if (set != null) {
            set.remove(stored);
            if (set.isEmpty()) {
                sets.remove(name);
            }
        }
    }
}
