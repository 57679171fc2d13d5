package io.geminiomni.camel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.geminiomni.camel.CapturedLogs;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedListenerTest {
    private final List<String> calls = new ArrayList<>();

    static Stream<Method> events() {
        return Stream.of(ChannelListener.class.getMethods());
    }

    private static Object argument(Class<?> type) {
        if (type == EmissionEvent.class) {
            return new EmissionEvent("adverts", "m", 1, null, null);
        }
        Map<Class<?>, Object> values = Map.of(
                SubmissionEvent.class,
                new SubmissionEvent("adverts", "m", SubmissionEvent.Outcome.ACCEPTED, Duration.ZERO, null, null),
                TaskEvent.class,
                new TaskEvent("adverts", "m", null, TaskEvent.Outcome.PARKED, null, 1),
                Duration.class,
                Duration.ZERO,
                DeliveryEvent.class,
                new DeliveryEvent("adverts", DeliveryEvent.Outcome.LOST, null),
                DownloadEvent.class,
                new DownloadEvent(DownloadEvent.Outcome.CLOSED, 1, Duration.ZERO),
                StoreEvent.class,
                new StoreEvent("begin", false, Duration.ZERO),
                String.class,
                "adverts",
                OpenChannel.class,
                new OpenChannel() {
                    @Override
                    public String name() {
                        return "adverts";
                    }

                    @Override
                    public String component() {
                        return "gemini-omni";
                    }

                    @Override
                    public Map<String, Long> taskCounts() {
                        return Map.of();
                    }
                });
        return values.get(type);
    }

    private ChannelListener listener(boolean fails) {
        return (ChannelListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ChannelListener.class}, (proxy, method, arguments) -> {
                    if (fails) {
                        throw new NoSuchMethodError("an old library");
                    }
                    calls.add(method.getName());
                    return method.getReturnType() == ObservedSpan.class ? span(false) : null;
                });
    }

    @ParameterizedTest
    @MethodSource("events")
    void aListenerThatFailsHidesNothingFromTheOthers(Method event)
            throws InvocationTargetException, IllegalAccessException {
        ChannelListener guarded = GuardedListener.of(List.of(listener(true), listener(false)));
        Object[] arguments = Stream.of(event.getParameterTypes())
                .map(GuardedListenerTest::argument)
                .toArray();

        event.invoke(guarded, arguments);
        event.invoke(guarded, arguments);
        assertThat(calls).containsExactly(event.getName(), event.getName());
    }

    private ObservedSpan span(boolean fails) {
        return new ObservedSpan() {
            @Override
            public Map<String, String> headers() {
                return fails(Map.of("traceparent", "00-1"));
            }

            @Override
            public void end(String taskId, String error) {
                calls.add(fails("end " + taskId + " " + error));
            }

            private <T> T fails(T value) {
                if (fails) {
                    throw new IllegalStateException("no spans today");
                }
                return value;
            }
        };
    }

    private ChannelListener of(ObservedSpan span) {
        return new ChannelListener() {
            @Override
            public ObservedSpan submitting(String channel, String model) {
                return span;
            }
        };
    }

    @Test
    void aSpanThatFailsHidesNothingFromTheOthers() {
        ObservedSpan both =
                GuardedListener.of(List.of(of(span(true)), of(span(false)))).submitting("adverts", "m");

        assertThat(both.headers()).containsEntry("traceparent", "00-1");
        both.end("task-1", null);
        assertThat(calls).containsExactly("end task-1 null");
    }

    @Test
    void withoutSpansThereIsNone() {
        assertThat(GuardedListener.of(List.of(of(ObservedSpan.NONE))).submitting("adverts", "m"))
                .isSameAs(ObservedSpan.NONE);
    }

    @Test
    void aLibraryWhoseListenerCannotBeMadeIsLeftOut() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("metricsRegistry", MeterRegistry.class, () -> {
                throw new IllegalStateException("no registry today");
            });

            assertThat(GuardedListener.of(context)).isSameAs(ChannelListener.NONE);
        }
    }

    @Test
    void aLibraryOfAnotherVersionIsTold() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext();
                CapturedLogs logs = new CapturedLogs()) {
            context.getRegistry().bind("metricsRegistry", MeterRegistry.class, () -> {
                throw new NoSuchMethodError("MeterRegistry.timer()");
            });

            assertThat(GuardedListener.of(context)).isSameAs(ChannelListener.NONE);
            assertThat(logs.text().lines().filter(line -> line.contains("MeterRegistry.timer()")))
                    .singleElement(STRING)
                    .contains("INFO", "Nothing is reported to micrometer", "docs/versions.md");
        }
    }

    @Test
    void aLibraryThatIsNotThereIsNotTold() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext();
                CapturedLogs logs = new CapturedLogs()) {
            context.getRegistry().bind("metricsRegistry", MeterRegistry.class, () -> {
                throw new NoClassDefFoundError("io/micrometer/core/instrument/MeterRegistry");
            });

            assertThat(GuardedListener.of(context)).isSameAs(ChannelListener.NONE);
            assertThat(logs.text()).doesNotContain("Nothing is reported");
        }
    }

    @Test
    void nobodyListensWithoutListeners() {
        assertThat(GuardedListener.of(List.of())).isSameAs(ChannelListener.NONE);
    }
}
