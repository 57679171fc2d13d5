import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/**
 * Takes the facts of videos from a JMS queue, and writes the videos to a folder: {@code FetchVideos <URL of the broker>
 * <folder>}. It shares nothing with {@code JmsToVideo} but the broker and the account: it has a key of its own, and
 * no record of tasks.
 *
 * <p>{@link Routes} is the part to copy.
 */
public class FetchVideos {
    public static void main(String... arguments) throws Exception {
        Main camel = new Main();
        camel.bind("broker", new ActiveMQConnectionFactory(arguments[0]));
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new Routes(Path.of(arguments[1])));
        camel.run();
    }

    /** Message to file. */
    static final class Routes extends RouteBuilder {
        private final Path folder;

        Routes(Path folder) {
            this.folder = folder;
        }

        @Override
        public void configure() {
            // tag::fetch[]
            // The facts have the id of the task, and no URL: the gateway is asked for the URL as it is now, with
            // the key of this program. Where the video cannot be fetched or written, the transaction is rolled
            // back, and the facts come again; the video is there for three days.
            from("jms:queue:videos?transacted=true&lazyCreateTransactionManager=false")
                    .removeHeaders("CamelGeminiOmni*")
                    .to("gemini-omni:videos?operation=download")
                    .toF("file:%s?tempPrefix=.part-", folder)
                    .setBody(header("CamelGeminiOmniTaskId"))
                    .to("jms:queue:fetched");
            // end::fetch[]
        }
    }
}
