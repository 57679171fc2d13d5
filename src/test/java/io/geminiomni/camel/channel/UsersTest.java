package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsersTest {
    private final List<String> done = new ArrayList<>();
    private final Users users = new Users(
            () -> {
                done.add("begin");
                return () -> done.add("end");
            },
            new TestThreads());

    @Test
    void itBeginsWithTheFirstAndEndsWithTheLast() {
        assertThat(users.isDone()).as("nobody has come yet").isFalse();
        Users.Stay first = users.enter();
        Users.Stay second = users.enter();
        first.close();
        assertThat(done).containsExactly("begin");
        assertThat(users.isDone()).isFalse();

        second.close();

        assertThat(done).containsExactly("begin", "end");
        assertThat(users.isDone()).isTrue();
        users.enter();
        assertThat(done).containsExactly("begin", "end", "begin");
    }

    @Test
    void whoLeavesTwiceLeavesOnce() {
        Users.Stay first = users.enter();
        users.enter();

        first.close();
        first.close();

        assertThat(done).containsExactly("begin");
    }
}
