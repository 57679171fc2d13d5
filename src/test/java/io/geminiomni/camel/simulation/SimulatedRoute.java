package io.geminiomni.camel.simulation;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** The route of a node, which takes the videos that are emitted, fails or hangs. */
final class SimulatedRoute {
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration HANG = Duration.ofMinutes(3);

    private final Scheduler scheduler;
    private final Chance chance;
    private final Recorder recorder;
    private final Life life;
    private final PlantedFault planted;

    SimulatedRoute(Scheduler scheduler, Chance chance, Recorder recorder, Life life, PlantedFault planted) {
        this.scheduler = scheduler;
        this.chance = chance;
        this.recorder = recorder;
        this.life = life;
        this.planted = planted;
    }

    /**
     * Emits a task, whose exchange acknowledges it when it completes.
     *
     * @param stopping whether whoever emits it is stopping
     * @param whenEnded is called when the exchange has left the route
     */
    void emit(LeasedTask leased, Deliveries deliveries, BooleanSupplier stopping, Runnable whenEnded) {
        emit(leased, deliveries.acknowledgement(leased, stopping), stopping, whenEnded);
    }

    /** The same with that acknowledgement. */
    void emit(LeasedTask leased, VideoAcknowledgement acknowledgement, BooleanSupplier stopping, Runnable whenEnded) {
        String taskId = String.valueOf(leased.task().taskId());
        recorder.add(new Event.Emitted(life.toString(), taskId, leased.lease().token()));
        if (leased.task().state() == TaskState.FAILED) {
            scheduler.step();
            recorder.add(new Event.FailureReported(life.toString(), taskId));
            acknowledgement.finished();
            whenEnded.run();
            return;
        }
        if (planted == PlantedFault.ACKNOWLEDGE_BEFORE_ROUTE) {
            acknowledgement.finished();
        }
        Runnable rest = () -> {
            pass(taskId, acknowledgement, stopping);
            whenEnded.run();
        };
        if (chance.happens(FaultKind.ROUTE_ASYNCHRONOUS)) {
            scheduler.start("route", life, rest);
        } else {
            rest.run();
        }
    }

    private void pass(String taskId, VideoAcknowledgement acknowledgement, BooleanSupplier stopping) {
        boolean hangs = chance.happens(FaultKind.ROUTE_HANGS);
        Duration time =
                hangs ? chance.time(FaultKind.ROUTE_HANGS, HANG) : chance.time(FaultKind.ROUTE_ASYNCHRONOUS, WORK);
        boolean interrupted = !scheduler.sleep(time);
        if (interrupted || (hangs && stopping.getAsBoolean())) {
            recorder.add(new Event.RouteFailed(life.toString(), taskId));
            acknowledgement.failed(new RejectedExecutionException("The route is stopping"));
        } else if (chance.happens(FaultKind.ROUTE_FAILS)) {
            recorder.add(new Event.RouteFailed(life.toString(), taskId));
            acknowledgement.failed(new IllegalStateException("The route fails"));
        } else {
            recorder.add(new Event.RouteCompleted(life.toString(), taskId));
            scheduler.step();
            acknowledgement.finished();
        }
    }
}
