package io.geminiomni.camel.simulation.checker;

import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Each task that was paid for is on record at the end, or was delivered and purged, or its key is UNKNOWN or was freed by an
 * operator. If its submitter has learnt of it and lives on, it is on record.
 */
final class NothingLost extends Rule {
    private final List<Event.Charged> charged = new ArrayList<>();
    private final Map<Long, String> told = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> freed = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final Set<String> recorded = new HashSet<>();
    private final Set<String> unknown = new HashSet<>();

    @Override
    void see(Duration at, Event event) {
        if (event instanceof Event.Charged task) {
            charged.add(task);
        } else if (event instanceof Event.CreateAnswered answered && answered.answer() == Answer.ACCEPTED) {
            told.put(answered.call(), answered.node());
        } else if (event instanceof Event.Ended end) {
            ended.add(end.node());
        } else if (event instanceof Event.Freed key) {
            freed.add(key.key());
        } else if (event instanceof Event.RouteCompleted route) {
            delivered.add(route.taskId());
        } else if (event instanceof Event.FailureReported report) {
            delivered.add(report.taskId());
        } else if (event instanceof Event.Final record) {
            if (record.taskId() != null) {
                recorded.add(record.taskId());
            }
            if (record.state().equals("UNKNOWN")) {
                unknown.add(record.key());
            }
        }
    }

    @Override
    void end() {
        for (Event.Charged task : charged) {
            String submitter = told.get(task.call());
            boolean mustBeKnown = submitter != null && !ended.contains(submitter);
            boolean excused = !mustBeKnown && (unknown.contains(task.key()) || freed.contains(task.key()));
            if (!recorded.contains(task.taskId()) && !delivered.contains(task.taskId()) && !excused) {
                broken("task " + task.taskId() + " of key " + task.key() + " is paid for, but not on record"
                        + (mustBeKnown ? ", although " + submitter + " knew of it until the end" : ""));
            }
        }
    }
}
