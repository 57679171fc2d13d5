package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is written with whom, and what becomes of the members of a group that fails. */
class GroupCommitTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<String>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final List<Thread> waiting = new CopyOnWriteArrayList<>();
    private volatile Consumer<List<String>> beforeCommit = items -> {};
    private volatile Consumer<List<String>> commit = items -> {};
    private GroupCommit<String, String> writes = new GroupCommit<>(this::write, LONG, Shield::start);

    @AfterEach
    void endCallers() {
        firstMayEnd.countDown();
        callers.shutdownNow();
    }

    private List<String> write(String purpose, List<String> items, Runnable written) {
        groups.add(items);
        if (items.contains("first")) {
            await().atMost(LONG).until(() -> firstMayEnd.getCount() == 0);
        }
        beforeCommit.accept(items);
        written.run();
        commit.accept(items);
        return items.stream().map(item -> item + "!").toList();
    }

    private String write(String item, String row) {
        return writes.write(item, "write " + item, List.of(new RowName("adverts", row)));
    }

    private Future<String> begin(String item, String row) {
        return callers.submit(() -> {
            waiting.add(Thread.currentThread());
            return write(item, row);
        });
    }

    /** Holds the first write up until these wait for its end, and then lets them be written. */
    private List<Future<String>> whileTheFirstIsWritten(String... items) {
        Future<String> first = begin("first", "first");
        await().until(() -> groups.size() == 1);
        List<Future<String>> begun = new ArrayList<>();
        begun.add(first);
        for (String item : items) {
            int before = waiting.size();
            begun.add(begin(item, item.substring(0, 1)));
            await().until(() ->
                    waiting.size() > before && waiting.get(before).getState() == Thread.State.TIMED_WAITING);
        }
        firstMayEnd.countDown();
        return begun;
    }

    @Test
    void whoIsAloneIsWrittenAtOnce() {
        assertThat(write("a", "a")).isEqualTo("a!");
        assertThat(write("b", "b")).isEqualTo("b!");

        assertThat(groups).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void thoseThatWaitAreWrittenTogetherInTheOrderOfTheirRows() throws Exception {
        List<Future<String>> begun = whileTheFirstIsWritten("c", "a", "b");

        assertThat(begun.get(0).get()).isEqualTo("first!");
        assertThat(begun.get(1).get()).isEqualTo("c!");
        assertThat(begun.get(2).get()).isEqualTo("a!");
        assertThat(begun.get(3).get()).isEqualTo("b!");
        assertThat(groups).containsExactly(List.of("first"), List.of("a", "b", "c"));
    }

    @Test
    void twoWritesOfOneRecordAreNotInOneGroupAndKeepTheirOrder() throws Exception {
        for (Future<String> each : whileTheFirstIsWritten("a1", "b1", "a2", "a3", "c1")) {
            each.get();
        }

        assertThat(groups).containsExactly(List.of("first"), List.of("a1", "b1", "c1"), List.of("a2"), List.of("a3"));
    }

    @Test
    void whoFailsBeforeTheCommitFailsAlone() throws Exception {
        beforeCommit = items -> {
            if (items.contains("b")) {
                throw new IllegalStateException("not b");
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b", "c");

        assertThat(begun.get(1).get()).isEqualTo("a!");
        assertThat(begun.get(3).get()).isEqualTo("c!");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> begun.get(2).get())
                .withMessageContaining("not b");
        assertThat(groups)
                .containsExactly(List.of("first"), List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void aRowThatTheDatabaseRefusesFailsAloneToo() throws Exception {
        beforeCommit = items -> {
            if (items.contains("b")) {
                throw StoreFailure.of("write a group", new SQLException("bad row", "22021"));
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b");

        assertThat(begun.get(1).get()).isEqualTo("a!");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> begun.get(2).get())
                .withMessageContaining("Could not write b: bad row");
    }

    @Test
    void aCommitThatFailsIsUnclearForEachMember() {
        commit = items -> {
            if (items.size() > 1) {
                throw StoreFailure.of("write a group", new SQLException("cut", "40001"));
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b");

        for (int i = 1; i <= 2; i++) {
            Future<String> each = begun.get(i);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(each::get)
                    .havingCause()
                    .isInstanceOf(TaskStoreException.class)
                    .withMessageContaining("Could not write " + (i == 1 ? "a" : "b") + ": cut");
        }
        assertThat(groups).as("not repeated").hasSize(2);
    }

    @Test
    void aLostConnectionIsNotTriedAgainForEachMember() {
        beforeCommit = items -> {
            if (items.size() > 1) {
                throw StoreFailure.of("write a group", new SQLException("cut", "08006"));
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b");

        for (Future<String> each : begun.subList(1, 3)) {
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(each::get);
        }
        assertThat(groups).hasSize(2);
    }

    @Test
    void anErrorReachesEachCallerAndTheNextIsWritten() throws Exception {
        commit = items -> {
            if (items.size() > 1) {
                throw new StackOverflowError("too deep");
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b");

        for (Future<String> each : begun.subList(1, 3)) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(each::get)
                    .withCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(write("c", "c")).isEqualTo("c!");
    }

    /** Its callers waited for ever, and with them all that came later. */
    @Test
    void anErrorOutsideOfTheBatchReachesEachCallerAndTheNextIsWritten() throws Exception {
        beforeCommit = items -> {
            if (items.size() > 1) {
                throw new IllegalStateException() {
                    @Override
                    public Throwable getCause() {
                        throw new OutOfMemoryError("Java heap space");
                    }
                };
            }
        };
        List<Future<String>> begun = whileTheFirstIsWritten("a", "b");

        for (Future<String> each : begun.subList(1, 3)) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> each.get(1, TimeUnit.MINUTES))
                    .withCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(begin("c", "c").get(1, TimeUnit.MINUTES)).isEqualTo("c!");
    }

    @Test
    void anInterruptOfOneEndsNothingAndIsNotLost() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            waiting.add(Thread.currentThread());
            interrupted.add(write("a", "a").equals("a!"));
            interrupted.add(Thread.currentThread().isInterrupted());
            done.countDown();
        });
        Future<String> first = begin("first", "first");
        await().until(() -> groups.size() == 1);
        caller.start();
        await().until(() -> waiting.contains(caller) && caller.getState() == Thread.State.TIMED_WAITING);
        Future<String> other = begin("b", "b");

        caller.interrupt();
        firstMayEnd.countDown();

        assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(interrupted).containsExactly(true, true);
        assertThat(first.get()).isEqualTo("first!");
        assertThat(other.get()).isEqualTo("b!");
    }

    @Test
    void aGroupThatIsStuckDoesNotHoldUpTheOthers() throws Exception {
        writes = new GroupCommit<>(this::write, Duration.ofMillis(5), Shield::start);
        Future<String> stuck = begin("first", "first");
        await().until(() -> groups.size() == 1);

        assertThat(begin("a", "a").get(1, TimeUnit.MINUTES)).isEqualTo("a!");
        assertThat(begin("b", "b").get(1, TimeUnit.MINUTES)).isEqualTo("b!");

        assertThat(stuck.isDone()).isFalse();
        firstMayEnd.countDown();
        assertThat(stuck.get()).isEqualTo("first!");
    }

    /** Its caller was told that it had failed, although the thread that was at work wrote it. */
    @Test
    void aWriteForWhichThereIsNoFurtherThreadIsThatOfTheThreadAtWork() throws Exception {
        AtomicInteger started = new AtomicInteger();
        writes = new GroupCommit<>(this::write, Duration.ofMillis(5), work -> {
            if (started.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Shield.start(work);
        });
        Future<String> first = begin("first", "first");
        await().until(() -> groups.size() == 1);
        Future<String> other = begin("a", "a");
        await().until(() -> started.get() == 2);

        firstMayEnd.countDown();

        assertThat(first.get()).isEqualTo("first!");
        assertThat(other.get()).isEqualTo("a!");
        assertThat(groups).containsExactly(List.of("first"), List.of("a"));
    }

    @Test
    void aWriteForWhichThereIsNoThreadFails() {
        writes = new GroupCommit<>(this::write, LONG, work -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> write("a", "a"));
        assertThat(groups).isEmpty();
    }
}
