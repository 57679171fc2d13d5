package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.net.UrlSecrets;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.VideoRequestReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway over HTTP. A stop ends the calls in flight, and closes all connections and threads.
 */
public final class GatewayClient extends ServiceSupport implements Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayClient.class);
    private static final String CREATE_PATH = "/api/open-api/v1/gemini/omni/videos";
    private static final String QUERY_PATH = "/api/open-api/v1/videos/";
    private static final String ACCOUNT_BALANCE_PATH = "/api/open-api/v1/user/balance";
    private static final String KEY_BALANCE_PATH = "/api/open-api/v1/key/balance";
    private static final String UPLOAD_PATH = "/api/open-api/v1/files/upload";
    private static final ContentType JSON = ContentType.create("application/json");
    private static final Pattern KEY_HASH = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int SHOWN_ID = 40;
    private static final Duration LONGEST_TURN = Duration.ofDays(1);

    private final GatewaySettings settings;
    private final Clock clock;
    private final RequestPace pace;
    private final GatewayTransport transport;

    /**
     * @param clock for dates in {@code Retry-After}
     * @param pace shared with the other clients of the account
     */
    public GatewayClient(CamelContext context, GatewaySettings settings, Clock clock, RequestPace pace) {
        this(context, settings, clock, pace, SystemDefaultDnsResolver.INSTANCE);
    }

    GatewayClient(CamelContext context, GatewaySettings settings, Clock clock, RequestPace pace, DnsResolver dns) {
        this.settings = settings;
        this.clock = clock;
        this.pace = pace;
        this.transport = new GatewayTransport(context, settings, dns);
    }

    @Override
    public boolean awaitTurn(Duration atMost) {
        return pace.awaitCreate(atMost);
    }

    @Override
    public CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name) {
        if (!KEY_HASH.matcher(idempotencyKeyHash).matches()) {
            throw new IllegalArgumentException("The hash of an idempotency key must be 1 to 128 of A-Z a-z 0-9 . _ -");
        }
        String json = request.toJson();
        CreateRules rules = new CreateRules(
                name, json, new AnswerReader(settings.baseUrl(), clock, settings.apiKey(), request.prompt()));
        HttpEntity body = new ByteArrayEntity(json.getBytes(StandardCharsets.UTF_8), JSON);
        long sentAt = pace.now();
        GatewayAnswer answer;
        try {
            answer = transport.send(GatewayCall.post(
                    CREATE_PATH, Map.of("Idempotency-Key", idempotencyKeyHash), body, settings.requestTimeout()));
        } catch (CallFailedException e) {
            return rules.judge(e);
        }
        CreateOutcome outcome;
        try {
            outcome = rules.judge(answer);
        } catch (RuntimeException | StackOverflowError e) {
            return rules.unreadable(answer, e);
        }
        if (outcome instanceof CreateOutcome.NotAccepted notAccepted
                && notAccepted.reason() == CreateOutcome.NotAccepted.Reason.THROTTLED) {
            slowDown(sentAt);
        }
        return outcome;
    }

    @Override
    public TaskAnswer query(String taskId) {
        return query(taskId, () -> takeTurn(pace.await(LONGEST_TURN)));
    }

    @Override
    public Optional<TaskAnswer> poll(String taskId, Duration age, BooleanSupplier isWanted) {
        return pace.awaitPoll(age, isWanted) ? Optional.of(query(taskId, () -> {})) : Optional.empty();
    }

    private TaskAnswer query(String taskId, Turn turn) {
        if (!TaskAnswers.isTaskId(taskId)) {
            throw new UnknownTaskException(
                    GatewayFailure.notSent(
                            "Did not poll task " + Texts.clean(UrlSecrets.hide(taskId), SHOWN_ID)
                                    + ": a task id is 1 to 256 of A-Z a-z 0-9 . _ : / -. No money was spent. Check the task id."));
        }
        QueryRules rules = new QueryRules(taskId, reader());
        GatewayCall call = GatewayCall.get(QUERY_PATH + pathSegment(taskId), settings.requestTimeout());
        return read(rules, call, rules::judge, turn);
    }

    @Override
    public Balance balance() {
        return balance(this::awaitTurnForCreate);
    }

    @Override
    public Balance balanceAtOnce() {
        return balance(pace::count);
    }

    private Balance balance(Turn turn) {
        CallRules rules = new CallRules("Queried the balance", "Query it again later.", reader());
        Balance.Account account = figures(rules, ACCOUNT_BALANCE_PATH, BalanceAnswers::account, turn);
        return new Balance(account, figures(rules, KEY_BALANCE_PATH, BalanceAnswers::key, turn));
    }

    private <T> T figures(CallRules rules, String path, Function<JsonNode, @Nullable T> reading, Turn turn) {
        GatewayCall call = GatewayCall.get(path, settings.requestTimeout());
        return read(rules, call, answer -> rules.read(answer, reading, "the answer lacks a figure"), turn);
    }

    @Override
    public String upload(FileToUpload file) {
        AnswerReader reader = reader();
        CallRules rules = new CallRules(
                "Uploaded the file " + Texts.clean(file.name(), SHOWN_ID),
                "It may be uploaded again; an upload costs nothing.",
                reader);
        GatewayCall call = GatewayCall.post(UPLOAD_PATH, Map.of(), FileForm.of(file), settings.uploadTimeout());
        return read(
                rules,
                call,
                answer -> rules.read(
                        answer,
                        data -> forRequest(reader.tasks().url(data)),
                        "the answer holds no URL that a request may have"),
                this::awaitTurnForCreate);
    }

    private static @Nullable String forRequest(@Nullable String url) {
        return url != null && VideoRequestReader.isUrl(url) ? url : null;
    }

    private AnswerReader reader() {
        return new AnswerReader(settings.baseUrl(), clock, settings.apiKey());
    }

    /** When a call is sent, within the limit of calls per second. */
    @FunctionalInterface
    private interface Turn {
        void take() throws CallFailedException;
    }

    /** A create waits for the answer, or will. */
    private void awaitTurnForCreate() throws CallFailedException {
        takeTurn(pace.awaitForCreate(LONGEST_TURN));
    }

    private static void takeTurn(boolean hasCome) throws CallFailedException {
        if (!hasCome) {
            throw new CallFailedException("it was interrupted while it waited for its turn", false, 0, null);
        }
    }

    private <T> T read(CallRules rules, GatewayCall call, Function<GatewayAnswer, T> reading, Turn turn) {
        try {
            turn.take();
            long sentAt = pace.now();
            GatewayAnswer answer = transport.send(call);
            try {
                return reading.apply(answer);
            } catch (GatewayThrottledException e) {
                slowDown(sentAt);
                throw e;
            }
        } catch (CallFailedException e) {
            throw rules.judge(e);
        }
    }

    private void slowDown(long sentAt) {
        if (pace.throttled(sentAt)) {
            LOG.info(
                    "The gateway throttles the account {} at {}: its calls slow down to {} per second, and recover",
                    settings.accountFingerprint(),
                    settings.baseUrl(),
                    String.format(Locale.ROOT, "%.1f", pace.perSecond()));
        }
    }

    private static String pathSegment(String taskId) {
        String segment = taskId.replace("/", "%2F").replace(":", "%3A");
        return segment.equals(".") || segment.equals("..") ? segment.replace(".", "%2E") : segment;
    }

    @Override
    protected void doStart() {
        ServiceHelper.startService(transport);
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(transport);
    }
}
