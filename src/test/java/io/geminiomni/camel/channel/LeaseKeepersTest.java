package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.StoreFaults;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeepersTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    private final List<ExecutorService> ended = new CopyOnWriteArrayList<>();
    private final List<String> renewals = new CopyOnWriteArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final LeaseKeepers keepers = new LeaseKeepers(new TestThreads(), timer -> {
        timer.shutdownNow();
        ended.add(timer);
    });

    @AfterEach
    void close() {
        answers.countDown();
        keepers.close();
    }

    @Test
    void aRepositoryThatDoesNotAnswerCostsNoOtherItsLeases() {
        VideoTaskRepository hanging = repository(() -> {
            renewals.add("hanging");
            answers.await();
        });
        VideoTaskRepository other = repository(() -> renewals.add("other"));
        hold(hanging);
        await().until(() -> renewals.contains("hanging"));

        hold(other);

        await().until(() -> renewals.contains("other"));
    }

    @Test
    void thereIsOneForEachRepositoryAndLeaseTimeUntilTheClose() {
        VideoTaskRepository tasks = repository(() -> {});
        LeaseKeeper keeper = keepers.of(tasks, SHORT);

        assertThat(keepers.of(tasks, SHORT)).isSameAs(keeper);
        assertThat(keepers.of(tasks, SHORT.plusMillis(1))).isNotSameAs(keeper);
        assertThat(keepers.of(repository(() -> {}), SHORT)).isNotSameAs(keeper);
        keepers.close();

        assertThat(ended).hasSize(2);
        assertThat(keepers.of(tasks, SHORT)).isNotSameAs(keeper);
    }

    private void hold(VideoTaskRepository tasks) {
        keepers.of(tasks, SHORT).hold(new Lease("record", "token"));
    }

    private interface Renewal {
        void begin() throws InterruptedException;
    }

    private static VideoTaskRepository repository(Renewal renewal) {
        return StoreFaults.in(new InMemoryVideoTaskRepository(), (method, arguments) -> {
            if (method.getName().equals("renew")) {
                renewal.begin();
            }
        });
    }
}
