package io.geminiomni.camel.gateway;

import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A gateway whose calls wait for their turns, as those of {@link GatewayClient} do. */
public final class PacedGateway implements Gateway {
    private static final Duration LONGEST_TURN = Duration.ofDays(1);

    private final Gateway gateway;
    private final RequestPace pace;

    public PacedGateway(Gateway gateway, RequestPace pace) {
        this.gateway = gateway;
        this.pace = pace;
    }

    @Override
    public boolean awaitTurn(Duration atMost) {
        return pace.awaitCreate(atMost) && gateway.awaitTurn(atMost);
    }

    @Override
    public CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name) {
        long sentAt = pace.now();
        CreateOutcome outcome = gateway.create(request, idempotencyKeyHash, name);
        if (outcome instanceof CreateOutcome.NotAccepted notAccepted
                && notAccepted.reason() == CreateOutcome.NotAccepted.Reason.THROTTLED) {
            pace.throttled(sentAt);
        }
        return outcome;
    }

    @Override
    public TaskAnswer query(String taskId) {
        if (!pace.await(LONGEST_TURN)) {
            throw new GatewayUnavailableException(
                    new GatewayFailure("It was interrupted while it waited for its turn", null, 0, false, null, null));
        }
        return send(taskId);
    }

    @Override
    public Optional<TaskAnswer> poll(String taskId, Duration age, BooleanSupplier isWanted) {
        return pace.awaitPoll(age, isWanted) ? Optional.of(send(taskId)) : Optional.empty();
    }

    private TaskAnswer send(String taskId) {
        long sentAt = pace.now();
        try {
            return gateway.query(taskId);
        } catch (GatewayThrottledException e) {
            pace.throttled(sentAt);
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
