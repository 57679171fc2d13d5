package io.geminiomni.camel;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A repository with something that happens before each of its calls. */
public final class StoreFaults {
    private StoreFaults() {}

    /** What happens before a call; what it throws, the call throws. */
    public interface Before {
        void call(Method method, Object[] arguments) throws Throwable;
    }

    public static VideoTaskRepository in(VideoTaskRepository tasks, Before before) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                StoreFaults.class.getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> {
                    before.call(method, arguments);
                    try {
                        return method.invoke(tasks, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
