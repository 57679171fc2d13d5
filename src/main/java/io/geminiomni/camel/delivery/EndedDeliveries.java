package io.geminiomni.camel.delivery;

import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.task.LeaseUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes how deliveries have ended. While one thread writes the end of a delivery, other threads may leave theirs and go on to
 * their next emissions. A thread that has written its own writes all that were left until then, at once, before it goes on itself.
 * So nothing is unwritten when the last of these threads has returned, and a thread writes at most twice for each of its
 * deliveries.
 *
 * <p>What is left is as unwritten as before: its lease is held, and after a crash its task is emitted again.
 */
final class EndedDeliveries {
    /** The most deliveries that are left at the same time. */
    static final int MOST_LEFT = 100;

    private final Consumer<List<Ended>> writer;
    private final Lock lock = new ReentrantLock();
    private final List<Ended> left = new ArrayList<>();
    /** How many threads write the ends of their own deliveries. */
    private int writing;

    /** What is written of a delivery, and how it has ended if that is written. */
    record Ended(LeaseUpdate update, DeliveryEvent.Outcome outcome) {}

    /** @param writer writes them */
    EndedDeliveries(Consumer<List<Ended>> writer) {
        this.writer = writer;
    }

    /**
     * Writes the end of a delivery, or leaves it to the threads that write others at present.
     *
     * @param othersWait whether other emissions wait for this thread
     */
    void write(Ended ended, boolean othersWait) {
        if (leave(ended, othersWait)) {
            return;
        }
        try {
            writer.accept(List.of(ended));
        } finally {
            List<Ended> others = takeLeft();
            if (!others.isEmpty()) {
                writer.accept(others);
            }
        }
    }

    private boolean leave(Ended ended, boolean othersWait) {
        lock.lock();
        try {
            boolean leaves = othersWait && writing > 0 && left.size() < MOST_LEFT;
            if (leaves) {
                left.add(ended);
            } else {
                writing++;
            }
            return leaves;
        } finally {
            lock.unlock();
        }
    }

    private List<Ended> takeLeft() {
        lock.lock();
        try {
            writing--;
            List<Ended> taken = List.copyOf(left);
            left.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
