package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Event;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the nodes of a simulation share: time, the gateway, the store, chance, and the history. */
final class World {
    private static final Duration LONGEST_STALL = Duration.ofMinutes(2);

    private final Scheduler scheduler;
    private final Recorder recorder;
    private final Chance chance;
    private final SimulatedGateway gateway;
    private final PlantedFault planted;
    private final SplittableRandom random;
    private final Life life = new Life("world");
    private final VideoTaskRepository tasks;
    private final Prices prices;
    private final LearnedBefore learned;
    private long ids;
    private long storeAwayUntil;

    World(Plan plan, PlantedFault planted) {
        this.prices = Prices.of(plan.seed());
        this.learned = LearnedBefore.of(plan.seed());
        this.random = new SplittableRandom(plan.seed() ^ 0x5DEECE66DL);
        this.scheduler = new Scheduler(random.split(), plan.switching());
        this.recorder = new Recorder(scheduler);
        this.chance = new Chance(plan.seed(), plan.faults());
        this.gateway = new SimulatedGateway(
                scheduler, chance, recorder, random.split(), Estimates.of(plan.seed()), !plan.rotatesKey());
        this.planted = planted;
        scheduler.stall(this::stall);
        Clock clock = new NodeClock(scheduler::now);
        VideoTaskRepository store = plan.h2()
                ? SimulatedStore.inH2(clock, this::newId, new FaultyTransactions(scheduler, chance))
                : SimulatedStore.inMemory(clock, this::newId);
        boolean isOfNode = planted.isOfNode();
        this.tasks = planted == PlantedFault.NONE || isOfNode ? store : PlantedStoreFaults.of(planted, store, clock);
    }

    private Duration stall(Strand strand) {
        if (strand.life == life || !chance.happens(FaultKind.THREAD_STALLS)) {
            return Duration.ZERO;
        }
        Duration time = chance.time(FaultKind.THREAD_STALLS, LONGEST_STALL);
        recorder.add(new Event.Paused(strand.life.toString(), strand.name, time));
        return time;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Recorder recorder() {
        return recorder;
    }

    Chance chance() {
        return chance;
    }

    SimulatedGateway gateway() {
        return gateway;
    }

    PlantedFault planted() {
        return planted;
    }

    /** The life of what is no node. It does not end. */
    Life life() {
        return life;
    }

    /** The store, without faults on the way. */
    VideoTaskRepository tasks() {
        return tasks;
    }

    /**
     * The store as a node reaches it.
     *
     * @param node the name of its process
     * @param sendWithin how long after its intent the node may send a request
     */
    VideoTaskRepository tasksOf(String node, Duration sendWithin, Clock clock) {
        VideoTaskRepository observed = ObservedStore.of(tasks, node, sendWithin, recorder, scheduler);
        VideoTaskRepository faulty =
                FaultyStore.of(observed, scheduler, chance, recorder, node, () -> storeAwayUntil > scheduler.now());
        return planted.isOfNode() ? PlantedStoreFaults.of(planted, faulty, clock) : faulty;
    }

    void storeAwayFor(Duration time) {
        storeAwayUntil = scheduler.now() + time.toNanos();
        recorder.note("store: cannot be reached for " + time.toSeconds() + " s");
    }

    void gatewayAwayFor(Duration time) {
        gateway.awayFor(time);
        recorder.note("gateway: cannot be reached for " + time.toSeconds() + " s");
    }

    /** Store and gateway can be reached, and nothing fails any more. */
    void recover() {
        chance.end();
        storeAwayUntil = 0;
        gateway.back();
        recorder.note("the faults have ended");
    }

    /** With its price and its budget. */
    Submission charged(Submission submission) {
        return submission.withCharge(prices.charge(submission.key()));
    }

    /** What the nodes have learned before they start. */
    LearnedBefore learned() {
        return learned;
    }

    RandomGenerator newRandom() {
        return random.split();
    }

    /** A new id, which no other record, lease or attempt has. */
    String newId() {
        return "id-" + ++ids;
    }
}
