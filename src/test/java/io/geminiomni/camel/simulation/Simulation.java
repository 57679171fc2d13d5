package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Checker;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Violation;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs one history: the nodes do what its plan says, until the faults have ended and everything is at rest, or the longest bound
 * has passed. Then the history is judged.
 */
final class Simulation {
    private static final Duration LOOK = Duration.ofSeconds(20);
    /** The longest time until a task has ended after the faults, however it ends. */
    private static final Duration LONGEST_BOUND = NodeOptions.ABANDON_AFTER.multipliedBy(3);

    private static final List<TaskState> OPEN =
            List.of(TaskState.SUBMITTING, TaskState.WAITING, TaskState.COMPLETED, TaskState.FAILED);

    private final Plan plan;
    private final World world;
    private final Operator operator;
    private final List<Node> nodes = new ArrayList<>();

    private Simulation(Plan plan, PlantedFault planted) {
        this.plan = plan;
        this.world = new World(plan, planted);
        this.operator = new Operator(world);
        for (int node = 0; node < plan.options().size(); node++) {
            nodes.add(new Node(world, node + 1, plan.options().get(node)));
        }
    }

    static Result run(Plan plan) {
        return run(plan, PlantedFault.NONE);
    }

    static Result run(Plan plan, PlantedFault planted) {
        return plan.h2() ? SimulatedStore.alone(() -> simulate(plan, planted)) : simulate(plan, planted);
    }

    private static Result simulate(Plan plan, PlantedFault planted) {
        return new Simulation(plan, planted).run();
    }

    private Result run() {
        Scheduler scheduler = world.scheduler();
        scheduler.start("plan", world.life(), this::direct);
        try {
            scheduler.run();
        } catch (RuntimeException e) {
            throw new IllegalStateException("The history of seed " + plan.seed() + " could not be simulated", e);
        }
        List<Violation> violations =
                new ArrayList<>(checker().judge(world.recorder().history()));
        if (scheduler.stuck() != null) {
            violations.add(new Violation("NothingStuck", scheduler.stuck()));
        }
        Result result = new Result(
                plan,
                world.recorder().history(),
                violations,
                scheduler.steps(),
                world.chance().happened());
        scheduler.unwind();
        return result;
    }

    private Checker checker() {
        List<NodeOptions> options =
                plan.options().stream().flatMap(List::stream).toList();
        Duration shortest = options.stream()
                .map(NodeOptions::pollInterval)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration longestPoll = NodeOptions.REQUEST_TIMEOUT.plusSeconds(5);
        return new Checker(
                shortest,
                longestPoll,
                NodeOptions.MOST_ATTEMPTS,
                NodeOptions.TASK_TIMEOUT,
                NodeOptions.ABANDON_AFTER,
                Prices.of(plan.seed()).limit(),
                !plan.h2());
    }

    private void direct() {
        nodes.forEach(Node::start);
        for (PlannedStep step : plan.steps()) {
            sleepUntil(step.at());
            perform(step);
        }
        sleepUntil(plan.faultsEnd());
        world.recover();
        nodes.forEach(Node::recover);
        Duration bound = plan.faultsEnd().plus(LONGEST_BOUND);
        boolean atRest = false;
        while (!atRest && world.scheduler().now() < bound.toNanos()) {
            world.scheduler().sleep(LOOK);
            atRest = isAtRest();
        }
        conclude(atRest);
        world.scheduler().finish();
    }

    private void sleepUntil(Duration time) {
        long remaining = time.toNanos() - world.scheduler().now();
        if (remaining > 0) {
            world.scheduler().sleep(Duration.ofNanos(remaining));
        }
    }

    private void perform(PlannedStep step) {
        Node node = nodes.get(step.node());
        String key = "order-" + (step.number() + 1);
        boolean other = step.time().toMillis() % 16 == 0;
        switch (step.action()) {
            case CREATE -> node.submit(key, other, false);
            case GENERATE -> node.submit(key, other, true);
            case RECEIVE -> node.receive(step.time());
            case END -> node.endAfter(step.number(), step.time());
            case STOP -> node.stop(step.time());
            case PAUSE -> node.pauseAfter(step.number(), step.time());
            case SUSPEND -> node.suspend(step.time());
            case SET_CLOCK -> node.setClock(clockError(step));
            case INTERRUPT -> node.interrupt(step.number());
            case STORE_AWAY -> world.storeAwayFor(step.time());
            case GATEWAY_AWAY -> world.gatewayAwayFor(step.time());
            case RESOLVE -> asOperator(operator::resolve);
            case FREE -> asOperator(operator::free);
            case UNPARK -> asOperator(operator::unpark);
            case ADOPT -> asOperator(operator::adopt);
            default -> throw new IllegalStateException(step.toString());
        }
    }

    /** From seconds to days, forward or back. */
    private static Duration clockError(PlannedStep step) {
        int factor = step.number() % 3 == 0 ? 3000 : 1;
        return step.time().multipliedBy(step.number() % 2 == 0 ? factor : -factor);
    }

    private void asOperator(Runnable command) {
        world.scheduler().start("operator", world.life(), command);
    }

    /** The records are counted last: other threads may go on before, and one that was busy may add a task. */
    private boolean isAtRest() {
        return nodes.stream().allMatch(Node::isAtRest)
                && nodes.stream().allMatch(node -> node.busy().isEmpty())
                && OPEN.stream().noneMatch(world.tasks().counts()::containsKey);
    }

    /** Records how everything is at the end. */
    private void conclude(boolean atRest) {
        for (SimulatedGateway.RemoteTask task : world.gateway().tasks()) {
            world.gateway().hasEnded(task);
        }
        for (TaskState state : TaskState.values()) {
            for (VideoTask task : world.tasks().inState(Submissions.CHANNEL, state, Integer.MAX_VALUE)) {
                world.recorder()
                        .add(new Event.Final(
                                task.key(), task.taskId(), task.state().name()));
            }
        }
        if (!atRest) {
            nodes.stream()
                    .flatMap(node -> node.busy().stream())
                    .forEach(busy -> world.recorder().add(new Event.NotAtRest(busy + " goes on")));
            nodes.stream()
                    .filter(node -> !node.isAtRest())
                    .forEach(node -> world.recorder().add(new Event.NotAtRest(node + " is not at rest")));
        }
    }
}
