package io.geminiomni.camel;

import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.DataSize;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.JsonVideoUrl;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.poll.FailureCategories;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.produce.ProducerOptions;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import io.geminiomni.camel.request.RequestField;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** The options of an endpoint. Those of the component are the defaults of its endpoints. */
@Configurer
@UriParams
public class GeminiOmniConfiguration implements Cloneable {
    @UriParam(
            label = "security",
            description = "The API key. Unless set, that of the environment variable JIMMYAI_API_KEY.",
            secret = true)
    private @Nullable String apiKey;

    @UriParam(
            description =
                    "The base URL of the gateway. Unless set, that of the environment variable JIMMYAI_BASE_URL, else https://www.jimmyai.cn. A task is asked for at the base URL that made it.")
    private @Nullable String baseUrl;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "10000",
            description = "How long to wait for a connection to the gateway.")
    private long connectTimeout = 10000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description =
                    "How long a whole call to the gateway may take, from connecting to the last byte of the answer.")
    private long requestTimeout = 60000;

    @UriParam(
            label = "security",
            description =
                    "The SSL context parameters for calls to the gateway. Videos are fetched with its trust, but without its keys.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy", description = "The host of the HTTP proxy for calls to the gateway.")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy", description = "The port of the HTTP proxy for calls to the gateway.")
    private @Nullable Integer proxyPort;

    @Metadata(autowired = true)
    @UriParam(
            description =
                    "Where tasks are kept. Endpoints share a channel when they share its repository. Unless set, tasks are kept in memory and are lost with the process.")
    private @Nullable VideoTaskRepository taskRepository;

    @UriParam(label = "producer", defaultValue = "create", description = "What the producer does.")
    private GeminiOmniOperation operation = GeminiOmniOperation.create;

    @UriParam(
            label = "producer",
            defaultValue = "Gemini-Omini",
            description =
                    "The model of requests that do not say: Gemini-Omini (also called Omni-Flash-Ext or gemini-omni) or omni-10s.")
    private String model = "Gemini-Omini";

    @UriParam(label = "producer", description = "The prompt of requests that do not say.")
    private @Nullable String prompt;

    @UriParam(
            label = "producer",
            description =
                    "The duration, in seconds, of requests that do not say: 4, 6, 8 or 10. Not used for a request with a reference video.",
            enums = "4,6,8,10")
    private @Nullable String duration;

    @UriParam(
            label = "producer",
            description = "The resolution of requests that do not say: 720p, 1080p or 4k.",
            enums = "720p,1080p,4k")
    private @Nullable String resolution;

    @UriParam(
            label = "producer",
            description =
                    "The aspect ratio of requests that do not say, as W:H, such as 16:9. It wins over the orientation.")
    private @Nullable String aspectRatio;

    @UriParam(
            label = "producer",
            description = "The orientation of requests that do not say: landscape (16:9) or portrait (9:16).",
            enums = "landscape,portrait")
    private @Nullable String orientation;

    @UriParam(
            label = "producer",
            description = "The URLs, separated by white space, of the images of requests that do not say.")
    private @Nullable String imageUrls;

    @UriParam(label = "producer", description = "The URL of the reference video of requests that do not say.")
    private @Nullable String videoUrls;

    @UriParam(
            label = "producer",
            description =
                    "What the images of requests that do not say are: the first frame of the video (frame) or references (reference).",
            enums = "frame,reference")
    private @Nullable String generationType;

    @UriParam(
            label = "producer",
            defaultValue = "auto",
            description =
                    "How a body is understood: as its type and first character say (auto), as a prompt (prompt), as a JSON object (json), or as a picture that is uploaded and used as the image (image).")
    private BodyFormat bodyFormat = BodyFormat.auto;

    @UriParam(
            label = "producer",
            defaultValue = "1MB",
            description =
                    "The most bytes that a body may have, such as 512KB or 1MB. A larger one is refused without being read.")
    private String maxRequestSize = "1MB";

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether the contract's counts and enumerations are errors. If not, they are warnings, in case the gateway has moved on.")
    private boolean strict = true;

    @UriParam(
            label = "producer",
            description =
                    "A Simple expression for the idempotency key, such as ${header.JMSMessageID}. Unless set, the key is derived from where the exchange is, so that a redelivery of the step by Camel has the same key.")
    private @Nullable String idempotencyKey;

    @UriParam(
            label = "producer",
            description =
                    "The names, separated by commas, of headers to keep with the task and put on the exchange of its video; a name that ends in an asterisk stands for all headers that begin so. They are text, numbers, booleans and instants of at most 16 KB together.")
    private @Nullable String correlationHeaders;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "1800000",
            description =
                    "How long an exchange waits for its video with operation=generate. After it the exchange fails, and the"
                            + " task stays on its channel.")
    private long generateTimeout = 1800000;

    @UriParam(
            label = "producer",
            defaultValue = "4",
            description =
                    "How many threads go on with the exchanges that have waited, for a video with operation=generate or for"
                            + " room with blockWhenFull. Set more where the steps that follow take long.")
    private int workerPoolSize = 4;

    @UriParam(
            label = "producer",
            description =
                    "No request is sent while less than this is known to be left of the balance, in the gateway's own unit.")
    private @Nullable Double minBalance;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "30000",
            description = "How old the balance may be by which minBalance is judged.")
    private long balanceCacheTime = 30000;

    @UriParam(
            label = "producer",
            description =
                    "How many tasks of the channel may be submitted or waited for at once. A request beyond it is refused, or waits with blockWhenFull. Nodes that submit in the same moment may exceed it together.")
    private @Nullable Integer maxInFlight;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Whether a request beyond maxInFlight waits until there is room. It holds no thread while it waits.")
    private boolean blockWhenFull = false;

    @UriParam(
            label = "scheduler",
            javaType = "java.time.Duration",
            defaultValue = "5000",
            description = "The shortest time between two questions about one task.")
    private long pollInterval = 5000;

    @UriParam(
            label = "scheduler",
            javaType = "java.time.Duration",
            defaultValue = "30000",
            description =
                    "The longest time between two questions about one task. A task that is late is asked for at this interval.")
    private long maxPollInterval = 30000;

    @UriParam(label = "scheduler", defaultValue = "8", description = "How many questions may be in flight at once.")
    private int concurrentPolls = 8;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description =
                    "How long one node owns a task before another may take it. Renewed while the owner works on it.")
    private long leaseDuration = 60000;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "How many exchanges may be in the route at once. It never holds up the asking.")
    private int concurrentConsumers = 1;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "1800000",
            description =
                    "After it a task is late: still asked for, at maxPollInterval, and still emitted, marked late. A task that the gateway does not know by then is parked.")
    private long taskTimeout = 1800000;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "259200000",
            description =
                    "A task without an end by then is reported as failed, category abandoned. The gateway keeps a result for three days.")
    private long abandonAfter = 259200000;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether a failed task is an ordinary exchange, with status failed. If not, it goes to the exception handler, and with bridgeErrorHandler to the onException of the route.")
    private boolean emitFailures = false;

    @UriParam(
            label = "consumer",
            defaultValue = "36",
            description =
                    "How often a video whose route keeps failing is emitted, after 1 s, 2 s, 4 s and so on, at most 1 h. After that it is parked: kept and counted, but no longer emitted.")
    private int maxDeliveryAttempts = 36;

    @UriParam(
            label = "advanced",
            description =
                    "The hosts, separated by commas, that videos may come from: names, addresses, or patterns that begin with an asterisk and a dot and stand for all names below a domain. They may have private addresses. Unless set, any public host, and the host of baseUrl on the port of baseUrl.")
    private @Nullable String downloadHosts;

    @UriParam(
            label = "advanced",
            defaultValue = "5",
            description =
                    "How many attempts in a row to fetch a video may each bring fewer bytes than minDownloadRate before its download fails.")
    private int downloadRetries = 5;

    @UriParam(
            label = "advanced",
            defaultValue = "2GB",
            description = "The most bytes that a video may have, such as 500MB or 2GB.")
    private String maxVideoSize = "2GB";

    @UriParam(
            label = "advanced",
            defaultValue = "16KB",
            description =
                    "How many bytes a second the host of a video must send at least, such as 16KB. Measured over each minute that is spent waiting for bytes of the host, so that a slow route does not count. If it sends fewer, the download fails.")
    private String minDownloadRate = "16KB";

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description = "How long a whole upload may take, from connecting to the last byte of the answer.")
    private long uploadTimeout = 300000;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "After it a task that still waits to be processed is late, as after taskTimeout. 0 for no such limit.")
    private long queueTimeout = 0;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "After so long without a change of status or progress a task is late, as after taskTimeout. Counted since this consumer saw the last change. 0 for no such limit.")
    private long stallTimeout = 0;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether each change of a task's status or progress is an exchange too, with the VideoTask as its body.")
    private boolean emitProgress = false;

    @UriParam(
            label = "advanced",
            defaultValue = "20",
            description =
                    "How many calls per second all endpoints of the component with the same API key and base URL make at most. Further ones wait. Of different values the smallest counts.")
    private int requestsPerSecond = 20;

    @UriParam(
            label = "advanced",
            prefix = "failureCategory.",
            multiValue = true,
            javaType = "java.util.Map<java.lang.String, java.lang.Object>",
            description =
                    "Regular expressions for the error categories of failed tasks, as in failureCategory.moderation=forbidden. They are tried before the built-in ones, in any letter case, and may be of new categories.")
    private @Nullable Map<String, Object> failureCategories;

    @UriParam(
            label = "security",
            defaultValue = "all",
            description =
                    "Which CamelGeminiOmni* headers of a message count, whoever set them: all; only those of the request values, such as CamelGeminiOmniPrompt, and none that names an operation, an idempotency key, a task or a URL (values); or none.")
    private HeadersFromMessages headersFromMessages = HeadersFromMessages.all;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether the URL of a video, which is a secret, is the header CamelGeminiOmniVideoUrl. A route can always ask the body for it, as in ${body.url}.")
    private boolean videoUrlHeader = false;

    @UriParam(
            label = "security",
            defaultValue = "none",
            description =
                    "Whether the JSON of a task or a video has the URL of the video, which is a secret, as video_url (full), or not (none).")
    private JsonVideoUrl jsonVideoUrl = JsonVideoUrl.none;

    /** A copy that can be changed on its own. */
    public GeminiOmniConfiguration copy() {
        try {
            return (GeminiOmniConfiguration) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** The options of a channel at this gateway. */
    ChannelOptions channelOptions(GatewaySettings gateway) {
        return new ChannelOptions(
                gateway,
                new ChannelOptions.Downloads(
                        downloadRetries,
                        DataSize.parse("maxVideoSize", maxVideoSize),
                        DataSize.parse("minDownloadRate", minDownloadRate),
                        downloadHosts == null ? List.of() : List.of(downloadHosts.split(","))),
                taskRepository,
                Duration.ofMillis(leaseDuration),
                concurrentPolls,
                pollPolicy(),
                new Redelivery(maxDeliveryAttempts),
                new UrlDisclosure(videoUrlHeader, jsonVideoUrl == JsonVideoUrl.full),
                workerPoolSize);
    }

    /** The options of a producer. */
    ProducerOptions producerOptions() {
        return new ProducerOptions(
                requestDefaults(),
                bodyFormat,
                DataSize.parse("maxRequestSize", maxRequestSize),
                strict,
                idempotencyKey,
                correlationHeaders,
                Duration.ofMillis(generateTimeout),
                minBalance == null ? null : BigDecimal.valueOf(minBalance),
                Duration.ofMillis(balanceCacheTime),
                maxInFlight,
                blockWhenFull,
                headersFromMessages);
    }

    /** The options that are values of requests. */
    private RequestDefaults requestDefaults() {
        return new RequestDefaults()
                .with(RequestField.MODEL, model)
                .with(RequestField.PROMPT, prompt)
                .with(RequestField.DURATION, duration)
                .with(RequestField.RESOLUTION, resolution)
                .with(RequestField.ASPECT_RATIO, aspectRatio)
                .with(RequestField.ORIENTATION, orientation)
                .with(RequestField.IMAGE_URLS, imageUrls)
                .with(RequestField.VIDEO_URLS, videoUrls)
                .with(RequestField.GENERATION_TYPE, generationType);
    }

    private PollPolicy pollPolicy() {
        return new PollPolicy(
                new PollSchedule(Duration.ofMillis(pollInterval), Duration.ofMillis(maxPollInterval)),
                Duration.ofMillis(taskTimeout),
                limit(queueTimeout),
                limit(stallTimeout),
                Duration.ofMillis(abandonAfter),
                FailureCategories.with(failureCategories == null ? Map.of() : failureCategories));
    }

    private static @Nullable Duration limit(long millis) {
        return millis == 0 ? null : Duration.ofMillis(millis);
    }

    /**
     * Checks the options, so that one that can never work fails at the start and not with the first exchange.
     *
     * @param submitTimeout the component's, in milliseconds
     * @throws IllegalArgumentException naming the option, what it is, and what it may be
     */
    void check(long submitTimeout) {
        OptionChecks.atLeast("concurrentPolls", concurrentPolls, 1);
        OptionChecks.atLeast("concurrentConsumers", concurrentConsumers, 1);
        OptionChecks.atLeast("leaseDuration", leaseDuration, 1);
        OptionChecks.atLeast("taskTimeout", taskTimeout, 1);
        OptionChecks.atLeast("queueTimeout", queueTimeout, 0);
        OptionChecks.atLeast("stallTimeout", stallTimeout, 0);
        OptionChecks.atLeast("requestsPerSecond", requestsPerSecond, 1);
        OptionChecks.atLeast("abandonAfter", abandonAfter, 1);
        OptionChecks.atLeast("workerPoolSize", workerPoolSize, 1);
        OptionChecks.atLeast("generateTimeout", generateTimeout, 1);
        OptionChecks.atLeast("balanceCacheTime", balanceCacheTime, 0);
        if (maxInFlight != null) {
            OptionChecks.atLeast("maxInFlight", maxInFlight, 1);
        }
        if (idempotencyKey != null && idempotencyKey.isBlank()) {
            throw new IllegalArgumentException(
                    "The option idempotencyKey is blank, but must be a Simple expression such as ${file:name}; leave it out"
                            + " for a derived key");
        }
        if (minBalance != null && !Double.isFinite(minBalance)) {
            throw new IllegalArgumentException("The option minBalance is " + minBalance + ", but must be a number");
        }
        OptionChecks.atLeast("connectTimeout", connectTimeout, 1);
        OptionChecks.atLeast("uploadTimeout", uploadTimeout, 1);
        OptionChecks.atLeast("downloadRetries", downloadRetries, 0);
        OptionChecks.atLeast("requestTimeout", requestTimeout, 1);
        long storeTime = ChannelOptions.STORE_TIME.toMillis();
        long needed = connectTimeout + requestTimeout + storeTime;
        if (submitTimeout <= needed) {
            throw new IllegalArgumentException("The component's option submitTimeout is " + submitTimeout
                    + " ms, but must be more than connectTimeout, requestTimeout and " + storeTime
                    + " ms for the task store together, which is " + needed
                    + " ms: else a request could still be on its way when its record is given up as unknown");
        }
        producerOptions();
        pollPolicy();
        new Redelivery(maxDeliveryAttempts);
    }

    /**
     * Checks the time-out of a data source's connections, where it is known.
     *
     * @param submitTimeout the component's, in milliseconds
     * @throws IllegalArgumentException if a request could still be on its way when its record is given up as unknown
     */
    void checkStore(long submitTimeout, Duration socketTimeout) {
        long needed = connectTimeout + requestTimeout + socketTimeout.toMillis();
        if (submitTimeout <= needed) {
            throw new IllegalArgumentException("The component's option submitTimeout is " + submitTimeout
                    + " ms, but must be more than connectTimeout, requestTimeout and the data source's socketTimeout of "
                    + socketTimeout.toMillis() + " ms together, which is " + needed
                    + " ms: else a request could still be on its way when its record is given up as unknown. Make"
                    + " submitTimeout longer or socketTimeout, an option of the JDBC driver, shorter");
        }
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    /** The API key. Unless set, that of the environment variable JIMMYAI_API_KEY. */
    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    /** The base URL of the gateway. Unless set, that of the environment variable JIMMYAI_BASE_URL, else https://www.jimmyai.cn. A task is asked for at the base URL that made it. */
    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    /** How long to wait for a connection to the gateway. */
    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    /** How long a whole call to the gateway may take, from connecting to the last byte of the answer. */
    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /** The SSL context parameters for calls to the gateway. */
    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    /** The host of the HTTP proxy for calls to the gateway. */
    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    /** The port of the HTTP proxy for calls to the gateway. */
    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable VideoTaskRepository getTaskRepository() {
        return taskRepository;
    }

    /** Where tasks are kept. Endpoints share a channel when they share its repository. Unless set, tasks are kept in memory and are lost with the process. */
    public void setTaskRepository(@Nullable VideoTaskRepository taskRepository) {
        this.taskRepository = taskRepository;
    }

    public GeminiOmniOperation getOperation() {
        return operation;
    }

    /** What the producer does. */
    public void setOperation(GeminiOmniOperation operation) {
        this.operation = operation;
    }

    public String getModel() {
        return model;
    }

    /** The model of requests that do not say: Gemini-Omini (also called Omni-Flash-Ext or gemini-omni) or omni-10s. */
    public void setModel(String model) {
        this.model = model;
    }

    public @Nullable String getPrompt() {
        return prompt;
    }

    /** The prompt of requests that do not say. */
    public void setPrompt(@Nullable String prompt) {
        this.prompt = prompt;
    }

    public @Nullable String getDuration() {
        return duration;
    }

    /** The duration, in seconds, of requests that do not say: 4, 6, 8 or 10. Not used for a request with a reference video. */
    public void setDuration(@Nullable String duration) {
        this.duration = duration;
    }

    public @Nullable String getResolution() {
        return resolution;
    }

    /** The resolution of requests that do not say: 720p, 1080p or 4k. */
    public void setResolution(@Nullable String resolution) {
        this.resolution = resolution;
    }

    public @Nullable String getAspectRatio() {
        return aspectRatio;
    }

    /** The aspect ratio of requests that do not say, as W:H, such as 16:9. It wins over the orientation. */
    public void setAspectRatio(@Nullable String aspectRatio) {
        this.aspectRatio = aspectRatio;
    }

    public @Nullable String getOrientation() {
        return orientation;
    }

    /** The orientation of requests that do not say: landscape (16:9) or portrait (9:16). */
    public void setOrientation(@Nullable String orientation) {
        this.orientation = orientation;
    }

    public @Nullable String getImageUrls() {
        return imageUrls;
    }

    /** The URLs, separated by white space, of the images of requests that do not say. */
    public void setImageUrls(@Nullable String imageUrls) {
        this.imageUrls = imageUrls;
    }

    public @Nullable String getVideoUrls() {
        return videoUrls;
    }

    /** The URL of the reference video of requests that do not say. */
    public void setVideoUrls(@Nullable String videoUrls) {
        this.videoUrls = videoUrls;
    }

    public @Nullable String getGenerationType() {
        return generationType;
    }

    /** What the images of requests that do not say are: the first frame of the video (frame) or references (reference). */
    public void setGenerationType(@Nullable String generationType) {
        this.generationType = generationType;
    }

    public BodyFormat getBodyFormat() {
        return bodyFormat;
    }

    /** How a body is understood: as its type and first character say (auto), as a prompt (prompt), or as a JSON object (json). */
    public void setBodyFormat(BodyFormat bodyFormat) {
        this.bodyFormat = bodyFormat;
    }

    public String getMaxRequestSize() {
        return maxRequestSize;
    }

    /** The most bytes that a body may have, such as 512KB or 1MB. A larger one is refused without being read. */
    public void setMaxRequestSize(String maxRequestSize) {
        this.maxRequestSize = maxRequestSize;
    }

    public boolean isStrict() {
        return strict;
    }

    /** Whether the contract's counts and enumerations are errors. If not, they are warnings, in case the gateway has moved on. */
    public void setStrict(boolean strict) {
        this.strict = strict;
    }

    public @Nullable String getIdempotencyKey() {
        return idempotencyKey;
    }

    /** A Simple expression for the idempotency key, such as ${header.JMSMessageID}. Unless set, the key is derived from where the exchange is, so that a redelivery of the step by Camel has the same key. */
    public void setIdempotencyKey(@Nullable String idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
    }

    public @Nullable String getCorrelationHeaders() {
        return correlationHeaders;
    }

    /** The names, separated by commas, of headers to keep with the task and put on the exchange of its video; a name that ends in an asterisk stands for all headers that begin so. They are text, numbers, booleans and instants of at most 16 KB together. */
    public void setCorrelationHeaders(@Nullable String correlationHeaders) {
        this.correlationHeaders = correlationHeaders;
    }

    public long getGenerateTimeout() {
        return generateTimeout;
    }

    /** How long an exchange waits for its video with operation=generate; in milliseconds. */
    public void setGenerateTimeout(long generateTimeout) {
        this.generateTimeout = generateTimeout;
    }

    public int getWorkerPoolSize() {
        return workerPoolSize;
    }

    /** How many threads go on with the exchanges that have waited, for a video with operation=generate or for room with blockWhenFull. */
    public void setWorkerPoolSize(int workerPoolSize) {
        this.workerPoolSize = workerPoolSize;
    }

    public @Nullable Double getMinBalance() {
        return minBalance;
    }

    /** No request is sent while less than this is known to be left of the balance, in the gateway's own unit. */
    public void setMinBalance(@Nullable Double minBalance) {
        this.minBalance = minBalance;
    }

    public long getBalanceCacheTime() {
        return balanceCacheTime;
    }

    /** How old the balance may be by which minBalance is judged. */
    public void setBalanceCacheTime(long balanceCacheTime) {
        this.balanceCacheTime = balanceCacheTime;
    }

    public @Nullable Integer getMaxInFlight() {
        return maxInFlight;
    }

    /** How many tasks of the channel may be submitted or waited for at once. A request beyond it is refused, or waits with blockWhenFull. Nodes that submit in the same moment may exceed it together. */
    public void setMaxInFlight(@Nullable Integer maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public boolean isBlockWhenFull() {
        return blockWhenFull;
    }

    /** Whether a request beyond maxInFlight waits until there is room. It holds no thread while it waits. */
    public void setBlockWhenFull(boolean blockWhenFull) {
        this.blockWhenFull = blockWhenFull;
    }

    public long getPollInterval() {
        return pollInterval;
    }

    /** The shortest time between two questions about one task. */
    public void setPollInterval(long pollInterval) {
        this.pollInterval = pollInterval;
    }

    public long getMaxPollInterval() {
        return maxPollInterval;
    }

    /** The longest time between two questions about one task. A task that is late is asked for at this interval. */
    public void setMaxPollInterval(long maxPollInterval) {
        this.maxPollInterval = maxPollInterval;
    }

    public int getConcurrentPolls() {
        return concurrentPolls;
    }

    /** How many questions may be in flight at once. */
    public void setConcurrentPolls(int concurrentPolls) {
        this.concurrentPolls = concurrentPolls;
    }

    public long getLeaseDuration() {
        return leaseDuration;
    }

    /** How long one node owns a task before another may take it. Renewed while the owner works on it. */
    public void setLeaseDuration(long leaseDuration) {
        this.leaseDuration = leaseDuration;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /** How many exchanges may be in the route at once. It never holds up the asking. */
    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public long getTaskTimeout() {
        return taskTimeout;
    }

    /** After it a task is late: still asked for, at maxPollInterval, and still emitted, marked late. A task that the gateway does not know by then is parked. */
    public void setTaskTimeout(long taskTimeout) {
        this.taskTimeout = taskTimeout;
    }

    public long getAbandonAfter() {
        return abandonAfter;
    }

    /** A task without an end by then is reported as failed, category abandoned. The gateway keeps a result for three days. */
    public void setAbandonAfter(long abandonAfter) {
        this.abandonAfter = abandonAfter;
    }

    public boolean isEmitFailures() {
        return emitFailures;
    }

    /** Whether a failed task is an ordinary exchange, with status failed. If not, it goes to the exception handler, and with bridgeErrorHandler to the onException of the route. */
    public void setEmitFailures(boolean emitFailures) {
        this.emitFailures = emitFailures;
    }

    public int getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    /** How often a video whose route keeps failing is emitted, after 1 s, 2 s, 4 s and so on, at most 1 h. After that it is parked: kept and counted, but no longer emitted. */
    public void setMaxDeliveryAttempts(int maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public @Nullable String getDownloadHosts() {
        return downloadHosts;
    }

    /** The hosts, separated by commas, that videos may come from: names, addresses, or patterns such as {@code *.example.com}. They may have private addresses. Unless set, any public host, and the host of baseUrl on the port of baseUrl. */
    public void setDownloadHosts(@Nullable String downloadHosts) {
        this.downloadHosts = downloadHosts;
    }

    public int getDownloadRetries() {
        return downloadRetries;
    }

    /** How many attempts in a row to fetch a video may each bring fewer bytes than minDownloadRate before its download fails. */
    public void setDownloadRetries(int downloadRetries) {
        this.downloadRetries = downloadRetries;
    }

    public String getMaxVideoSize() {
        return maxVideoSize;
    }

    /** The most bytes that a video may have, such as 500MB or 2GB. */
    public void setMaxVideoSize(String maxVideoSize) {
        this.maxVideoSize = maxVideoSize;
    }

    public String getMinDownloadRate() {
        return minDownloadRate;
    }

    /** How many bytes a second the host of a video must send at least, such as 16KB. Measured over each minute that is spent waiting for bytes of the host, so that a slow route does not count. If it sends fewer, the download fails. */
    public void setMinDownloadRate(String minDownloadRate) {
        this.minDownloadRate = minDownloadRate;
    }

    public long getUploadTimeout() {
        return uploadTimeout;
    }

    /** How long a whole upload may take, from connecting to the last byte of the answer. */
    public void setUploadTimeout(long uploadTimeout) {
        this.uploadTimeout = uploadTimeout;
    }

    public long getQueueTimeout() {
        return queueTimeout;
    }

    /** After it a task that still waits to be processed is late, as after taskTimeout. 0 for no such limit. */
    public void setQueueTimeout(long queueTimeout) {
        this.queueTimeout = queueTimeout;
    }

    public long getStallTimeout() {
        return stallTimeout;
    }

    /** After so long without a change of status or progress a task is late, as after taskTimeout. Counted since this consumer saw the last change. 0 for no such limit. */
    public void setStallTimeout(long stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    public boolean isEmitProgress() {
        return emitProgress;
    }

    /** Whether each change of a task's status or progress is an exchange too, with the VideoTask as its body. */
    public void setEmitProgress(boolean emitProgress) {
        this.emitProgress = emitProgress;
    }

    public int getRequestsPerSecond() {
        return requestsPerSecond;
    }

    /** How many calls per second all endpoints of the component with the same API key and base URL make at most. Further ones wait. Of different values the smallest counts. */
    public void setRequestsPerSecond(int requestsPerSecond) {
        this.requestsPerSecond = requestsPerSecond;
    }

    public @Nullable Map<String, Object> getFailureCategories() {
        return failureCategories;
    }

    /** Regular expressions for the error categories of failed tasks, as in failureCategory.moderation=forbidden. They are tried before the built-in ones, in any letter case, and may be of new categories. */
    public void setFailureCategories(@Nullable Map<String, Object> failureCategories) {
        this.failureCategories = failureCategories;
    }

    public HeadersFromMessages getHeadersFromMessages() {
        return headersFromMessages;
    }

    /** Which CamelGeminiOmni* headers of a message count, whoever set them. */
    public void setHeadersFromMessages(HeadersFromMessages headersFromMessages) {
        this.headersFromMessages = headersFromMessages;
    }

    public boolean isVideoUrlHeader() {
        return videoUrlHeader;
    }

    /** Whether the URL of a video, which is a secret, is the header CamelGeminiOmniVideoUrl. */
    public void setVideoUrlHeader(boolean videoUrlHeader) {
        this.videoUrlHeader = videoUrlHeader;
    }

    public JsonVideoUrl getJsonVideoUrl() {
        return jsonVideoUrl;
    }

    /** Whether the JSON of a task or a video has the URL of the video, which is a secret. */
    public void setJsonVideoUrl(JsonVideoUrl jsonVideoUrl) {
        this.jsonVideoUrl = jsonVideoUrl;
    }
}
