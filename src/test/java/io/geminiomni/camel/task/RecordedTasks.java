package io.geminiomni.camel.task;

import io.geminiomni.camel.emulator.GatewayEmulator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Tasks in a store that tell the clock of a test what is on its way, so that it does not move meanwhile. */
public final class RecordedTasks {
    private final VideoTaskRepository tasks;
    private final MutableClock clock;
    private final Underway underway;

    private RecordedTasks(VideoTaskRepository tasks, MutableClock clock, Underway underway) {
        this.tasks = tasks;
        this.clock = clock;
        this.underway = underway;
    }

    /** Tasks in memory, whose clock waits for what is on its way between them and an emulator. */
    public static VideoTaskRepository inMemory(MutableClock clock, Supplier<GatewayEmulator> emulator) {
        return of(new InMemoryVideoTaskRepository(clock), clock, emulator);
    }

    /** These tasks, with a clock that waits for what is on its way between them and an emulator. */
    public static VideoTaskRepository of(
            VideoTaskRepository tasks, MutableClock clock, Supplier<GatewayEmulator> emulator) {
        return asked(tasks, clock, taskId -> questions(emulator, taskId));
    }

    /**
     * These tasks, with a clock that waits for what is on its way between them and whoever is asked for them.
     *
     * @param questions how often a task has been asked for, by its id
     */
    public static VideoTaskRepository asked(
            VideoTaskRepository tasks, MutableClock clock, ToLongFunction<String> questions) {
        Underway underway = new Underway(questions);
        clock.waitFor(underway);
        RecordedTasks recorded = new RecordedTasks(tasks, clock, underway);
        return (VideoTaskRepository) Proxy.newProxyInstance(
                VideoTaskRepository.class.getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> recorded.call(proxy, method, arguments));
    }

    /** None of a task that was made elsewhere, or once the emulator has ended. */
    private static long questions(Supplier<GatewayEmulator> emulator, String taskId) {
        try {
            return emulator.get().task(taskId).queries();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return 0;
        }
    }

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "begin" ->
                clock.standing(() -> {
                    BeginResult begun = (BeginResult) invoke(method, arguments);
                    underway.begun((Submission) arguments[0], begun);
                    return begun;
                });
            case "claim" ->
                clock.standing(() -> {
                    Object claimed = invoke(method, arguments);
                    underway.claimed(claimed);
                    return claimed;
                });
            case "record" -> {
                try {
                    yield invoke(method, arguments);
                } finally {
                    underway.recorded((Submission) arguments[0]);
                }
            }
            case "update" -> update(method, arguments);
            case "renew" -> {
                Object lost = invoke(method, arguments);
                underway.lost((Set<?>) lost);
                yield lost;
            }
            default -> invoke(method, arguments);
        };
    }

    private Object update(Method method, Object[] arguments) throws Throwable {
        Collection<?> updates = (Collection<?>) arguments[0];
        Set<?> lost = Set.of();
        boolean written = false;
        try {
            lost = (Set<?>) invoke(method, arguments);
            written = true;
            return lost;
        } finally {
            underway.updated(updates, lost, written);
        }
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(tasks, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
