package io.geminiomni.camel.gateway;

import java.time.Clock;

/** Turns the answer to a poll into what it says of the task, or into the exception of its kind. */
final class QueryRules {
    private final TaskAnswers tasks;
    private final AnswerText texts;
    private final Clock clock;

    QueryRules(TaskAnswers tasks, AnswerText texts, Clock clock) {
        this.tasks = tasks;
        this.texts = texts;
        this.clock = clock;
    }

    GatewayException judge(String taskId, CallFailedException failure) {
        return rules(taskId).judge(failure);
    }

    TaskAnswer judge(String taskId, GatewayAnswer whole) {
        CallRules rules = rules(taskId);
        ClassifiedAnswer answer = rules.classify(whole);
        if (answer.isAboutUnknownTask()) {
            throw new UnknownTaskException(rules.failure(
                    answer,
                    "the gateway does not know the task: " + answer.text(),
                    "A task can be unknown for some seconds after its creation; if it stays unknown, check the task id,"
                            + " baseUrl and apiKey."));
        }
        if (answer.kind() == ClassifiedAnswer.Kind.REJECTED && answer.envelope() == null) {
            // The page of a server between here and the gateway says nothing about the task.
            throw rules.senseless(answer, answer.text());
        }
        TaskAnswer task = tasks.about(taskId, rules.data(answer));
        if (task == null) {
            throw rules.senseless(answer, "the answer is about another task or about none");
        }
        return task;
    }

    private CallRules rules(String taskId) {
        return new CallRules("Polled task " + taskId, "Poll it again later; the task is not lost.", texts, clock);
    }
}
