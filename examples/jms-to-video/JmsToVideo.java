import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * Makes a video of each prompt on a JMS queue, and sends its facts to another queue, from which {@code FetchVideos} receives
 * them: {@code JmsToVideo <file with a prompt on each line> <output folder>}.
 *
 * <p>Copy {@link Routes} into a program of your own. The rest is the embedded broker, whose URL is written to the file
 * {@code broker} in the output folder, and a desk that books the orders. The desk fails once, for the first order, after the
 * create: the JMS transaction is rolled back, and the broker delivers the message again. Its key is the same, so its video is
 * not paid for again.
 */
public class JmsToVideo {
    public static void main(String... arguments) throws Exception {
        List<String> prompts = Files.readAllLines(Path.of(arguments[0]));
        EmbeddedActiveMQ broker = broker();
        broker.start();
        write(Path.of(arguments[1], "broker"), "tcp://127.0.0.1:" + port(broker));
        Desk desk = new Desk(prompts);
        Main camel = new Main();
        camel.bind("broker", new ActiveMQConnectionFactory("vm://0"));
        camel.addInitialProperty(
                "camel.component.gemini-omni.store-directory",
                Path.of(arguments[1], "tasks").toString());
        camel.configure().withShutdownTimeout(10);
        camel.configure().addRoutesBuilder(new Routes(desk));
        camel.start();
        try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
            for (String prompt : prompts) {
                template.sendBody("jms:queue:prompts", prompt);
            }
        }
        boolean done = desk.awaitVideos();
        camel.stop();
        broker.stop();
        System.out.println(desk.summary());
        System.exit(done ? 0 : 1);
    }

    private static EmbeddedActiveMQ broker() throws Exception {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("vm", "vm://0")
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:0")
                // By default a failed message is delivered again without a delay, and dropped after ten attempts.
                .addAddressSetting(
                        "#", new AddressSettings().setRedeliveryDelay(500).setMaxDeliveryAttempts(-1)));
        return broker;
    }

    /** The broker uses a free port, so that two runs can share a machine. */
    private static int port(EmbeddedActiveMQ broker) {
        return broker.getActiveMQServer()
                .getRemotingService()
                .getAcceptor("tcp")
                .getActualPort();
    }

    /** Writes a file that is never seen incomplete. */
    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Submits each message as a request, and sends the facts of each video. */
    static final class Routes extends RouteBuilder {
        private final Desk desk;

        Routes(Desk desk) {
            this.desk = desk;
        }

        @Override
        public void configure() {
            // tag::make[]
            // The message's id is the key of its request: a message that is delivered again is not paid for again. The
            // record of the task stays when the JMS transaction is rolled back. Headers of the sender are not used.
            from("jms:queue:prompts?transacted=true&lazyCreateTransactionManager=false")
                    .removeHeaders("CamelGeminiOmni*")
                    .to("gemini-omni:videos?idempotencyKey=${header.JMSMessageID}")
                    .process(desk::book);

            // Sent first, acknowledged afterwards: if the program ends between the two, the facts are sent twice.
            from("gemini-omni:videos?initialDelay=0&delay=200")
                    .marshal()
                    .json(JsonLibrary.Jackson)
                    .convertBodyTo(String.class)
                    .to("jms:queue:videos");
            // end::make[]

            from("jms:queue:fetched").process(desk::hasVideo);
        }
    }

    /** Books the orders, and notes which videos were fetched. */
    static final class Desk {
        private final String unlucky;
        private final int expected;
        private final CountDownLatch videos;
        private final Map<String, String> tasks = new ConcurrentHashMap<>();
        private final Set<String> finished = ConcurrentHashMap.newKeySet();
        private int deliveries;

        Desk(List<String> prompts) {
            this.unlucky = prompts.get(0);
            this.expected = prompts.size();
            this.videos = new CountDownLatch(expected);
        }

        synchronized void book(Exchange exchange) {
            VideoTask task = exchange.getIn().getBody(VideoTask.class);
            String message = exchange.getIn().getHeader("JMSMessageID", String.class);
            boolean again = exchange.getIn().getHeader(GeminiOmniConstants.HEADER_DUPLICATE, Boolean.class);
            deliveries++;
            tasks.put(message, task.taskId());
            if (task.request().prompt().equals(unlucky) && !again) {
                System.out.println(
                        "created    " + task.taskId() + ", but the desk fails: the broker delivers it again");
                throw new IllegalStateException("The desk is closed for a moment");
            }
            System.out.println((again ? "known      " : "created    ") + task.taskId() + " of " + message);
        }

        void hasVideo(Exchange exchange) {
            String task = exchange.getIn().getBody(String.class);
            System.out.println("fetched    " + task);
            if (finished.add(task)) {
                videos.countDown();
            }
        }

        boolean awaitVideos() throws InterruptedException {
            return videos.await(2, TimeUnit.MINUTES);
        }

        synchronized String summary() {
            return expected + " messages, " + deliveries + " deliveries, "
                    + Set.copyOf(tasks.values()).size() + " tasks, " + finished.size() + " videos";
        }
    }
}
