package io.geminiomni.camel.emulator;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which calls go wrong: first what was said of the next ones, then the rule for all. */
final class Script {

    private final Map<Call, Queue<Fault>> next = new EnumMap<>(Call.class);
    private final Map<Call, Function<ReceivedRequest, Fault>> rules = new EnumMap<>(Call.class);

    synchronized void next(Call call, Fault... faults) {
        Queue<Fault> queue = next.computeIfAbsent(call, any -> new ConcurrentLinkedQueue<>());
        for (Fault fault : faults) {
            queue.add(fault);
        }
    }

    synchronized void every(Call call, Function<ReceivedRequest, Fault> rule) {
        rules.put(call, rule);
    }

    synchronized void clear() {
        next.clear();
        rules.clear();
    }

    /** Takes what was said of this call, when something was. */
    synchronized @Nullable Fault take(Call call) {
        Queue<Fault> queue = next.get(call);
        return queue == null ? null : queue.poll();
    }

    synchronized Fault rule(ReceivedRequest request) {
        Function<ReceivedRequest, Fault> rule = rules.get(request.call());
        return rule == null ? Fault.none() : rule.apply(request);
    }
}
