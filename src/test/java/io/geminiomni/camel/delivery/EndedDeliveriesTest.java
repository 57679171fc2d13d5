package io.geminiomni.camel.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndedDeliveriesTest {
    private static final VideoTask DELIVERED = delivered();

    private final List<List<String>> groups = new ArrayList<>();
    /** What other threads do while a group is written. */
    private Runnable meanwhile = () -> {};

    private final EndedDeliveries deliveries = new EndedDeliveries(this::write);

    private static VideoTask delivered() {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        return new Submission(
                        "token",
                        "adverts",
                        "k",
                        request.fingerprint(),
                        request,
                        Map.of(),
                        "https://gateway.example",
                        "acc")
                .submitting(Instant.EPOCH).toBuilder()
                        .state(TaskState.DELIVERED)
                        .build();
    }

    private void write(List<EndedDeliveries.Ended> group) {
        groups.add(
                group.stream().map(ended -> ended.update().lease().recordId()).toList());
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
    }

    private static EndedDeliveries.Ended ended(String record) {
        return new EndedDeliveries.Ended(
                LeaseUpdate.end(new Lease(record, "lease"), DELIVERED), DeliveryEvent.Outcome.DELIVERED);
    }

    @Test
    void oneThatIsAloneIsWrittenAtOnceAlthoughOtherEmissionsWait() {
        deliveries.write(ended("1"), true);

        assertThat(groups).containsExactly(List.of("1"));
    }

    @Test
    void whatEndsWhileAnotherIsWrittenIsWrittenAfterItTogether() {
        meanwhile = () -> {
            deliveries.write(ended("2"), true);
            deliveries.write(ended("3"), true);
            assertThat(groups).as("groups while the first one is written").hasSize(1);
        };

        deliveries.write(ended("1"), true);

        assertThat(groups).containsExactly(List.of("1"), List.of("2", "3"));
    }

    @Test
    void aThreadForWhichNoOtherEmissionWaitsWritesItself() {
        meanwhile = () -> deliveries.write(ended("2"), false);

        deliveries.write(ended("1"), true);

        assertThat(groups).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void aThreadThatWritesForOthersIsLeftNoMore() {
        meanwhile = () -> {
            deliveries.write(ended("2"), true);
            meanwhile = () -> deliveries.write(ended("3"), true);
        };

        deliveries.write(ended("1"), true);

        assertThat(groups).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    }

    @Test
    void noMoreThanTheLimitAreLeft() {
        int most = EndedDeliveries.MOST_LEFT;
        meanwhile = () ->
                IntStream.rangeClosed(1, most + 1).forEach(number -> deliveries.write(ended("left " + number), true));

        deliveries.write(ended("first"), true);

        assertThat(groups).extracting(List::size).containsExactly(1, 1, most);
        assertThat(groups.get(1)).containsExactly("left " + (most + 1));
    }

    @Test
    void whatIsLeftIsWrittenAlsoIfTheFirstWriteFails() {
        meanwhile = () -> {
            deliveries.write(ended("2"), true);
            throw new OutOfMemoryError("planted");
        };

        assertThatThrownBy(() -> deliveries.write(ended("1"), true)).isInstanceOf(OutOfMemoryError.class);

        assertThat(groups).containsExactly(List.of("1"), List.of("2"));
        deliveries.write(ended("3"), true);
        assertThat(groups).hasSize(3);
    }
}
