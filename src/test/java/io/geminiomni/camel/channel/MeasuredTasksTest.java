package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.StoreEvent;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTasksTest {
    private final List<StoreEvent> events = new ArrayList<>();
    private final ChannelListener listener = new ChannelListener() {
        @Override
        public void stored(StoreEvent event) {
            events.add(event);
        }
    };

    private VideoTaskRepository measured(VideoTaskRepository tasks) {
        return MeasuredTasks.of(tasks, listener, new TestThreads());
    }

    @Test
    void nothingIsBetweenIfNobodyListens() {
        VideoTaskRepository tasks = new InMemoryVideoTaskRepository();

        assertThat(MeasuredTasks.of(tasks, ChannelListener.NONE, new TestThreads()))
                .isSameAs(tasks);
    }

    @Test
    void eachOperationIsReportedByItsName() {
        VideoTaskRepository tasks = measured(new InMemoryVideoTaskRepository());
        assertThat(tasks.counts("adverts")).isEmpty();
        assertThat(tasks.unreadable("adverts")).as("a default method").isZero();

        assertThat(events).extracting(StoreEvent::operation).containsExactly("counts", "unreadable");
        assertThat(events)
                .noneMatch(StoreEvent::failed)
                .noneMatch(event -> event.duration().isNegative());
    }

    @Test
    void exceptionsAreThoseOfTheRepository() {
        VideoTaskRepository broken = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    throw method.getName().equals("channels")
                            ? new IllegalStateException("no")
                            : new TaskStoreException("The database is gone", null);
                });
        VideoTaskRepository tasks = measured(broken);

        assertThatThrownBy(() -> tasks.counts("adverts")).isInstanceOf(TaskStoreException.class);
        assertThatThrownBy(tasks::channels).isInstanceOf(IllegalStateException.class);
        assertThat(events).extracting(StoreEvent::failed).containsExactly(true, false);
    }

    @Test
    void itIsEqualToItselfOnly() {
        VideoTaskRepository tasks = new InMemoryVideoTaskRepository();
        VideoTaskRepository measured = measured(tasks);

        assertThat(measured).isEqualTo(measured).isNotEqualTo(tasks).hasSameHashCodeAs(tasks);
        assertThat(events).isEmpty();
    }
}
