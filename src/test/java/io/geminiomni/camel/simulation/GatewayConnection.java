package io.geminiomni.camel.simulation;

import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.simulation.SimulatedGateway.RemoteTask;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The calls of one node to the simulated gateway, and what goes wrong with them. */
final class GatewayConnection implements Gateway {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(6);

    private final SimulatedGateway gateway;
    private final GatewaySettings settings;
    private final String node;
    private final Scheduler scheduler;
    private final Chance chance;
    private final Recorder recorder;

    /** @param node the name of the process */
    GatewayConnection(
            SimulatedGateway gateway,
            GatewaySettings settings,
            String node,
            Scheduler scheduler,
            Chance chance,
            Recorder recorder) {
        this.gateway = gateway;
        this.settings = settings;
        this.node = node;
        this.scheduler = scheduler;
        this.chance = chance;
        this.recorder = recorder;
    }

    @Override
    public boolean awaitTurn(Duration atMost) {
        if (!chance.happens(FaultKind.CREATE_SLOW)) {
            scheduler.step();
            return true;
        }
        Duration turn = chance.time(FaultKind.CREATE_SLOW, Duration.ofMinutes(2));
        if (turn.compareTo(atMost) > 0) {
            return false;
        }
        boolean waited = scheduler.sleep(turn);
        if (!waited) {
            Thread.currentThread().interrupt();
        }
        return waited;
    }

    @Override
    public CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name) {
        String key = Submissions.key(request);
        scheduler.step();
        if (gateway.isAway()
                || (chance.happens(FaultKind.CREATE_NOT_ACCEPTED)
                        && chance.variant(FaultKind.CREATE_NOT_ACCEPTED, 2) == 0)) {
            recorder.note(node + ": has no connection for its create for key " + key);
            return notAccepted(CreateOutcome.NotAccepted.Reason.NOT_CONNECTED);
        }
        long call = gateway.newCall();
        recorder.add(new Event.CreateReceived(node, key, call));
        Received received = receive(call, key);
        Duration answerAfter = chance.happens(FaultKind.CREATE_SLOW)
                ? chance.time(FaultKind.CREATE_SLOW, settings.requestTimeout().multipliedBy(2))
                : Duration.ofMillis(50);
        boolean late = answerAfter.compareTo(settings.requestTimeout()) > 0;
        boolean interrupted = !scheduler.sleep(late ? settings.requestTimeout() : answerAfter);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Answer answer = interrupted || late ? Answer.UNCLEAR : received.answer();
        recorder.add(new Event.CreateAnswered(node, key, call, answer));
        return switch (answer) {
            case ACCEPTED -> new CreateOutcome.Accepted(answer(received.task(), RemoteStatus.QUEUED));
            case NOT_ACCEPTED -> notAccepted(CreateOutcome.NotAccepted.Reason.THROTTLED);
            case REJECTED ->
                new CreateOutcome.Rejected(CreateOutcome.Rejected.Reason.REQUEST, failure("The request is rejected"));
            case UNCLEAR -> new CreateOutcome.Unknown("there was no usable answer", failure("No usable answer"));
        };
    }

    /**
     * What the gateway has made of a create.
     *
     * @param answer what its answer says
     */
    private record Received(@Nullable RemoteTask task, Answer answer) {}

    private Received receive(long call, String key) {
        if (chance.happens(FaultKind.CREATE_NOT_ACCEPTED)) {
            return new Received(null, Answer.NOT_ACCEPTED);
        }
        if (chance.happens(FaultKind.CREATE_REJECTED)) {
            return new Received(null, Answer.REJECTED);
        }
        boolean unclear = chance.happens(FaultKind.CREATE_UNCLEAR);
        if (unclear && chance.variant(FaultKind.CREATE_UNCLEAR, 3) == 0) {
            return new Received(null, Answer.UNCLEAR);
        }
        RemoteTask task = gateway.accept(call, key, settings.baseUrl(), settings.apiKey());
        return new Received(task, unclear ? Answer.UNCLEAR : Answer.ACCEPTED);
    }

    private CreateOutcome notAccepted(CreateOutcome.NotAccepted.Reason reason) {
        return new CreateOutcome.NotAccepted(reason, failure("The request is not accepted: " + reason));
    }

    @Override
    public TaskAnswer query(String taskId) {
        scheduler.step();
        if (gateway.isAway()) {
            throw unanswered(taskId, "has no connection");
        }
        boolean slow = chance.happens(FaultKind.POLL_SLOW);
        if (slow) {
            boolean answered = scheduler.sleep(chance.time(FaultKind.POLL_SLOW, settings.requestTimeout()));
            if (!answered) {
                Thread.currentThread().interrupt();
                throw unanswered(taskId, "is interrupted");
            }
        }
        if (chance.happens(FaultKind.POLL_THROTTLED)) {
            Duration retryAfter = chance.time(FaultKind.POLL_THROTTLED, LONGEST_RETRY_AFTER);
            recorder.add(new Event.Polled(node, taskId, "throttled"));
            recorder.add(new Event.Throttled(node, retryAfter));
            throw new GatewayThrottledException(failure("Too many requests", retryAfter));
        }
        if (chance.happens(FaultKind.KEY_REJECTED)) {
            recorder.add(new Event.Polled(node, taskId, "the API key is rejected"));
            throw new GatewayAuthenticationException(failure("The API key is rejected"));
        }
        if (chance.happens(FaultKind.POLL_FAILS)) {
            throw unanswered(taskId, "no usable answer");
        }
        TaskAnswer answer = present(taskId);
        scheduler.step();
        return answer;
    }

    private TaskAnswer present(String taskId) {
        RemoteTask task = gateway.find(taskId, settings.baseUrl(), settings.apiKey());
        if (task == null) {
            recorder.add(new Event.Polled(node, taskId, "unknown"));
            throw new UnknownTaskException(failure("There is no task " + taskId));
        }
        RemoteStatus status = RemoteStatus.PROCESSING;
        if (gateway.hasEnded(task)) {
            status = task.fate() == SimulatedGateway.Fate.VIDEO ? RemoteStatus.COMPLETED : RemoteStatus.FAILED;
        }
        recorder.add(new Event.Polled(node, taskId, status.toString()));
        return answer(task, status);
    }

    private GatewayUnavailableException unanswered(String taskId, String why) {
        recorder.add(new Event.Polled(node, taskId, why));
        return new GatewayUnavailableException(failure("No answer"));
    }

    private static TaskAnswer answer(@Nullable RemoteTask task, RemoteStatus status) {
        if (task == null) {
            throw new IllegalStateException("An accepted create without a task");
        }
        boolean completed = status == RemoteStatus.COMPLETED;
        Instant ended = (completed || status == RemoteStatus.FAILED) ? NodeClock.instant(task.until()) : null;
        return new TaskAnswer(
                task.id(),
                status,
                status.name(),
                completed ? 100 : 0,
                null,
                NodeClock.instant(task.from()),
                ended,
                completed ? "https://videos.example/" + task.id() + ".mp4" : null,
                status == RemoteStatus.FAILED ? "The upstream failed" : null,
                task.estimated());
    }

    private static GatewayFailure failure(String message) {
        return failure(message, null);
    }

    private static GatewayFailure failure(String message, @Nullable Duration retryAfter) {
        return new GatewayFailure(message, null, 0, false, retryAfter, null);
    }

    @Override
    public Balance balance() {
        throw new GatewayRejectedException(failure("No part of the simulation queries the balance"));
    }

    @Override
    public String upload(FileToUpload file) {
        throw new GatewayRejectedException(failure("No part of the simulation uploads a file"));
    }
}
