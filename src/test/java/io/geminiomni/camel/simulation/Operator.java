package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A person who resolves, frees, unparks and adopts, at any moment. */
final class Operator {
    private static final String NAME = "operator";

    private final World world;
    private final VideoTaskRepository tasks;

    Operator(World world) {
        this.world = world;
        this.tasks = ObservedStore.of(world.tasks(), NAME, Duration.ZERO, world.recorder(), world.scheduler());
    }

    /** Resolves each UNKNOWN key as the task that the gateway has for it, or else as not submitted. */
    void resolve() {
        for (VideoTask unknown : tasks.unknown(Submissions.CHANNEL)) {
            Optional<SimulatedGateway.RemoteTask> task = world.gateway().ofKey(unknown.key(), unknown.submittedAt());
            world.scheduler().step();
            tryTo(() -> {
                if (task.isPresent()) {
                    tasks.resolveAsTask(
                            Submissions.CHANNEL, unknown.key(), task.get().id());
                    world.recorder()
                            .add(new Event.Resolved(unknown.key(), task.get().id()));
                } else {
                    free(unknown);
                }
            });
        }
    }

    /** Resolves the first UNKNOWN key as not submitted, without looking for its task. */
    void free() {
        tasks.unknown(Submissions.CHANNEL).stream().findFirst().ifPresent(unknown -> tryTo(() -> free(unknown)));
    }

    private void free(VideoTask unknown) {
        tasks.resolveAsNotSubmitted(Submissions.CHANNEL, unknown.key());
        world.recorder().add(new Event.Freed(unknown.key()));
    }

    void unpark() {
        world.recorder().add(new Event.Unparked(tasks.unpark(Submissions.CHANNEL, null)));
    }

    /** Adopts the first task of the gateway that the store does not have. */
    void adopt() {
        List<SimulatedGateway.RemoteTask> missing = world.gateway().tasks().stream()
                .filter(task -> tasks.findTask(Submissions.CHANNEL, task.id()).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        SimulatedGateway.RemoteTask task = missing.get(0);
        world.scheduler().step();
        tryTo(() -> {
            tasks.adopt(
                    world.charged(Submissions.of(world.newId(), "adopted:" + task.id(), false, optionsOf(task))),
                    task.id());
            world.recorder().add(new Event.Adopted(task.id()));
        });
    }

    private static NodeOptions optionsOf(SimulatedGateway.RemoteTask task) {
        return new NodeOptions(
                task.baseUrl(),
                task.account().equals(SimulatedGateway.account(Plan.SECOND_KEY)) ? Plan.SECOND_KEY : Plan.FIRST_KEY,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofDays(7),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1);
    }

    /** The record may have changed since the operator looked at it, which the command says. */
    private void tryTo(Runnable command) {
        try {
            command.run();
        } catch (IllegalStateException e) {
            world.recorder().note(NAME + ": is refused: " + e.getMessage());
        }
    }
}
