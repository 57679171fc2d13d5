package io.geminiomni.camel.simulation;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.emit.EmissionWindow;
import io.geminiomni.camel.emit.EmittedProgress;
import io.geminiomni.camel.emit.ScheduledRounds;
import io.geminiomni.camel.emit.VideoEmitter;
import io.geminiomni.camel.poll.Reachability;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Polls and emits as the component's consumer does, with the same parts, in a route that is simulated. */
final class SimulatedConsumer {
    private final Channel channel;
    private final Deliveries deliveries;
    private final SimulatedRoute route;
    private final NodeOptions options;
    private final String node;
    private final Recorder recorder;
    private final String owner;
    private final ExecutorService polls;
    private final ExecutorService emissions;
    private final ScheduledExecutorService clockwork;
    private final TaskPoller poller;
    private final VideoEmitter emitter;
    private final ScheduledRounds rounds;
    private final Users.Stay stay;
    private @Nullable Future<?> running;
    /** As Camel does, only one thread at a time starts, suspends, resumes or stops a consumer. */
    private final Monitor lifecycle;

    private boolean started;
    private boolean stopped;

    SimulatedConsumer(
            Channel channel,
            Deliveries deliveries,
            SimulatedRoute route,
            NodeOptions options,
            String node,
            Recorder recorder) {
        this.channel = channel;
        this.deliveries = deliveries;
        this.route = route;
        this.options = options;
        this.node = node;
        this.recorder = recorder;
        Threads threads = channel.threads();
        this.owner = node;
        this.lifecycle = threads.monitor();
        this.stay = channel.enter();
        this.polls = threads.pool(this, "poll", channel.options().concurrentPolls());
        this.emissions = threads.pool(this, "emission", options.concurrentConsumers());
        this.clockwork = threads.timer(this, "consumer");
        this.poller = channel.poller(owner, polls);
        this.emitter = new VideoEmitter(this::emit, emissions, options.concurrentConsumers(), threads);
        this.rounds = new ScheduledRounds(
                consumer(),
                poller,
                emitter,
                new EmissionWindow(options.concurrentConsumers()),
                new EmittedProgress(),
                reachability("The gateway"),
                reachability("The task store"));
    }

    void start() {
        channel.unpolled()
                .startPolling(channel.tasks(), channel.name(), options.baseUrl().toString());
        started = true;
        long delay = options.delay().toMillis();
        running = clockwork.scheduleWithFixedDelay(this::poll, delay, delay, TimeUnit.MILLISECONDS);
    }

    private void poll() {
        try {
            rounds.run();
        } catch (InterruptedException e) {
            recorder.note(node + ": a round of polls is interrupted");
        } catch (RuntimeException | OutOfMemoryError e) {
            recorder.add(new Event.Thrown(node, "a round of polls", e));
        }
    }

    private ScheduledRounds.Consumer consumer() {
        return new ScheduledRounds.Consumer() {
            @Override
            public List<LeasedTask> claimReady(int atMost) {
                return channel.claimReady(deliveries, atMost, owner);
            }

            @Override
            public int emit(List<LeasedTask> tasks) {
                return offer(tasks);
            }

            @Override
            public int most() {
                return Integer.MAX_VALUE;
            }

            @Override
            public boolean emitsProgress() {
                return false;
            }

            @Override
            public void roundEnded() {}

            @Override
            public boolean mayGoOn() {
                return started;
            }

            @Override
            public Duration untilNextRun() {
                return options.delay();
            }
        };
    }

    private Reachability reachability(String what) {
        return new Reachability(channel.name(), what, options.delay(), channel::elapsed);
    }

    private int offer(List<LeasedTask> tasks) {
        List<LeasedTask> refused = new ArrayList<>();
        for (int index = 0; index < tasks.size(); index++) {
            if (!emitter.offer(new VideoEmitter.Emission(tasks.get(index), index, tasks.size()))) {
                refused.add(tasks.get(index));
            }
        }
        deliveries.release(refused);
        return tasks.size() - refused.size();
    }

    private void emit(VideoEmitter.Emission emission, Runnable whenEnded) {
        if (!deliveries.isHeld(emission.leased())) {
            whenEnded.run();
            return;
        }
        BooleanSupplier stopping = () -> !started;
        VideoAcknowledgement acknowledgement =
                deliveries.acknowledgement(emission.leased(), stopping, () -> emitter.queued() > 0);
        route.emit(emission.leased(), acknowledgement, stopping, whenEnded);
    }

    void suspend() {
        lifecycle.run(this::suspendUnlessStopped);
    }

    private void suspendUnlessStopped() {
        if (started) {
            started = false;
            release();
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    void resume() {
        lifecycle.run(() -> {
            if (!started && !stopped) {
                emitter.open();
                poller.open();
                start();
            }
        });
    }

    private void release() {
        channel.unpolled()
                .stopPolling(channel.tasks(), channel.name(), options.baseUrl().toString());
        poller.close();
        deliveries.release(emitter.close());
    }

    void stop() {
        lifecycle.run(() -> {
            stopped = true;
            suspendUnlessStopped();
            clockwork.shutdown();
            polls.shutdownNow();
            emissions.shutdown();
            stay.close();
        });
    }
}
