package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.poll.TaskSnapshot;
import io.geminiomni.camel.task.VideoTask;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The operation {@code status}: polls a task, whether it is in the repository or not, and records nothing. */
public final class TaskStatus {
    private static final int SHOWN = 60;

    private final Channel channel;
    private final TaskReferences references;

    public TaskStatus(Channel channel, TaskReferences references) {
        this.channel = channel;
        this.references = references;
    }

    public void process(Exchange exchange) {
        TaskReference reference = references.in(exchange);
        String taskId = reference.taskId() == null ? reference.text() : reference.taskId();
        if (taskId == null) {
            throw new IllegalArgumentException("operation=status needs a task id: in the header "
                    + HeaderNames.TASK_ID
                    + ", or as the body, which may also be a VideoTask, a GeneratedVideo, or the JSON of either. Nothing was polled"
                    + references.whyIgnored(exchange.getIn(), HeaderNames.TASK_ID));
        }
        VideoTask task = poll(taskId, reference.task());
        Message message = exchange.getMessage();
        UrlDisclosure disclosure = channel.options().disclosure();
        VideoHeaders.set(message, task, disclosure);
        message.setBody(disclosure.inBody(task));
    }

    /** The task with its present status at the gateway. */
    VideoTask poll(String taskId, @Nullable VideoTask described) {
        VideoTask known = channel.tasks().findTask(channel.name(), taskId).orElse(described);
        GatewaySettings gateway = channel.options().gateway();
        if (known != null && !BaseUrl.isSame(known.baseUrl(), gateway.baseUrl().toString())) {
            throw new IllegalArgumentException("Task " + shortened(taskId) + " was created at " + known.baseUrl()
                    + ", but this endpoint polls " + gateway.baseUrl()
                    + ". Nothing was polled, and the task is not lost. Set baseUrl to where it was created");
        }
        VideoTask task = known == null ? references.unknown(taskId) : known;
        return TaskSnapshot.at(
                task,
                channel.gateway().query(taskId),
                channel.options().polls().categories(),
                channel.clock().instant());
    }

    private static String shortened(String taskId) {
        return taskId.length() <= SHOWN ? taskId : taskId.substring(0, SHOWN) + "…";
    }
}
