package io.geminiomni.examples.archive;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.task.VideoTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.EventNotifierSupport;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Archives a video of each prompt: {@code Archive <file with a prompt on each line> <empty folder>}.
 *
 * <p>The bucket does not exist at first. It is created after the first video could not be stored. This shows that the video is
 * not lost: it was not acknowledged, and is emitted again.
 */
public final class Archive {
    private static final String BUCKET = "films";

    private Archive() {}

    /** The exit status is 0 when all videos are stored. */
    public static void main(String... arguments) throws Exception {
        List<String> prompts = Files.readAllLines(Path.of(arguments[0])).stream()
                .filter(line -> !line.isBlank())
                .toList();
        Path folder = Path.of(arguments[1]);
        int status;
        try (ObjectStore store = ObjectStore.start();
                S3Client client = store.client()) {
            Witness witness = new Witness(client, prompts.size());
            Main camel = new Main();
            camel.bind("s3", client);
            camel.addInitialProperty("archive.bucket", BUCKET);
            camel.addInitialProperty("archive.spool", folder.resolve("spool").toString());
            camel.addInitialProperty(
                    "camel.component.gemini-omni.store-directory",
                    folder.resolve("tasks").toString());
            camel.configure().withShutdownTimeout(10);
            camel.configure().addRoutesBuilder(new ArchiveRoutes());
            camel.init();
            camel.getCamelContext().getManagementStrategy().addEventNotifier(witness);
            camel.start();
            order(camel, prompts);
            boolean done = witness.awaitAll();
            camel.stop();
            System.out.println(summary(client, prompts.size(), witness));
            status = done ? 0 : 1;
        }
        System.exit(status);
    }

    private static void order(Main camel, List<String> prompts) throws Exception {
        try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
            for (int i = 0; i < prompts.size(); i++) {
                VideoTask task = template.requestBodyAndHeader(
                        "direct:orders", prompts.get(i), "order", "order-" + (i + 1), VideoTask.class);
                System.out.println("created    " + task.taskId() + " of order-" + (i + 1));
            }
        }
    }

    private static String summary(S3Client client, int prompts, Witness witness) {
        List<S3Object> objects =
                client.listObjectsV2(request -> request.bucket(BUCKET)).contents();
        long videos = objects.stream()
                .filter(object -> object.key().endsWith(".mp4") && object.size() > 0)
                .count();
        long facts = objects.stream()
                .filter(object -> object.key().endsWith(".json") && object.size() > 0)
                .count();
        return prompts + " prompts, " + witness.failures() + " attempts to store that failed, " + videos
                + " videos and " + facts + " facts in the bucket " + BUCKET;
    }

    /** Notes how the exchanges of the route end, and creates the bucket when the first of them has failed. */
    private static final class Witness extends EventNotifierSupport {
        private final S3Client client;
        private final CountDownLatch remaining;
        private final Set<String> stored = ConcurrentHashMap.newKeySet();
        private int failures;

        Witness(S3Client client, int expected) {
            this.client = client;
            this.remaining = new CountDownLatch(expected);
            setIgnoreCamelContextEvents(true);
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreExchangeSendingEvents(true);
            setIgnoreExchangeSentEvents(true);
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeFailedEvent failed && archives(failed.getExchange())) {
                failed(failed.getExchange());
            } else if (event instanceof ExchangeCompletedEvent completed && archives(completed.getExchange())) {
                stored(completed.getExchange());
            }
        }

        private static boolean archives(Exchange exchange) {
            return ArchiveRoutes.ARCHIVE.equals(exchange.getFromRouteId());
        }

        private static String task(Exchange exchange) {
            return exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class);
        }

        private synchronized void failed(Exchange exchange) {
            failures++;
            System.out.println("not stored " + task(exchange) + ": "
                    + exchange.getException().getClass().getSimpleName()
                    + ". It is not acknowledged, and is emitted again");
            if (failures == 1) {
                client.createBucket(request -> request.bucket(BUCKET));
            }
        }

        private void stored(Exchange exchange) {
            String task = task(exchange);
            if (stored.add(task)) {
                System.out.println("stored     " + task + " at attempt "
                        + exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT));
                remaining.countDown();
            }
        }

        synchronized int failures() {
            return failures;
        }

        boolean awaitAll() throws InterruptedException {
            return remaining.await(2, TimeUnit.MINUTES);
        }
    }
}
