package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the gateways at all base URLs know: their accounts and tasks. */
final class SimulatedGateway {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Scheduler scheduler;
    private final Chance chance;
    private final Recorder recorder;
    private final SplittableRandom random;
    private final Estimates estimates;
    private final boolean forgets;
    private final Map<String, RemoteTask> tasks = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();
    private long calls;
    private long awayUntil;

    /**
     * @param forgets whether it may forget a task. A node with another key cannot tell such a task from one of another account,
     *     and leaves it to nodes with its key, for however long
     */
    SimulatedGateway(
            Scheduler scheduler,
            Chance chance,
            Recorder recorder,
            SplittableRandom random,
            Estimates estimates,
            boolean forgets) {
        this.scheduler = scheduler;
        this.chance = chance;
        this.recorder = recorder;
        this.random = random;
        this.estimates = estimates;
        this.forgets = forgets;
    }

    /** What becomes of a task. */
    enum Fate {
        VIDEO,
        FAILURE,
        NEVER_ENDS,
        FORGOTTEN
    }

    /**
     * A task of the gateway.
     *
     * @param account the owner, whatever the API key
     * @param from when the gateway began to work on it
     * @param until when it ends, or is forgotten
     * @param estimated how long it will take, by what the gateway says
     */
    record RemoteTask(
            String id,
            String key,
            URI baseUrl,
            String account,
            long from,
            long until,
            Fate fate,
            @Nullable Duration estimated) {}

    /** The account of an API key. */
    static String account(String apiKey) {
        return apiKey.equals(Plan.SECOND_KEY) ? "second" : "first";
    }

    /** The number of a new call. */
    long newCall() {
        return ++calls;
    }

    void awayFor(Duration time) {
        awayUntil = scheduler.now() + time.toNanos();
    }

    void back() {
        awayUntil = 0;
    }

    boolean isAway() {
        return awayUntil > scheduler.now();
    }

    /** Accepts a create, and charges for it. */
    RemoteTask accept(long call, String key, URI baseUrl, String apiKey) {
        Fate fate = Fate.VIDEO;
        if (chance.happens(FaultKind.TASK_LOST)) {
            fate = chance.variant(FaultKind.TASK_LOST, 2) == 0 || !forgets ? Fate.NEVER_ENDS : Fate.FORGOTTEN;
        } else if (chance.happens(FaultKind.TASK_FAILS)) {
            fate = Fate.FAILURE;
        }
        long length =
                SHORTEST.toNanos() + random.nextLong(LONGEST.minus(SHORTEST).toNanos());
        String id = "task-" + (tasks.size() + 1);
        RemoteTask task = new RemoteTask(
                id,
                key,
                baseUrl,
                account(apiKey),
                scheduler.now(),
                scheduler.now() + length,
                fate,
                estimates.next(Duration.ofNanos(length)));
        tasks.put(id, task);
        recorder.add(new Event.Charged(call, key, id));
        return task;
    }

    /** The task as the account knows it; null if it does not. */
    @Nullable RemoteTask find(String id, URI baseUrl, String apiKey) {
        RemoteTask task = tasks.get(id);
        boolean known = task != null
                && task.baseUrl().equals(baseUrl)
                && task.account().equals(account(apiKey))
                && !(task.fate() == Fate.FORGOTTEN && task.until() <= scheduler.now());
        return known ? task : null;
    }

    /** Whether the task has ended, which is part of the history from the first time that a poll shows it. */
    boolean hasEnded(RemoteTask task) {
        boolean has = task.until() <= scheduler.now() && (task.fate() == Fate.VIDEO || task.fate() == Fate.FAILURE);
        if (has && ended.add(task.id())) {
            recorder.add(new Event.TaskEnded(task.id(), task.fate() == Fate.VIDEO));
        }
        return has;
    }

    /** The task that was made for a key since that time, as an operator finds it in the account. */
    Optional<RemoteTask> ofKey(String key, Instant since) {
        return tasks.values().stream()
                .filter(task -> task.key().equals(key)
                        && !NodeClock.instant(task.from()).isBefore(since))
                .findFirst();
    }

    List<RemoteTask> tasks() {
        return new ArrayList<>(tasks.values());
    }
}
