import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One node of the cluster: {@code Node <name> <JDBC URL> <folder>}. Every node is the same program. It takes requests out
 * of the folder's inbox, and notes each video that it emits in the folder's outbox.
 */
public class Node {

    public static void main(String... arguments) throws Exception {
        PGSimpleDataSource tasks = new PGSimpleDataSource(); // a program of your own would have a connection pool
        tasks.setUrl(arguments[1]);
        tasks.setSocketTimeout(10);

        Main camel = new Main();
        camel.bind("tasks", tasks);
        // Short times, as the emulator is fast and nobody wants to wait for the end of the leases of a dead node.
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
            // The file went to another node after this one had listed it.
            onException(FileNotFoundException.class, NoSuchFileException.class).handled(true);

            // The nodes share the folder without a lock: when two take one file, its name is the key of both, so that
            // it is paid for once. The file of a node that dies stays, and another node takes it. The order is random,
            // so that the nodes seldom meet. A file whose request fails stays, too, and is tried again; where the
            // outcome of its request is not known, nothing is sent until an operator has resolved it.
            from("file:{{folder}}/inbox?delete=true&shuffle=true&maxMessagesPerPoll=1&eagerMaxMessagesPerPoll=false"
                            + "&initialDelay=0&delay=50")
                    .convertBodyTo(String.class)
                    .to("gemini-omni:adverts?idempotencyKey=${file:name}");

            // Which node has emitted which video. A program of your own would write the video: see file-to-video.
            from("gemini-omni:adverts?initialDelay=0&delay=200")
                    .marshal()
                    .json(JsonLibrary.Jackson)
                    .to("file:{{folder}}/outbox?tempPrefix=.part-&fileName=${header.CamelGeminiOmniTaskId}"
                            + "-{{node}}-${header.CamelGeminiOmniDeliveryAttempt}.json");
        }
    }
}
