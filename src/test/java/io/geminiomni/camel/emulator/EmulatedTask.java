package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.CreateCheck.Order;
import io.geminiomni.camel.emulator.Timeline.View;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One task that a create has made: what was asked for, what became of it, and who asked. Safe for threads. */
public final class EmulatedTask {

    private final String id;
    private final Order order;
    private final ReceivedRequest create;
    private final Clock clock;
    private final Instant createdAt;
    private final Script script = new Script();
    private Timeline timeline;
    private Instant timelineStart;
    private long answered;
    private long queries;
    private long downloads;
    private int issue;
    private @Nullable Instant completedAt;
    private boolean refunded;

    EmulatedTask(String id, Order order, ReceivedRequest create, Clock clock, Timeline timeline) {
        this.id = id;
        this.order = order;
        this.create = create;
        this.clock = clock;
        this.createdAt = clock.instant();
        this.timeline = timeline;
        this.timelineStart = createdAt;
    }

    /** The id that the gateway gave it. */
    public String id() {
        return id;
    }

    /** The model's own name. */
    public String model() {
        return order.model();
    }

    /** The prompt, whole. */
    public String prompt() {
        return order.prompt();
    }

    /** The length of its video. */
    public int seconds() {
        return order.seconds();
    }

    /** The request that made it. */
    public ReceivedRequest create() {
        return create;
    }

    /** When the request was accepted. */
    public Instant createdAt() {
        return createdAt;
    }

    /** How often it was asked for, faults included. */
    public synchronized long queries() {
        return queries;
    }

    /** How often its video was asked for, faults and ranges included. */
    public synchronized long downloads() {
        return downloads;
    }

    /** From now on the task follows another time line, from its start. */
    public synchronized EmulatedTask follow(Timeline other) {
        timeline = other;
        timelineStart = clock.instant();
        answered = 0;
        completedAt = null;
        return this;
    }

    /** The task is completed now. */
    public EmulatedTask complete() {
        return follow(Timeline.immediate());
    }

    /** The task fails now. */
    public EmulatedTask fail(String reason) {
        return follow(Timeline.immediate().failed(reason));
    }

    /** The next queries about this task go wrong, one fault each. */
    public EmulatedTask nextQueries(Fault... faults) {
        script.next(Call.QUERY, faults);
        return this;
    }

    /** The next downloads of this task's video go wrong, one fault each. */
    public EmulatedTask nextDownloads(Fault... faults) {
        script.next(Call.DOWNLOAD, faults);
        return this;
    }

    /** The video's URLs so far have expired; the next query gives another one. */
    public synchronized EmulatedTask expireUrls() {
        issue++;
        return this;
    }

    Order order() {
        return order;
    }

    synchronized Set<Quirk> quirks() {
        return timeline.quirks();
    }

    synchronized int issue() {
        return issue;
    }

    /** Counts a call about this task, and gives the fault that was scripted for it. */
    synchronized @Nullable Fault called(Call call) {
        if (call == Call.QUERY) {
            queries++;
        } else {
            downloads++;
        }
        return script.take(call);
    }

    /** What an answer to a query says now. */
    synchronized View ask(double speed) {
        Instant now = clock.instant();
        View view = timeline.at(scaled(Duration.between(timelineStart, now), speed), answered++);
        if (view.ended() && completedAt == null) {
            Instant planned = timelineStart.plus(scaled(timeline.length(), 1 / speed));
            completedAt = timeline.length().isZero() ? now : planned;
        }
        return view;
    }

    /** What a query would see now. It is not counted as one. */
    synchronized View look(double speed) {
        return timeline.at(scaled(Duration.between(timelineStart, clock.instant()), speed), answered);
    }

    /** When it ended, once a query has seen that. */
    synchronized @Nullable Instant completedAt() {
        return completedAt;
    }

    /** Whether it was not refunded before. */
    synchronized boolean refund() {
        boolean isFirst = !refunded;
        refunded = true;
        return isFirst;
    }

    private static Duration scaled(Duration time, double factor) {
        return Duration.ofNanos((long) (time.toNanos() * factor));
    }
}
