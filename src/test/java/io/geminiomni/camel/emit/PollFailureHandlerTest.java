package io.geminiomni.camel.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.task.TaskStoreException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class PollFailureHandlerTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final PollFailureHandler handler = new PollFailureHandler(context, PollFailureHandlerTest.class);

    @Test
    void aStoreThatIsAwayIsLeftToTheConsumerToTell() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            handler.handleException("poll failed", null, new TaskStoreException("away", null));

            assertThat(logs.text()).doesNotContain("away");
        }
    }

    @Test
    void anyOtherFailureAndThatOfAnExchangeAreLogged() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            handler.handleException("poll failed", null, new IllegalStateException("a slip"));
            handler.handleException(
                    "emission failed", new DefaultExchange(context), new TaskStoreException("away", null));

            assertThat(logs.text()).contains("a slip").contains("away");
        }
    }
}
