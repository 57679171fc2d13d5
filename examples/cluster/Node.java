import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One node of the cluster: {@code Node <name> <JDBC URL> <folder>}. Every node is the same program. It takes requests
 * from the folder's inbox, and writes a file for each video that it emits to the folder's outbox.
 */
public class Node {

    public static void main(String... arguments) throws Exception {
        PGSimpleDataSource tasks = new PGSimpleDataSource(); // use a connection pool in production
        tasks.setUrl(arguments[1]);
        tasks.setSocketTimeout(10);

        Main camel = new Main();
        camel.bind("tasks", tasks);
        // Short times, because the emulator is fast, and the leases of the killed node should expire soon.
        camel.addInitialProperty("camel.component.gemini-omni.data-source", "#bean:tasks");
        camel.addInitialProperty("camel.component.gemini-omni.lease-duration", "5s");
        camel.addInitialProperty("camel.component.gemini-omni.poll-interval", "500");
        camel.addInitialProperty("camel.component.gemini-omni.max-poll-interval", "1s");
        camel.addInitialProperty("camel.component.gemini-omni.connect-timeout", "2s");
        camel.addInitialProperty("camel.component.gemini-omni.request-timeout", "5s");
        camel.addInitialProperty("camel.component.gemini-omni.submit-timeout", "18s");
        camel.addInitialProperty("node", arguments[0]);
        camel.addInitialProperty("folder", arguments[2]);
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new Adverts());
        camel.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport main) {
                System.out.println("ready");
            }
        });
        camel.run();
    }

    static final class Adverts extends RouteBuilder {
        @Override
        public void configure() {
            // Another node has taken the file since this one listed it.
            onException(FileNotFoundException.class, NoSuchFileException.class).handled(true);

            // The nodes share the folder without a lock. If two nodes read the same file, both requests have its name
            // as their key, so it is paid for once. The order is random, so that this seldom happens. If a node is
            // killed, or a request fails, the file stays in the folder and is read again. If the outcome of the request
            // is unknown, nothing is sent until an operator has resolved it.
            from("file:{{folder}}/inbox?delete=true&shuffle=true&maxMessagesPerPoll=1&eagerMaxMessagesPerPoll=false"
                            + "&initialDelay=0&delay=50")
                    .convertBodyTo(String.class)
                    .to("gemini-omni:adverts?idempotencyKey=${file:name}");

            // Records which node has emitted the video. A real program would write the video: see file-to-video.
            from("gemini-omni:adverts?initialDelay=0&delay=200")
                    .marshal()
                    .json(JsonLibrary.Jackson)
                    .to("file:{{folder}}/outbox?tempPrefix=.part-&fileName=${header.CamelGeminiOmniTaskId}"
                            + "-{{node}}-${header.CamelGeminiOmniDeliveryAttempt}.json");
        }
    }
}
