package io.geminiomni.camel.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.request.RequestDefaults;
import io.geminiomni.camel.request.VideoRequestReader;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is done for each request and each task, and takes less time than a call of the gateway. */
@State(Scope.Benchmark)
public class SmallOperations {
    private static final String REQUEST = """
            {"model": "Gemini-Omini", "prompt": "A lighthouse in a storm, seen from the sea, with the sound of waves",
             "duration": 8, "resolution": "1080p", "aspect_ratio": "16:9"}""";
    private static final int WAITING = 10_000;
    private static final String BASE_URL = "http://127.0.0.1:9";

    private final ObjectMapper json = new ObjectMapper();
    private final VideoRequestReader reader =
            new VideoRequestReader(new RequestDefaults(Map.of()), BodyFormat.json, 1 << 20, true);
    private final VideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private DefaultCamelContext context;
    private Exchange exchange;

    @Setup
    public void start() throws Exception {
        context = new DefaultCamelContext();
        context.start();
        exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(REQUEST);
        Load.waiting(tasks, BASE_URL, "account", "task-", WAITING);
    }

    @TearDown
    public void stop() {
        context.stop();
    }

    /** The peer of the others. */
    @Benchmark
    public JsonNode parseAsJson() throws JsonProcessingException {
        return json.readTree(REQUEST);
    }

    @Benchmark
    public NormalizedRequest readAndCheckRequest() {
        return reader.read(exchange);
    }

    @Benchmark
    public List<LeasedTask> claimAndReleaseTask() {
        List<LeasedTask> claimed = tasks.claim(Claim.toPoll(Load.CHANNEL, BASE_URL, 1, "bench", Duration.ofMinutes(1)));
        tasks.update(List.of(
                LeaseUpdate.release(claimed.get(0).lease(), claimed.get(0).task(), Duration.ZERO)));
        return claimed;
    }
}
