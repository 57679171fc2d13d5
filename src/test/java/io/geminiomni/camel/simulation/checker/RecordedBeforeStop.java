package io.geminiomni.camel.simulation.checker;

import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A node that stops has given the store each task that it learnt of, unless it was paused meanwhile, or learnt of the task only then.
 * It may not leave the key of such a task to become UNKNOWN, as a node that ends suddenly does.
 */
final class RecordedBeforeStop extends Rule {
    /** The time between the answer to a create and the call of the store. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final Map<Long, String> charged = new HashMap<>();
    private final Map<String, Learnt> learnt = new HashMap<>();
    private final Map<String, Duration> paused = new HashMap<>();

    private record Learnt(String node, Duration at) {}

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Charged task) {
            charged.put(task.call(), task.taskId());
        } else if (event instanceof Event.CreateAnswered answered && answered.answer() == Answer.ACCEPTED) {
            learnt.put(charged.get(answered.call()), new Learnt(answered.node(), at));
        } else if (event instanceof Event.GivenToStore given) {
            learnt.remove(given.taskId());
        } else if (event instanceof Event.Paused pause) {
            paused.merge(pause.node(), at.plus(pause.time()), (one, other) -> one.compareTo(other) > 0 ? one : other);
        } else if (event instanceof Event.Ended end && !end.suddenly()) {
            stopped(end.node(), at);
        }
    }

    private void stopped(String node, Duration at) {
        Duration pausedUntil = paused.getOrDefault(node, Duration.ZERO);
        learnt.forEach((taskId, task) -> {
            boolean hadTime = at.minus(task.at()).compareTo(ON_THE_WAY) > 0 && pausedUntil.compareTo(task.at()) < 0;
            if (task.node().equals(node) && hadTime) {
                broken(node + " learnt of task " + taskId + " "
                        + at.minus(task.at()).toMillis() + " ms before it stopped, and has not given it to the store");
            }
        });
    }
}
