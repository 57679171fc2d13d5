package io.geminiomni.camel.simulation;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Channels;
import io.geminiomni.camel.channel.SimulatedChannels;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.DeliveryReports;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.PacedGateway;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.submit.VideoSubmitter;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node, which is started, stopped or ended, and started again. Its parts are the component's own. */
final class Node {
    private static final int REDELIVERIES = 2;
    private static final Duration BETWEEN_REDELIVERIES = Duration.ofSeconds(2);
    /** No video is fetched. */
    private static final VideoDownloads DOWNLOADS = new VideoDownloads(
            new DownloadSettings(
                    Plan.FIRST_GATEWAY,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    0,
                    1,
                    1,
                    List.of(),
                    null,
                    null,
                    null),
            new SecureRandom(),
            duration -> {},
            ChannelListener.NONE);

    private final World world;
    private final int number;
    private final List<NodeOptions> options;
    private int starts;
    private long clockError;
    private @Nullable Process process;
    /** The life of the process that was started last; it may not have its parts yet. */
    private @Nullable Life starting;

    private boolean stopping;
    private boolean suspended;

    Node(World world, int number, List<NodeOptions> options) {
        this.world = world;
        this.number = number;
        this.options = options;
    }

    /**
     * A started node.
     *
     * @param creates submits as a producer does
     * @param generates submits for an exchange that waits
     */
    private record Process(
            Life life,
            NodeOptions options,
            Channels channels,
            VideoSubmitter creates,
            VideoSubmitter generates,
            SimulatedConsumer consumer,
            SimulatedWaiter waiter,
            SimulatedReceiver receiver) {}

    /** Starts the node on a thread of its own. */
    void start() {
        Life life = new Life("node " + number + (starts == 0 ? "" : " (start " + (starts + 1) + ")"));
        NodeOptions present = options.get(Math.min(starts, options.size() - 1));
        starts++;
        starting = life;
        stopping = false;
        suspended = false;
        world.scheduler().start("start", life, () -> {
            process = assemble(life, present);
            process.consumer().start();
            world.recorder().note(life + ": has started");
        });
    }

    private Process assemble(Life life, NodeOptions present) {
        String name = life.toString();
        NodeClock clock = new NodeClock(() -> world.scheduler().now() + clockError);
        VideoTaskRepository tasks = world.tasksOf(name, present.sendWithin(), clock);
        SimulatedThreads threads = new SimulatedThreads(
                world.scheduler(),
                life,
                world.newRandom(),
                world.chance(),
                e -> world.recorder().add(new Event.Thrown(name, "the job of a timer", e)),
                world.planted());
        Channels channels = SimulatedChannels.of(
                threads,
                clock,
                (settings, pace) -> gateway(name, settings, pace),
                present.submitTimeout(),
                present.retention());
        channels.start();
        world.learned().teach(SimulatedChannels.learnedTimes(channels, present.gateway()));
        Channel channel = channels.channel(Submissions.CHANNEL, present.channel(tasks));
        Deliveries deliveries = new Deliveries(
                channel.leases(),
                new Redelivery(NodeOptions.MOST_ATTEMPTS),
                DOWNLOADS,
                new DeliveryReports(ChannelListener.NONE, new LongAdder(), clock),
                UrlDisclosure.NONE,
                VerifyVideo.warn);
        SimulatedRoute route =
                new SimulatedRoute(world.scheduler(), world.chance(), world.recorder(), life, world.planted());
        return new Process(
                life,
                present,
                channels,
                channel.submitter(),
                channel.submitter(present.lease()),
                new SimulatedConsumer(channel, deliveries, route, present, name, world.recorder()),
                new SimulatedWaiter(channel, deliveries, route, name, world.recorder()),
                new SimulatedReceiver(channel, deliveries, route, name, world.recorder(), present.delay()));
    }

    private Gateway gateway(String name, GatewaySettings settings, RequestPace pace) {
        Gateway gateway = new PacedGateway(
                new GatewayConnection(
                        world.gateway(), settings, name, world.scheduler(), world.chance(), world.recorder()),
                pace);
        return world.planted() == PlantedFault.NONE
                ? gateway
                : new PlantedGatewayFaults(world.planted(), gateway, world.scheduler(), this::needLock);
    }

    private void needLock() {
        if (process != null) {
            process.channels().unrecorded(Submissions.CHANNEL);
        }
    }

    /** An exchange submits the request of a key, and is redelivered when that fails. */
    void submit(String key, boolean other, boolean waits) {
        Process present = process;
        if (present == null || present.life().isEnded()) {
            world.recorder().note("node " + number + ": is not there to submit key " + key);
            return;
        }
        present.life().exchangeBegins();
        world.scheduler().start("exchange of " + key, present.life(), () -> {
            String name = present.life().toString();
            for (int attempt = 0; attempt <= REDELIVERIES; attempt++) {
                if (submitOnce(present, name, key, other, waits)) {
                    return;
                }
                world.scheduler().sleep(BETWEEN_REDELIVERIES);
            }
            present.life().exchangeEnds();
        });
    }

    /** @return false if it is to be redelivered */
    private boolean submitOnce(Process present, String name, String key, boolean other, boolean waits) {
        try {
            VideoSubmitter submitter = waits ? present.generates() : present.creates();
            Submitted submitted =
                    submitter.submit(world.charged(Submissions.of(world.newId(), key, other, present.options())));
            if (waits) {
                present.waiter().await(submitted, present.life()::exchangeEnds);
            } else {
                present.life().exchangeEnds();
            }
            return true;
        } catch (GatewayException | TaskStoreException e) {
            world.recorder().add(new Event.Thrown(name, "a submission of key " + key, e));
            return false;
        } catch (RuntimeException e) {
            world.recorder().add(new Event.Thrown(name, "a submission of key " + key, e));
            present.life().exchangeEnds();
            return true;
        }
    }

    /** A call waits for a video. */
    void receive(Duration atMost) {
        Process present = process;
        if (present == null || present.life().isEnded() || stopping) {
            return;
        }
        present.life().exchangeBegins();
        world.scheduler()
                .start(
                        "receiver",
                        present.life(),
                        () -> present.receiver().receive(atMost, present.life()::exchangeEnds));
    }

    /** Ends the process before one of its next steps, and starts another one later. */
    void endAfter(int steps, Duration restartAfter) {
        withLife(life -> life.afterSteps(steps, () -> {
            life.end();
            world.recorder().add(new Event.Ended(life.toString(), true));
            restartLater(restartAfter);
        }));
    }

    void pauseAfter(int steps, Duration time) {
        withLife(life -> life.afterSteps(steps, () -> {
            world.recorder().add(new Event.Paused(life.toString(), "all threads", time));
            life.pauseUntil(world.scheduler().now() + time.toNanos());
        }));
    }

    private void restartLater(Duration time) {
        world.scheduler()
                .startAt(
                        "restart",
                        world.life(),
                        world.scheduler().now() + time.toNanos(),
                        () -> true,
                        this::startUnlessAlive);
    }

    private void startUnlessAlive() {
        if (starting == null || starting.isEnded()) {
            start();
        }
    }

    private void withLife(Consumer<Life> action) {
        Life present = starting;
        if (present != null && !present.isEnded()) {
            action.accept(present);
        }
    }

    /** Stops the process as a component is stopped, and starts another one later. */
    void stop(Duration restartAfter) {
        Process present = process;
        if (present == null || present.life() != starting || present.life().isEnded() || stopping) {
            return;
        }
        stopping = true;
        world.scheduler().start("stop", present.life(), () -> {
            present.consumer().stop();
            present.waiter().stop();
            present.receiver().stop();
            present.channels().stop();
            world.recorder().add(new Event.Ended(present.life().toString(), false));
            stopping = false;
            present.life().end();
            restartLater(restartAfter);
        });
    }

    void suspend(Duration time) {
        Process present = process;
        if (present == null || present.life().isEnded() || stopping || suspended) {
            return;
        }
        suspended = true;
        world.scheduler().start("suspend", present.life(), () -> {
            world.recorder().note(present.life() + ": suspends its consumer");
            present.consumer().suspend();
            world.scheduler().sleep(time);
            if (!stopping) {
                present.consumer().resume();
                world.recorder().note(present.life() + ": resumes its consumer");
            }
            suspended = false;
        });
    }

    void setClock(Duration error) {
        clockError = error.toNanos();
        world.recorder().note("node " + number + ": its clock is set to be wrong by " + error.toSeconds() + " s");
    }

    void interrupt(int which) {
        withLife(life -> {
            List<Strand> begun = world.scheduler().begunBy(life);
            if (!begun.isEmpty()) {
                Strand strand = begun.get(which % begun.size());
                world.recorder().note(life + ": a thread is interrupted: " + strand.name);
                world.scheduler().interrupt(strand);
            }
        });
    }

    /** The faults have ended: the node runs, and its clock is right. */
    void recover() {
        clockError = 0;
        withLife(Life::recover);
        startUnlessAlive();
    }

    /** Whether the process is started, not suspended, and has no exchange that waits and no outcome to record. */
    boolean isAtRest() {
        return starting != null
                && !starting.isEnded()
                && process != null
                && process.life() == starting
                && !suspended
                && !stopping
                && starting.exchanges() == 0
                && process.channels().unrecorded(Submissions.CHANNEL) == 0;
    }

    /** The threads of the node that are in the middle of something. */
    List<String> busy() {
        return starting == null
                ? List.of()
                : world.scheduler().begunBy(starting).stream()
                        .map(strand -> starting + ": " + strand.name)
                        .toList();
    }

    @Override
    public String toString() {
        return "node " + number;
    }
}
