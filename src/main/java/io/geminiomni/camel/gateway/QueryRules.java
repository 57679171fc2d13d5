package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns the answer to a poll into what it says of the task, or into the exception of its kind. */
final class QueryRules extends CallRules {
    private final String taskId;
    private final AnswerReader reader;

    QueryRules(String taskId, AnswerReader reader) {
        super("Polled task " + taskId, "Poll it again later; the task is not lost.", reader);
        this.taskId = taskId;
        this.reader = reader;
    }

    TaskAnswer judge(GatewayAnswer answer) {
        return read(
                answer, data -> reader.tasks().about(taskId, data), "the answer is about another task or about none");
    }

    @Override
    JsonNode data(ClassifiedAnswer answer) {
        if (answer.isAboutUnknownTask()) {
            throw new UnknownTaskException(failure(
                    answer,
                    "the gateway does not know the task: " + answer.text(),
                    "A task can be unknown for some seconds after its creation; if it stays unknown, check the task id,"
                            + " baseUrl and apiKey."));
        }
        if (answer.kind() == ClassifiedAnswer.Kind.REJECTED && answer.envelope() == null) {
            // The page of a server between here and the gateway says nothing about the task.
            throw unusable(answer, answer.text());
        }
        return super.data(answer);
    }
}
