package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.StoreEvent;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task repository whose operations are measured. It passes on each method as it is, also those that repositories get later.
 */
final class MeasuredTasks implements InvocationHandler {
    /** What a repository is, which it tells without its store. */
    private static final String FACT = "holdsBudgets";

    private final VideoTaskRepository tasks;
    private final ChannelListener listener;
    private final Threads threads;

    private MeasuredTasks(VideoTaskRepository tasks, ChannelListener listener, Threads threads) {
        this.tasks = tasks;
        this.listener = listener;
        this.threads = threads;
    }

    /** @return the repository itself if nobody listens */
    static VideoTaskRepository of(VideoTaskRepository tasks, ChannelListener listener, Threads threads) {
        return listener == ChannelListener.NONE
                ? tasks
                : (VideoTaskRepository) Proxy.newProxyInstance(
                        VideoTaskRepository.class.getClassLoader(),
                        new Class<?>[] {VideoTaskRepository.class},
                        new MeasuredTasks(tasks, listener, threads));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("equals")) {
            return proxy == Objects.requireNonNull(arguments)[0];
        }
        if (method.getDeclaringClass() == Object.class || method.getName().equals(FACT)) {
            return call(method, arguments);
        }
        Duration began = threads.elapsed();
        boolean failed = false;
        try {
            return call(method, arguments);
        } catch (TaskStoreException e) {
            failed = true;
            throw e;
        } finally {
            listener.stored(
                    new StoreEvent(method.getName(), failed, threads.elapsed().minus(began)));
        }
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(tasks, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNullElse(e.getCause(), e);
        }
    }
}
