package io.geminiomni.camel.simulation;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.emit.RoundsOnDemand;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Receives single videos as the component's polling consumer does, with the same parts, in routes that are simulated. */
final class SimulatedReceiver {
    /** How soon a waiting call notices that the node stops. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

    private final Channel channel;
    private final Deliveries deliveries;
    private final SimulatedRoute route;
    private final String node;
    private final Recorder recorder;
    private final Threads threads;
    private final ExecutorService polls;
    private final ExecutorService rounds;
    private final TaskPoller poller;
    private final RoundsOnDemand demand;
    private final Users.Stay stay;
    private boolean stopping;

    /** @param pause between two rounds for the same waiting call */
    SimulatedReceiver(
            Channel channel,
            Deliveries deliveries,
            SimulatedRoute route,
            String node,
            Recorder recorder,
            Duration pause) {
        this.channel = channel;
        this.deliveries = deliveries;
        this.route = route;
        this.node = node;
        this.recorder = recorder;
        this.threads = channel.threads();
        this.stay = channel.enter();
        this.polls = threads.pool(this, "poll for a receiver", channel.options().concurrentPolls());
        this.rounds = threads.pool(this, "rounds on demand", 1);
        this.poller = channel.poller(node, polls);
        this.demand = new RoundsOnDemand(
                new RoundsOnDemand.Round() {
                    @Override
                    public void poll() throws InterruptedException {
                        poller.round(0).answers().requireSome();
                    }

                    @Override
                    public void abandon() {
                        poller.abandon();
                    }
                },
                rounds,
                pause,
                threads);
    }

    /**
     * A call that waits for a video, whose exchange then goes through the route.
     *
     * @param whenContinued is called when the exchange has ended, or there is none
     */
    void receive(Duration atMost, Runnable whenContinued) {
        try {
            List<LeasedTask> ready = take(atMost);
            if (ready.isEmpty()) {
                recorder.note(node + ": there is no video to receive");
                whenContinued.run();
            } else {
                route.emit(ready.get(0), deliveries, () -> stopping, whenContinued);
            }
        } catch (InterruptedException e) {
            recorder.note(node + ": a call to receive is interrupted");
            whenContinued.run();
        } catch (RuntimeException e) {
            recorder.add(new Event.Thrown(node, "a call to receive", e));
            whenContinued.run();
        }
    }

    private List<LeasedTask> take(Duration atMost) throws InterruptedException {
        Duration end = threads.elapsed().plus(atMost);
        demand.enter();
        try {
            while (!stopping) {
                long seen = demand.done();
                List<LeasedTask> ready = channel.claimReady(deliveries, 1, node);
                Duration remaining = end.minus(threads.elapsed());
                if (!ready.isEmpty() || remaining.isNegative() || remaining.isZero()) {
                    return ready;
                }
                awaitRound(seen, end);
            }
            return List.of();
        } finally {
            demand.leave();
        }
    }

    private void awaitRound(long seen, Duration end) throws InterruptedException {
        Duration remaining = end.minus(threads.elapsed());
        while (demand.done() == seen && !stopping && !remaining.isNegative() && !remaining.isZero()) {
            demand.await(seen, remaining.compareTo(LONGEST_SLEEP) < 0 ? remaining : LONGEST_SLEEP);
            remaining = end.minus(threads.elapsed());
        }
    }

    void stop() {
        stopping = true;
        demand.close();
        poller.close();
        rounds.shutdown();
        polls.shutdownNow();
        stay.close();
    }
}
