package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.StoreFaults;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void roomIsLookedForAgain() throws Exception {
        AtomicBoolean breaks = new AtomicBoolean();
        VideoTaskRepository tasks = StoreFaults.in(new InMemoryVideoTaskRepository(), (method, arguments) -> {
            if (method.getName().equals("counts") && breaks.getAndSet(false)) {
                throw new StackOverflowError("in the store");
            }
        });
        context.start();
        InFlightLimit limit = new InFlightLimit(context, new TestThreads(), tasks, "adverts", 1, 1);
        limit.start();
        try {
            CountDownLatch goesOn = new CountDownLatch(1);
            limit.enter();
            assertThat(limit.enterOrWait(whoTells(goesOn))).isFalse();
            breaks.set(true);
            await().until(() -> !breaks.get());

            limit.leave();

            assertThat(goesOn.await(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            limit.stop();
        }
    }

    private static InFlightLimit.Waiting whoTells(CountDownLatch goesOn) {
        return new InFlightLimit.Waiting() {
            @Override
            public void goOn() {
                goesOn.countDown();
            }

            @Override
            public void giveUp(Throwable why) {}
        };
    }
}
