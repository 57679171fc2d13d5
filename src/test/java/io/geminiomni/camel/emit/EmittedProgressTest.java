package io.geminiomni.camel.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EmittedProgressTest {
    private final EmittedProgress emitted = new EmittedProgress();

    @Test
    void aStateIsNewOnceForEachTask() {
        assertThat(emitted.add(task("a", 10))).isTrue();
        assertThat(emitted.add(task("a", 20))).isTrue();
        assertThat(emitted.add(task("a", 10))).isFalse();
        assertThat(emitted.add(task("b", 10))).isTrue();
    }

    @Test
    void ofATaskThatHasEndedNothingIsRemembered() {
        emitted.add(task("a", 10));

        emitted.forget(task("a", 100));

        assertThat(emitted.add(task("a", 10))).isTrue();
    }

    private static VideoTask task(String key, int progress) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        return VideoTask.builder()
                .channel("adverts")
                .key(key)
                .request(request)
                .fingerprint(request.fingerprint())
                .baseUrl("https://gateway.example")
                .account("account")
                .submittedAt(Instant.EPOCH)
                .state(TaskState.WAITING)
                .status("processing")
                .progress(progress)
                .build();
    }
}
