package io.geminiomni.camel.simulation;

import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A client of the gateway with a fault that was put in. */
final class PlantedGatewayFaults implements Gateway {
    private static final Duration DELAY = Duration.ofMinutes(2);

    private final PlantedFault fault;
    private final Gateway gateway;
    private final Scheduler scheduler;
    private final Runnable locked;

    /** @param locked needs the lock of the channels of the node */
    PlantedGatewayFaults(PlantedFault fault, Gateway gateway, Scheduler scheduler, Runnable locked) {
        this.fault = fault;
        this.gateway = gateway;
        this.scheduler = scheduler;
        this.locked = locked;
    }

    @Override
    public boolean awaitTurn(Duration atMost) {
        return gateway.awaitTurn(atMost);
    }

    @Override
    public CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name) {
        if (fault == PlantedFault.DELAY_BEFORE_SEND) {
            scheduler.sleep(DELAY);
        }
        CreateOutcome outcome = gateway.create(request, idempotencyKeyHash, name);
        if (outcome instanceof CreateOutcome.Unknown unknown) {
            if (fault == PlantedFault.RESEND_UNCLEAR_CREATE) {
                return gateway.create(request, idempotencyKeyHash, name);
            }
            if (fault == PlantedFault.UNCLEAR_IS_NOT_ACCEPTED) {
                return new CreateOutcome.NotAccepted(CreateOutcome.NotAccepted.Reason.NOT_CONNECTED, unknown.failure());
            }
        }
        if (fault == PlantedFault.OUTCOME_WAITS_FOR_STOP
                && outcome instanceof CreateOutcome.Accepted accepted
                && accepted.task().estimated() != null) {
            locked.run();
        }
        return outcome;
    }

    @Override
    public TaskAnswer query(String taskId) {
        return read(() -> gateway.query(taskId));
    }

    @Override
    public Optional<TaskAnswer> poll(String taskId, Duration age, BooleanSupplier isWanted) {
        return read(() -> gateway.poll(taskId, age, isWanted));
    }

    private <T> T read(Supplier<T> call) {
        try {
            return call.get();
        } catch (GatewayThrottledException e) {
            if (fault == PlantedFault.IGNORE_RETRY_AFTER) {
                throw new GatewayThrottledException(
                        new GatewayFailure(String.valueOf(e.getMessage()), null, 0, false, null, null));
            }
            throw e;
        }
    }

    @Override
    public Balance balance() {
        return gateway.balance();
    }

    @Override
    public String upload(FileToUpload file) {
        return gateway.upload(file);
    }
}
