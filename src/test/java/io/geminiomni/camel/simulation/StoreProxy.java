package io.geminiomni.camel.simulation;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Makes repositories that pass their calls on, and do something else besides. */
final class StoreProxy {
    private StoreProxy() {}

    /** A call of a repository. */
    interface Call {
        Object proceed();
    }

    /** What is done around a call. */
    interface Around {
        /** @return the result of the call */
        Object call(Method method, Object[] arguments, Call call);
    }

    static VideoTaskRepository of(VideoTaskRepository tasks, Around around) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                StoreProxy.class.getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "tasks";
                    default -> around.call(method, arguments, () -> invoke(tasks, method, arguments));
                });
    }

    /** Calls a method of a repository. Its exceptions are those of the repository. */
    static Object invoke(VideoTaskRepository tasks, Method method, Object[] arguments) {
        try {
            return method.invoke(tasks, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
