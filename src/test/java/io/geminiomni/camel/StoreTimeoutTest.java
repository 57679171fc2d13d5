package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.task.jdbc.Postgres;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The time-out of the database's connections and {@code submitTimeout}. */
class StoreTimeoutTest {
    @Test
    void aSocketTimeoutThatSubmitTimeoutHasNoRoomForIsRefusedAtTheStart() throws Exception {
        try (DefaultCamelContext context = context(231)) {
            context.start();
            assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts"))
                    .hasStackTraceContaining("submitTimeout is 300000 ms")
                    .hasStackTraceContaining("socketTimeout of 231000 ms")
                    .hasStackTraceContaining("301000 ms");
        }
    }

    @Test
    void oneThatItHasRoomForAndOneThatIsNotSetWillDo() throws Exception {
        for (int socketTimeout : new int[] {45, 0}) {
            try (DefaultCamelContext context = context(socketTimeout)) {
                context.start();
                assertThatCode(() -> context.getEndpoint("gemini-omni:adverts")).doesNotThrowAnyException();
            }
        }
    }

    private static DefaultCamelContext context(int socketTimeout) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(Postgres.newDatabaseUrl());
        database.setSocketTimeout(socketTimeout);
        GeminiOmniComponent component = new GeminiOmniComponent();
        component.setApiKey("sk-test");
        component.setDataSource(database);
        DefaultCamelContext context = new DefaultCamelContext();
        context.addComponent("gemini-omni", component);
        return context;
    }
}
