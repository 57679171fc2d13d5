package io.geminiomni.camel.simulation.checker;

import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may have been paid under a budget key in any period of its budget never exceeds the budget. A create may have been paid if it
 * has reached the gateway, was not told as not accepted or rejected, its key was not freed by an operator, and its task has not
 * failed where the gateway refunds failures. Late and adopted tasks are of creates that were counted, or whose key was freed.
 */
final class WithinBudget extends Rule {
    private final Checker.@Nullable Limit limit;
    private final boolean seesEachState;
    /** The intents of each node and key that are not yet sent, in their order. A thread that stands still can send one late. */
    private final Map<String, Deque<Paid>> unsent = new HashMap<>();

    private final List<Paid> all = new ArrayList<>();
    private final Map<Long, Paid> byCall = new HashMap<>();
    private final Map<String, Paid> byTask = new HashMap<>();

    private static final class Paid {
        final Event.Booked intent;
        boolean counts = true;

        Paid(Event.Booked intent) {
            this.intent = intent;
        }
    }

    /** @param seesEachState whether the history has each change of the store at its moment; else it is judged at its end */
    WithinBudget(Checker.@Nullable Limit limit, boolean seesEachState) {
        this.limit = limit;
        this.seesEachState = seesEachState;
    }

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Booked intent) {
            unsent(intent.node(), intent.key()).add(new Paid(intent));
        } else if (event instanceof Event.CreateReceived create) {
            received(create);
        } else if (event instanceof Event.Charged task) {
            @Nullable Paid paid = byCall.get(task.call());
            if (paid != null) {
                byTask.put(task.taskId(), paid);
            }
        } else if (event instanceof Event.CreateAnswered answered
                && (answered.answer() == Answer.NOT_ACCEPTED || answered.answer() == Answer.REJECTED)) {
            forget(byCall.get(answered.call()));
        } else if (event instanceof Event.Freed freed) {
            Stream.concat(all.stream(), unsent())
                    .filter(paid -> paid.intent.key().equals(freed.key()))
                    .forEach(WithinBudget::forget);
        } else if (event instanceof Event.Became became && became.state().equals("NOT_ACCEPTED")) {
            // such as one that had no connection: a create that arrives later is of an intent before it
            unsent().filter(paid -> paid.intent.key().equals(became.key())).forEach(WithinBudget::forget);
        } else if (event instanceof Event.TaskEnded task && !task.video()) {
            @Nullable Paid paid = byTask.get(task.taskId());
            if (paid != null && limit != null && limit.refunded()) {
                forget(paid);
            }
        }
    }

    private Stream<Paid> unsent() {
        return unsent.values().stream().flatMap(Deque::stream);
    }

    private static void forget(@Nullable Paid paid) {
        if (paid != null) {
            paid.counts = false;
        }
    }

    private void received(Event.CreateReceived create) {
        Deque<Paid> intents = unsent(create.node(), create.key());
        // Of an intent that was freed and a later one, nobody knows which is sent first.
        @Nullable Paid paid = intents.stream()
                .filter(each -> each.counts)
                .reduce((first, second) -> second)
                .orElse(intents.peekLast());
        if (paid != null) {
            intents.remove(paid);
            all.add(paid);
            byCall.put(create.call(), paid);
            if (seesEachState) {
                judge(paid.intent.budgetKey());
            }
        }
    }

    private Deque<Paid> unsent(String node, String key) {
        return unsent.computeIfAbsent(node + ' ' + key, any -> new ArrayDeque<>());
    }

    @Override
    void end() {
        all.stream().map(paid -> paid.intent.budgetKey()).distinct().forEach(this::judge);
    }

    private void judge(String budgetKey) {
        if (limit == null) {
            return;
        }
        List<Event.Booked> counted = all.stream()
                .filter(paid -> paid.counts && paid.intent.budgetKey().equals(budgetKey))
                .map(paid -> paid.intent)
                .toList();
        for (Event.Booked last : counted) {
            Duration after = last.intentAt().minus(limit.period());
            BigDecimal sum = counted.stream()
                    .filter(each -> each.intentAt().compareTo(last.intentAt()) <= 0
                            && each.intentAt().compareTo(after) > 0)
                    .map(Event.Booked::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (sum.compareTo(limit.amount()) > 0) {
                broken("in the " + limit.period().toSeconds() + " s until the intent of key " + last.key() + ", " + sum
                        + " may have been paid under budget key " + budgetKey + ", whose budget is " + limit.amount());
            }
        }
    }
}
