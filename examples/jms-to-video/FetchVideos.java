import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/**
 * Receives the facts of videos from a JMS queue, and writes the videos to a folder: {@code FetchVideos <URL of the broker>
 * <folder>}. It shares only the broker and the account with {@code JmsToVideo}: it has its own key, and no task store.
 *
 * <p>Copy {@link Routes} into a program of your own.
 */
public class FetchVideos {
    public static void main(String... arguments) throws Exception {
        Main camel = new Main();
        camel.bind("broker", new ActiveMQConnectionFactory(arguments[0]));
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new Routes(Path.of(arguments[1])));
        camel.run();
    }

    /** Writes the video of each message. */
    static final class Routes extends RouteBuilder {
        private final Path folder;

        Routes(Path folder) {
            this.folder = folder;
        }

        @Override
        public void configure() {
            // tag::fetch[]
            // The facts have the id of the task, but no URL: the task is polled for its URL, with the key of this
            // program. If the video cannot be fetched or written, the transaction is rolled back, and the message is
            // delivered again. The gateway keeps the video for three days.
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
