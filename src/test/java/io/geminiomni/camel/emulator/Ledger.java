package io.geminiomni.camel.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked of the gateway, and what it took: the truth that a client's own view is compared with. */
final class Ledger {

    private static final int KEPT_REQUESTS = 10_000;

    private final Map<Call, Long> calls = new EnumMap<>(Call.class);
    private final Map<String, Integer> acceptedByKey = new HashMap<>();
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private int accepted;

    /** A call has begun: its head was read. */
    synchronized void began(Call call) {
        calls.merge(call, 1L, Long::sum);
    }

    synchronized void received(ReceivedRequest request) {
        if (requests.size() == KEPT_REQUESTS) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    /** @param header the {@code Idempotency-Key} that came with it */
    synchronized void accepted(@Nullable String header) {
        accepted++;
        if (header != null) {
            for (String key : IdempotencyKeyHeader.keysOf(header)) {
                acceptedByKey.merge(key, 1, Integer::sum);
            }
        }
    }

    synchronized long calls(Call call) {
        return calls.getOrDefault(call, 0L);
    }

    synchronized int accepted() {
        return accepted;
    }

    /** @param key as a route gave it to the component, or as a client sent it in the header */
    synchronized int acceptedWith(String key) {
        return acceptedByKey.getOrDefault(key, 0) + acceptedByKey.getOrDefault(IdempotencyKeyHeader.hashOf(key), 0);
    }

    synchronized List<ReceivedRequest> requests() {
        return new ArrayList<>(requests);
    }
}
