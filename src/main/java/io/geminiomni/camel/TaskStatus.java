package io.geminiomni.camel;

import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.poll.TaskSnapshot;
import io.geminiomni.camel.task.VideoTask;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The operation {@code status}: asks the gateway how a task is, be it in the repository or not, and records nothing. */
final class TaskStatus {
    private static final int SHOWN = 60;

    private final GeminiOmniEndpoint endpoint;
    private final SteeringHeaders headers;

    TaskStatus(GeminiOmniEndpoint endpoint, SteeringHeaders headers) {
        this.endpoint = endpoint;
        this.headers = headers;
    }

    void tell(Exchange exchange) {
        TaskReference reference = TaskReference.in(exchange, endpoint, headers);
        String taskId = reference.taskId() == null ? reference.text() : reference.taskId();
        if (taskId == null) {
            throw new IllegalArgumentException("operation=status needs a task id: in the header "
                    + GeminiOmniConstants.HEADER_TASK_ID
                    + ", or as the body, which may also be a VideoTask, a GeneratedVideo, or the JSON of either. Nothing was asked"
                    + headers.whyIgnored(exchange.getIn(), GeminiOmniConstants.HEADER_TASK_ID));
        }
        VideoTask task = ask(taskId, reference.task());
        Message message = exchange.getMessage();
        UrlDisclosure disclosure = endpoint.getConfiguration().urlDisclosure();
        VideoHeaders.tell(message, task, disclosure);
        message.setBody(disclosure.inBody(task));
    }

    /** The task as the gateway tells of it now. */
    VideoTask ask(String taskId, @Nullable VideoTask described) {
        VideoTask known =
                endpoint.tasks().findTask(endpoint.getChannel(), taskId).orElse(described);
        GatewaySettings gateway = endpoint.gatewaySettings();
        if (known != null && !known.baseUrl().equals(gateway.baseUrl().toString())) {
            throw new IllegalArgumentException("Task " + shortened(taskId) + " was made at " + known.baseUrl()
                    + ", but this endpoint asks " + gateway.baseUrl()
                    + ". Nothing was asked, and the task is not lost. Set baseUrl to where it was made");
        }
        VideoTask task = known == null ? TaskReference.unknown(endpoint, taskId) : known;
        return TaskSnapshot.at(
                task,
                endpoint.getComponent().client(gateway).query(taskId),
                endpoint.getConfiguration().failureCategories(),
                endpoint.getComponent().getClock().instant());
    }

    private static String shortened(String taskId) {
        return taskId.length() <= SHOWN ? taskId : taskId.substring(0, SHOWN) + "…";
    }
}
