package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The poll for a new URL of a video. */
class FreshUrlTest {
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final TestChannels channels = new TestChannels();

    @AfterEach
    void close() {
        channels.close();
    }

    /** Another gateway can have another task with this id, whose video would be delivered. */
    @Test
    void aTaskOfAnotherGatewayIsNotPolled() {
        VideoTask task = task("https://moved.example");

        assertThatThrownBy(
                        () -> channels.channel("adverts", tasks).freshUrl(task).get())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("task-1")
                .hasMessageContaining("https://moved.example")
                .hasMessageContaining(TestChannels.BASE_URL)
                .hasNoCause();
    }

    @Test
    void anotherSpellingOfTheBaseUrlIsTheSameGateway() {
        VideoTask task = task(TestChannels.BASE_URL.toUpperCase(Locale.ROOT) + "/");

        assertThatThrownBy(
                        () -> channels.channel("adverts", tasks).freshUrl(task).get())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be polled");
    }

    private VideoTask task(String baseUrl) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token", "adverts", "order-1", request.fingerprint(), request, Map.of(), baseUrl, "account-1");
        tasks.begin(submission);
        return tasks.record(submission, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO)
                .orElseThrow();
    }
}
