package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what several threads write at the same time in one transaction, so that they share its commit. A write begins at once if no
 * other is under way. Otherwise it waits for the end of that one, and is then written with all others that wait. Each caller
 * returns when its own write is committed.
 *
 * <p>Two writes of one record are never in the same group. If a group fails before its commit, it has changed nothing, and each of
 * its members is repeated by itself, so that only the one that is the cause fails. If the commit fails, nobody knows whether the
 * group is written: each member fails. An interrupt of a caller has no effect on the group, and is not lost.
 *
 * @param <I> what is written
 * @param <O> the result
 */
final class GroupCommit<I, O> {
    /** The most records that a group writes, unless a single member has more. */
    private static final int MOST_ROWS = 500;

    /** If a group takes longer, as when it waits for a lock or a dead connection, those that wait are written in another one. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** The beginnings of SQLSTATEs of failures that would be the same for each member: of connections, resources and the system. */
    private static final Set<String> FAILURES_OF_ALL = Set.of("08", "53", "57P", "58", "90");

    private final Batch<I, O> batch;
    private final Duration patience;
    private final int mostAtOnce;
    private final Consumer<Runnable> threads;
    private final Lock lock = new ReentrantLock();
    private final Set<Member<I, O>> queue = new LinkedHashSet<>();
    private int runners;

    /** Writes the members of a group. */
    interface Batch<I, O> {
        /**
         * Writes them in one transaction, which is committed on return.
         *
         * @param written is called when nothing but the commit remains to be done
         * @param items in the order of their first records
         * @return a result for each
         * @throws TaskStoreException if the database fails
         */
        List<O> write(String purpose, List<I> items, Runnable written);
    }

    private static final class Member<I, O> {
        final I item;
        final String purpose;
        final Set<RowName> rows;
        final RowName firstRow;
        final CompletableFuture<O> result = new CompletableFuture<>();
        boolean alone;

        Member(I item, String purpose, Collection<RowName> rows) {
            this.item = item;
            this.purpose = purpose;
            this.rows = Set.copyOf(rows);
            this.firstRow = this.rows.stream().min(Comparator.naturalOrder()).orElseThrow();
        }
    }

    GroupCommit(Batch<I, O> batch) {
        this(batch, PATIENCE, Shield::start);
    }

    /** @param mostAtOnce the most groups that are written at the same time */
    GroupCommit(Batch<I, O> batch, int mostAtOnce) {
        this(batch, PATIENCE, mostAtOnce, Shield::start);
    }

    /**
     * @param patience the time after which those that wait for a group are written in another one
     * @param threads starts what writes the groups
     */
    GroupCommit(Batch<I, O> batch, Duration patience, Consumer<Runnable> threads) {
        this(batch, patience, Integer.MAX_VALUE, threads);
    }

    private GroupCommit(Batch<I, O> batch, Duration patience, int mostAtOnce, Consumer<Runnable> threads) {
        this.batch = batch;
        this.patience = patience;
        this.mostAtOnce = mostAtOnce;
        this.threads = threads;
    }

    /**
     * Writes, alone or with others.
     *
     * @param purpose for messages, as in "could not &lt;purpose&gt;"
     * @param rows the records that are written; at least one
     */
    O write(I item, String purpose, Collection<RowName> rows) {
        Member<I, O> member = new Member<>(item, purpose, rows);
        if (add(member)) {
            startRunner(member);
        }
        return await(member);
    }

    /** Whether a runner has to be started, as there is none. */
    private boolean add(Member<I, O> member) {
        lock.lock();
        try {
            queue.add(member);
            boolean isFirst = runners == 0;
            runners += isFirst ? 1 : 0;
            return isFirst;
        } finally {
            lock.unlock();
        }
    }

    private void startRunner(Member<I, O> member) {
        try {
            threads.accept(this::runGroups);
        } catch (RuntimeException | Error e) {
            if (takeBackWithoutRunner(member)) {
                throw e;
            }
        }
    }

    /** A runner was not started. @return false if another one has written the member, or will write it */
    private boolean takeBackWithoutRunner(Member<I, O> member) {
        lock.lock();
        try {
            runners--;
            return runners == 0 && queue.remove(member);
        } finally {
            lock.unlock();
        }
    }

    private O await(Member<I, O> member) {
        boolean interrupted = false;
        boolean helped = false;
        try {
            while (true) {
                try {
                    return helped ? member.result.get() : member.result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    helped = true;
                    startAnotherIfQueued(member);
                } catch (ExecutionException e) {
                    throw failure(member, e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void startAnotherIfQueued(Member<I, O> member) {
        lock.lock();
        try {
            if (!queue.contains(member) || runners >= mostAtOnce) {
                return;
            }
            runners++;
        } finally {
            lock.unlock();
        }
        startRunner(member);
    }

    private void runGroups() {
        List<Member<I, O>> group = List.of();
        try {
            while (true) {
                group = next();
                if (group.isEmpty()) {
                    return;
                }
                run(group);
                group = List.of();
            }
        } catch (RuntimeException | Error e) {
            endRunner(group, e);
        }
    }

    /** The runner ends because of an error outside of the batch, such as a lack of memory. Nobody may wait for it. */
    private void endRunner(List<Member<I, O>> group, Throwable error) {
        lock.lock();
        try {
            runners--;
            group.forEach(queue::remove);
            group.forEach(member -> member.result.completeExceptionally(error));
            if (runners == 0) {
                queue.forEach(member -> member.result.completeExceptionally(error));
                queue.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next group; if it is empty, the runner ends. */
    private List<Member<I, O>> next() {
        lock.lock();
        try {
            List<Member<I, O>> group = new ArrayList<>();
            Set<RowName> rows = new HashSet<>();
            Iterator<Member<I, O>> waiting = queue.iterator();
            while (waiting.hasNext() && (group.isEmpty() || !group.get(0).alone)) {
                Member<I, O> member = waiting.next();
                boolean fits = group.isEmpty()
                        || (!member.alone
                                && rows.size() + member.rows.size() <= MOST_ROWS
                                && member.rows.stream().noneMatch(rows::contains));
                if (fits) {
                    group.add(member);
                }
                rows.addAll(member.rows);
            }
            group.forEach(queue::remove);
            if (group.isEmpty()) {
                runners--;
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void run(List<Member<I, O>> group) {
        group.sort(Comparator.comparing(member -> member.firstRow));
        String purpose = group.size() == 1
                ? group.get(0).purpose
                : group.get(0).purpose + ", with " + (group.size() - 1) + " others";
        boolean[] written = {false};
        try {
            List<O> results = batch.write(
                    purpose, group.stream().map(member -> member.item).toList(), () -> written[0] = true);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result.complete(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (group.size() > 1 && !written[0] && isOfOneMember(e)) {
                repeatEachAlone(group);
            } else {
                group.forEach(member -> member.result.completeExceptionally(e));
            }
        }
    }

    /** Whether the failure can have its cause in one member, so that the others may succeed without it. */
    private static boolean isOfOneMember(Throwable failure) {
        if (failure.getCause() instanceof BudgetLockedException) {
            return false;
        }
        if (failure instanceof TaskStoreException && failure.getCause() instanceof SQLException cause) {
            String state = String.valueOf(cause.getSQLState());
            return FAILURES_OF_ALL.stream().noneMatch(state::startsWith);
        }
        return true;
    }

    private void repeatEachAlone(List<Member<I, O>> group) {
        lock.lock();
        try {
            for (Member<I, O> member : group) {
                member.alone = true;
                queue.add(member);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The failure of a group as that of a member. */
    private static RuntimeException failure(Member<?, ?> member, @Nullable Throwable cause) {
        if (cause instanceof TaskStoreException && cause.getCause() instanceof SQLException failure) {
            return StoreFailure.of(member.purpose, failure);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
