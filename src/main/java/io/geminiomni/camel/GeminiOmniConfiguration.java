package io.geminiomni.camel;

import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.cost.Amounts;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.DataSize;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.JsonVideoUrl;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.poll.FailureCategories;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.produce.CostOptions;
import io.geminiomni.camel.produce.ProducerOptions;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.RequestDefaults;
import io.geminiomni.camel.request.RequestField;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * The options of an endpoint. Those of the component are the defaults of its endpoints. The annotation of each field describes
 * its option.
 */
@Configurer
@UriParams
public class GeminiOmniConfiguration implements Cloneable {
    @UriParam(
            label = "security",
            description = "The API key. Default: the environment variable JIMMYAI_API_KEY.",
            secret = true)
    private @Nullable String apiKey;

    @UriParam(
            description =
                    "The base URL of the gateway. Default: the environment variable JIMMYAI_BASE_URL, else https://www.jimmyai.cn. A task is polled at the base URL that created it.")
    private @Nullable String baseUrl;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "10000",
            description = "The time-out of a connection to the gateway.")
    private long connectTimeout = 10000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description =
                    "The time-out of a whole call to the gateway, from connecting to the last byte of the answer.")
    private long requestTimeout = 60000;

    @UriParam(
            label = "security",
            description =
                    "The SSL context parameters for calls to the gateway. Downloads use their trust, but not their keys.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(label = "proxy", description = "The host of the HTTP proxy for calls to the gateway and downloads.")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy", description = "The port of the HTTP proxy.")
    private @Nullable Integer proxyPort;

    @Metadata(autowired = true)
    @UriParam(
            description =
                    "The repository of the tasks. Endpoints with the same channel and the same repository share their tasks. Default: the dataSource or storeDirectory of the component, else memory, where tasks are lost with the process.")
    private @Nullable VideoTaskRepository taskRepository;

    @UriParam(label = "producer", defaultValue = "create", description = "The operation of the producer.")
    private GeminiOmniOperation operation = GeminiOmniOperation.create;

    @UriParam(
            label = "producer",
            defaultValue = "Gemini-Omini",
            description =
                    "Default value of the model: Gemini-Omini (also called Omni-Flash-Ext or gemini-omni) or omni-10s.")
    private String model = "Gemini-Omini";

    @UriParam(label = "producer", description = "Default value of the prompt.")
    private @Nullable String prompt;

    @UriParam(
            label = "producer",
            description =
                    "Default value of the duration, in seconds: 4, 6, 8 or 10. Not used for a request with a reference video.",
            enums = "4,6,8,10")
    private @Nullable String duration;

    @UriParam(
            label = "producer",
            description = "Default value of the resolution: 720p, 1080p or 4k.",
            enums = "720p,1080p,4k")
    private @Nullable String resolution;

    @UriParam(
            label = "producer",
            description =
                    "Default value of the aspect ratio, as W:H, such as 16:9. It has precedence over the orientation.")
    private @Nullable String aspectRatio;

    @UriParam(
            label = "producer",
            description = "Default value of the orientation: landscape (16:9) or portrait (9:16).",
            enums = "landscape,portrait")
    private @Nullable String orientation;

    @UriParam(label = "producer", description = "Default value of the URLs of the images, separated by white space.")
    private @Nullable String imageUrls;

    @UriParam(label = "producer", description = "Default value of the URL of the reference video.")
    private @Nullable String videoUrls;

    @UriParam(
            label = "producer",
            description =
                    "Default value of the generation type: whether the images are the first frame of the video (frame) or references (reference).",
            enums = "frame,reference")
    private @Nullable String generationType;

    @UriParam(
            label = "producer",
            defaultValue = "auto",
            description =
                    "How the body is read: by its type and first character (auto), as a prompt (prompt), as a JSON object (json), or as an image that is uploaded and used by the request (image).")
    private BodyFormat bodyFormat = BodyFormat.auto;

    @UriParam(
            label = "producer",
            defaultValue = "1MB",
            description =
                    "The largest body, in bytes, such as 512KB or 1MB. A larger body is rejected without being read.")
    private String maxRequestSize = "1MB";

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether violations of the counts and enumerations of the contract are errors. If false, they are warnings, in case the gateway has changed.")
    private boolean strict = true;

    @UriParam(
            label = "producer",
            description =
                    "A Simple expression for the idempotency key, such as ${header.JMSMessageID}. Default: the key is derived from the position of the exchange, and is the same when Camel redelivers the step.")
    private @Nullable String idempotencyKey;

    @UriParam(
            label = "producer",
            description =
                    "The names, separated by commas, of headers to store with the task and to set on the exchange of its video. A name that ends in an asterisk matches all headers with that prefix. The values are text, numbers, booleans and instants, at most 16 KB together.")
    private @Nullable String correlationHeaders;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "1800000",
            description =
                    "How long an exchange waits for its video with operation=generate. After it the exchange fails, and the task stays on its channel.")
    private long generateTimeout = 1800000;

    @UriParam(
            label = "producer",
            defaultValue = "4",
            description =
                    "The threads that continue exchanges after they have waited, for a video with operation=generate or for room with blockWhenFull. Increase it if the steps that follow take long.")
    private int workerPoolSize = 4;

    @UriParam(
            label = "producer",
            description =
                    "No request is sent while the known balance is below this minimum, in the unit of the gateway.")
    private @Nullable Double minBalance;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "30000",
            description = "How long a balance is used for minBalance before it is queried again.")
    private long balanceCacheTime = 30000;

    @UriParam(
            label = "producer",
            description =
                    "The most tasks of the channel that may be submitted or waited for at once. A further request is rejected, or waits with blockWhenFull. Nodes that submit at the same moment may exceed the limit together.")
    private @Nullable Integer maxInFlight;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Whether a request above maxInFlight waits until there is room. It holds no thread while it waits.")
    private boolean blockWhenFull = false;

    @UriParam(
            label = "producer",
            description =
                    "No request is sent that costs more, in the unit of the priceList, which it needs. A request whose price is not known is refused, too, unless unknownPrice is allow.")
    private @Nullable Double maxCostPerRequest;

    @UriParam(
            label = "producer",
            description =
                    "What may be spent in a period under one budgetKey, over all nodes that share the task store, in the unit of the priceList, which it needs: 50/1d in the last day; 20/day or 200/month on a day or in a month of the calendar, in UTC, or in a time zone as in 200/month@Europe/Berlin. A further request is refused, and so is one whose price is not known, unless unknownPrice is allow.")
    private @Nullable String budget;

    @UriParam(
            label = "producer",
            description =
                    "A Simple expression for who spends the money, such as ${header.tenant}: 1 to 255 characters. Default: the name of the channel. It needs a priceList.")
    private @Nullable String budgetKey;

    @UriParam(
            label = "scheduler",
            javaType = "java.time.Duration",
            defaultValue = "5000",
            description = "The shortest time between two polls of a task.")
    private long pollInterval = 5000;

    @UriParam(
            label = "scheduler",
            javaType = "java.time.Duration",
            defaultValue = "30000",
            description = "The longest time between two polls of a task. A late task is polled at this interval.")
    private long maxPollInterval = 30000;

    @UriParam(label = "scheduler", defaultValue = "8", description = "The most polls at once.")
    private int concurrentPolls = 8;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description =
                    "How long a node leases a task before another node may lease it. The lease is renewed while the node works on the task.")
    private long leaseDuration = 60000;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "The most exchanges in the route at once. Polls do not wait for the route.")
    private int concurrentConsumers = 1;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "1800000",
            description =
                    "After it a task is late: it is still polled, at maxPollInterval, and still emitted, marked as late. A task that the gateway does not know by then is parked.")
    private long taskTimeout = 1800000;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "259200000",
            description =
                    "After it a task without a result is reported as failed, category abandoned. The gateway keeps a result for three days.")
    private long abandonAfter = 259200000;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether a failed task is emitted as an exchange, with status failed. If false, it goes to the exception handler, or with bridgeErrorHandler to the onException of the route.")
    private boolean emitFailures = false;

    @UriParam(
            label = "consumer",
            defaultValue = "36",
            description =
                    "How often a video is emitted whose route fails, after 1 s, 2 s, 4 s and so on, at most 1 h. After that its task is parked: kept and counted, but no longer emitted.")
    private int maxDeliveryAttempts = 36;

    @UriParam(
            label = "consumer",
            defaultValue = "warn",
            description =
                    "What is done when a video is not as long or as large as was asked for, or no whole MP4 file: it is logged as a warning (warn); it is not passed on and its task is parked at once (park); or nothing, and videos are not measured (off). It applies to operation=generate, too; with operation=download park counts as warn.")
    private VerifyVideo verifyVideo = VerifyVideo.warn;

    @UriParam(
            label = "advanced",
            description =
                    "The hosts, separated by commas, that videos may come from: names, addresses, or patterns that begin with an asterisk and a dot and match all names below a domain. They may have private addresses. Default: any public host, and the host of baseUrl on the port of baseUrl.")
    private @Nullable String downloadHosts;

    @UriParam(
            label = "advanced",
            defaultValue = "5",
            description =
                    "How many attempts in a row may each receive fewer bytes than minDownloadRate before a download fails.")
    private int downloadRetries = 5;

    @UriParam(
            label = "advanced",
            defaultValue = "2GB",
            description = "The largest video, in bytes, such as 500MB or 2GB.")
    private String maxVideoSize = "2GB";

    @UriParam(
            label = "advanced",
            defaultValue = "16KB",
            description =
                    "The least bytes a second that the host of a video must send, such as 16KB. Measured over each minute spent waiting for bytes of the host, so that a slow route does not count. Below it the download fails.")
    private String minDownloadRate = "16KB";

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description = "The time-out of a whole upload, from connecting to the last byte of the answer.")
    private long uploadTimeout = 300000;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "After it a task that is not yet processed by the gateway is late, as after taskTimeout. 0 for no limit.")
    private long queueTimeout = 0;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description =
                    "After so long without a change of status or progress a task is late, as after taskTimeout. Measured since this consumer saw the last change. 0 for no limit.")
    private long stallTimeout = 0;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether each change of the status or progress of a task is emitted as an exchange, with the VideoTask as its body.")
    private boolean emitProgress = false;

    @UriParam(
            label = "advanced",
            defaultValue = "20",
            description =
                    "The most calls per second of all endpoints of the component with the same API key and base URL. Further calls wait. The smallest of different values applies. There are fewer while the gateway throttles.")
    private int requestsPerSecond = 20;

    @UriParam(
            label = "advanced",
            prefix = "failureCategory.",
            multiValue = true,
            javaType = "java.util.Map<java.lang.String, java.lang.Object>",
            description =
                    "Regular expressions for the error categories of failed tasks, as in failureCategory.moderation=forbidden. They are tried before the built-in ones, in any letter case, and may define new categories.")
    private @Nullable Map<String, Object> failureCategories;

    @UriParam(
            label = "security",
            defaultValue = "all",
            description =
                    "Which CamelGeminiOmni* headers of a message are used: all; only request values, such as CamelGeminiOmniPrompt, and none that names an operation, an idempotency key, a task or a URL (values); or none.")
    private HeadersFromMessages headersFromMessages = HeadersFromMessages.all;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether the header CamelGeminiOmniVideoUrl has the URL of a video, which is a secret. A route can always get the URL from the body, as in ${body.url}.")
    private boolean videoUrlHeader = false;

    @UriParam(
            label = "security",
            defaultValue = "none",
            description =
                    "Whether the JSON of a task or a video has the URL of the video, which is a secret, as video_url (full), or not (none).")
    private JsonVideoUrl jsonVideoUrl = JsonVideoUrl.none;

    /** An independent copy. */
    public GeminiOmniConfiguration copy() {
        try {
            return (GeminiOmniConfiguration) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    ChannelOptions channelOptions(GatewaySettings gateway) {
        return new ChannelOptions(
                gateway,
                new ChannelOptions.Downloads(
                        downloadRetries,
                        DataSize.parse("maxVideoSize", maxVideoSize),
                        DataSize.parse("minDownloadRate", minDownloadRate),
                        downloadHosts == null ? List.of() : List.of(downloadHosts.split(",")),
                        verifyVideo),
                taskRepository,
                Duration.ofMillis(leaseDuration),
                concurrentPolls,
                pollPolicy(),
                new Redelivery(maxDeliveryAttempts),
                new UrlDisclosure(videoUrlHeader, jsonVideoUrl == JsonVideoUrl.full),
                new ChannelOptions.BalanceLimit(minBalance(), Duration.ofMillis(balanceCacheTime)),
                workerPoolSize);
    }

    ProducerOptions producerOptions() {
        return new ProducerOptions(
                requestDefaults(),
                bodyFormat,
                DataSize.parse("maxRequestSize", maxRequestSize),
                strict,
                idempotencyKey,
                correlationHeaders,
                Duration.ofMillis(generateTimeout),
                maxInFlight,
                blockWhenFull,
                headersFromMessages);
    }

    /**
     * What requests cost, and may cost.
     *
     * @param prices the component's; {@code null} without any
     */
    CostOptions costOptions(@Nullable PriceList prices, UnknownPrice unknownPrice, boolean refundsFailures) {
        return new CostOptions(
                prices,
                unknownPrice,
                refundsFailures,
                maxCostPerRequest(),
                budget == null ? null : Budget.parse(budget),
                budgetKey);
    }

    private @Nullable BigDecimal maxCostPerRequest() {
        return maxCostPerRequest == null ? null : Amounts.checked("The option maxCostPerRequest", maxCostPerRequest);
    }

    private @Nullable BigDecimal minBalance() {
        if (minBalance != null && !Double.isFinite(minBalance)) {
            throw new IllegalArgumentException("The option minBalance is " + minBalance + ", but must be a number");
        }
        return minBalance == null ? null : BigDecimal.valueOf(minBalance);
    }

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
                FailureCategories.with(failureCategories == null ? Map.of() : failureCategories),
                emitProgress);
    }

    private static @Nullable Duration limit(long millis) {
        return millis == 0 ? null : Duration.ofMillis(millis);
    }

    /**
     * Checks what {@link #channelOptions} does not, so that an invalid option fails at the start and not with the first exchange.
     *
     * @param submitTimeout the component's, in milliseconds
     * @throws IllegalArgumentException naming the option, what it is, and what it may be
     */
    void check(long submitTimeout) {
        OptionChecks.atLeast("concurrentConsumers", concurrentConsumers, 1);
        producerOptions();
        checkSubmitTimeout(submitTimeout, ChannelOptions.STORE_TIME, "%d ms for the task store", "");
    }

    /**
     * Checks the time-out of the connections of a data source.
     *
     * @param submitTimeout the component's, in milliseconds
     * @throws IllegalArgumentException if the record of a request could become UNKNOWN while the request is being sent
     */
    void checkStore(long submitTimeout, Duration socketTimeout) {
        checkSubmitTimeout(
                submitTimeout,
                socketTimeout,
                "the data source's socketTimeout of %d ms",
                ". Make submitTimeout longer or socketTimeout, an option of the JDBC driver, shorter");
    }

    private void checkSubmitTimeout(long submitTimeout, Duration ofStore, String description, String advice) {
        BigInteger needed = BigInteger.valueOf(ofStore.toMillis())
                .add(BigInteger.valueOf(connectTimeout))
                .add(BigInteger.valueOf(requestTimeout));
        if (BigInteger.valueOf(submitTimeout).compareTo(needed) <= 0) {
            throw new IllegalArgumentException("The component's option submitTimeout is " + submitTimeout
                    + " ms, but must be more than connectTimeout, requestTimeout and "
                    + String.format(Locale.ROOT, description, ofStore.toMillis()) + " together, which is " + needed
                    + " ms: else the record of a request could become UNKNOWN while the request is still being sent"
                    + advice);
        }
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable VideoTaskRepository getTaskRepository() {
        return taskRepository;
    }

    public void setTaskRepository(@Nullable VideoTaskRepository taskRepository) {
        this.taskRepository = taskRepository;
    }

    public GeminiOmniOperation getOperation() {
        return operation;
    }

    public void setOperation(GeminiOmniOperation operation) {
        this.operation = operation;
    }

    public String getModel() {
        return model;
    }

    public void setModel(String model) {
        this.model = model;
    }

    public @Nullable String getPrompt() {
        return prompt;
    }

    public void setPrompt(@Nullable String prompt) {
        this.prompt = prompt;
    }

    public @Nullable String getDuration() {
        return duration;
    }

    public void setDuration(@Nullable String duration) {
        this.duration = duration;
    }

    public @Nullable String getResolution() {
        return resolution;
    }

    public void setResolution(@Nullable String resolution) {
        this.resolution = resolution;
    }

    public @Nullable String getAspectRatio() {
        return aspectRatio;
    }

    public void setAspectRatio(@Nullable String aspectRatio) {
        this.aspectRatio = aspectRatio;
    }

    public @Nullable String getOrientation() {
        return orientation;
    }

    public void setOrientation(@Nullable String orientation) {
        this.orientation = orientation;
    }

    public @Nullable String getImageUrls() {
        return imageUrls;
    }

    public void setImageUrls(@Nullable String imageUrls) {
        this.imageUrls = imageUrls;
    }

    public @Nullable String getVideoUrls() {
        return videoUrls;
    }

    public void setVideoUrls(@Nullable String videoUrls) {
        this.videoUrls = videoUrls;
    }

    public @Nullable String getGenerationType() {
        return generationType;
    }

    public void setGenerationType(@Nullable String generationType) {
        this.generationType = generationType;
    }

    public BodyFormat getBodyFormat() {
        return bodyFormat;
    }

    public void setBodyFormat(BodyFormat bodyFormat) {
        this.bodyFormat = bodyFormat;
    }

    public String getMaxRequestSize() {
        return maxRequestSize;
    }

    public void setMaxRequestSize(String maxRequestSize) {
        this.maxRequestSize = maxRequestSize;
    }

    public boolean isStrict() {
        return strict;
    }

    public void setStrict(boolean strict) {
        this.strict = strict;
    }

    public @Nullable String getIdempotencyKey() {
        return idempotencyKey;
    }

    public void setIdempotencyKey(@Nullable String idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
    }

    public @Nullable String getCorrelationHeaders() {
        return correlationHeaders;
    }

    public void setCorrelationHeaders(@Nullable String correlationHeaders) {
        this.correlationHeaders = correlationHeaders;
    }

    public long getGenerateTimeout() {
        return generateTimeout;
    }

    public void setGenerateTimeout(long generateTimeout) {
        this.generateTimeout = generateTimeout;
    }

    public int getWorkerPoolSize() {
        return workerPoolSize;
    }

    public void setWorkerPoolSize(int workerPoolSize) {
        this.workerPoolSize = workerPoolSize;
    }

    public @Nullable Double getMinBalance() {
        return minBalance;
    }

    public void setMinBalance(@Nullable Double minBalance) {
        this.minBalance = minBalance;
    }

    public @Nullable Double getMaxCostPerRequest() {
        return maxCostPerRequest;
    }

    public void setMaxCostPerRequest(@Nullable Double maxCostPerRequest) {
        this.maxCostPerRequest = maxCostPerRequest;
    }

    public @Nullable String getBudget() {
        return budget;
    }

    public void setBudget(@Nullable String budget) {
        this.budget = budget;
    }

    public @Nullable String getBudgetKey() {
        return budgetKey;
    }

    public void setBudgetKey(@Nullable String budgetKey) {
        this.budgetKey = budgetKey;
    }

    public long getBalanceCacheTime() {
        return balanceCacheTime;
    }

    public void setBalanceCacheTime(long balanceCacheTime) {
        this.balanceCacheTime = balanceCacheTime;
    }

    public @Nullable Integer getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(@Nullable Integer maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public boolean isBlockWhenFull() {
        return blockWhenFull;
    }

    public void setBlockWhenFull(boolean blockWhenFull) {
        this.blockWhenFull = blockWhenFull;
    }

    public long getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(long pollInterval) {
        this.pollInterval = pollInterval;
    }

    public long getMaxPollInterval() {
        return maxPollInterval;
    }

    public void setMaxPollInterval(long maxPollInterval) {
        this.maxPollInterval = maxPollInterval;
    }

    public int getConcurrentPolls() {
        return concurrentPolls;
    }

    public void setConcurrentPolls(int concurrentPolls) {
        this.concurrentPolls = concurrentPolls;
    }

    public long getLeaseDuration() {
        return leaseDuration;
    }

    public void setLeaseDuration(long leaseDuration) {
        this.leaseDuration = leaseDuration;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public long getTaskTimeout() {
        return taskTimeout;
    }

    public void setTaskTimeout(long taskTimeout) {
        this.taskTimeout = taskTimeout;
    }

    public long getAbandonAfter() {
        return abandonAfter;
    }

    public void setAbandonAfter(long abandonAfter) {
        this.abandonAfter = abandonAfter;
    }

    public boolean isEmitFailures() {
        return emitFailures;
    }

    public void setEmitFailures(boolean emitFailures) {
        this.emitFailures = emitFailures;
    }

    public int getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    public void setMaxDeliveryAttempts(int maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public VerifyVideo getVerifyVideo() {
        return verifyVideo;
    }

    public void setVerifyVideo(VerifyVideo verifyVideo) {
        this.verifyVideo = verifyVideo;
    }

    public @Nullable String getDownloadHosts() {
        return downloadHosts;
    }

    public void setDownloadHosts(@Nullable String downloadHosts) {
        this.downloadHosts = downloadHosts;
    }

    public int getDownloadRetries() {
        return downloadRetries;
    }

    public void setDownloadRetries(int downloadRetries) {
        this.downloadRetries = downloadRetries;
    }

    public String getMaxVideoSize() {
        return maxVideoSize;
    }

    public void setMaxVideoSize(String maxVideoSize) {
        this.maxVideoSize = maxVideoSize;
    }

    public String getMinDownloadRate() {
        return minDownloadRate;
    }

    public void setMinDownloadRate(String minDownloadRate) {
        this.minDownloadRate = minDownloadRate;
    }

    public long getUploadTimeout() {
        return uploadTimeout;
    }

    public void setUploadTimeout(long uploadTimeout) {
        this.uploadTimeout = uploadTimeout;
    }

    public long getQueueTimeout() {
        return queueTimeout;
    }

    public void setQueueTimeout(long queueTimeout) {
        this.queueTimeout = queueTimeout;
    }

    public long getStallTimeout() {
        return stallTimeout;
    }

    public void setStallTimeout(long stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    public boolean isEmitProgress() {
        return emitProgress;
    }

    public void setEmitProgress(boolean emitProgress) {
        this.emitProgress = emitProgress;
    }

    public int getRequestsPerSecond() {
        return requestsPerSecond;
    }

    public void setRequestsPerSecond(int requestsPerSecond) {
        this.requestsPerSecond = requestsPerSecond;
    }

    public @Nullable Map<String, Object> getFailureCategories() {
        return failureCategories;
    }

    public void setFailureCategories(@Nullable Map<String, Object> failureCategories) {
        this.failureCategories = failureCategories;
    }

    public HeadersFromMessages getHeadersFromMessages() {
        return headersFromMessages;
    }

    public void setHeadersFromMessages(HeadersFromMessages headersFromMessages) {
        this.headersFromMessages = headersFromMessages;
    }

    public boolean isVideoUrlHeader() {
        return videoUrlHeader;
    }

    public void setVideoUrlHeader(boolean videoUrlHeader) {
        this.videoUrlHeader = videoUrlHeader;
    }

    public JsonVideoUrl getJsonVideoUrl() {
        return jsonVideoUrl;
    }

    public void setJsonVideoUrl(JsonVideoUrl jsonVideoUrl) {
        this.jsonVideoUrl = jsonVideoUrl;
    }
}
