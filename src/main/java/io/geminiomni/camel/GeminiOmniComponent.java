package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.channel.Channels;
import io.geminiomni.camel.channel.ClearTextWarning;
import io.geminiomni.camel.channel.StartedChannels;
import io.geminiomni.camel.channel.TaskStore;
import io.geminiomni.camel.concurrent.ThreadPools;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.PriceListResource;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.GuardedListener;
import io.geminiomni.camel.option.ComponentConfigurer;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.JsonVideoUrl;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.option.Reconcile;
import io.geminiomni.camel.option.TimeOptions;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/** Creates {@code gemini-omni:} endpoints, which share its channels. */
@Component(GeminiOmniComponent.SCHEME)
public class GeminiOmniComponent extends HealthCheckComponent implements SSLContextParametersAware {
    static final String SCHEME = "gemini-omni";
    private static final String DEFAULT_BASE_URL = "https://www.jimmyai.cn";
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern UNSET = Pattern.compile("\\{\\{\\?[^{}]+}}");
    private static final String SPRING = "org.apache.camel.spring.";
    private static final int MAX_CONNECTIONS = 200;

    @Metadata
    private GeminiOmniConfiguration configuration = new GeminiOmniConfiguration();

    @Metadata(
            description =
                    "The data source of a PostgreSQL or H2 database for the tasks, where they survive a restart and are"
                            + " shared by all nodes that use it. Used unless a taskRepository is set.")
    private @Nullable DataSource dataSource;

    @Metadata(
            description =
                    "The folder of an embedded H2 database for the tasks, where they survive a restart, for one process at"
                            + " a time. Used unless a taskRepository or a dataSource is set.")
    private @Nullable String storeDirectory;

    @Metadata(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "604800000",
            description = "How long finished tasks are kept, so that duplicates of their keys are recognised.")
    private long retention = TimeUnit.DAYS.toMillis(7);

    @Metadata(
            label = "advanced",
            defaultValue = "none",
            description =
                    "Whether there is evidence for requests of unknown outcome: what the account has spent is read before a request and after one of unknown outcome, and is in its record and its exception (balance). Nothing is sent again because of it.")
    private Reconcile reconcile = Reconcile.none;

    @Metadata(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether nobody but this component spends from the account, neither another program nor another node or API key. Only then reconcile=balance says whether a request was charged.")
    private boolean accountExclusive = false;

    @Metadata(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description =
                    "After it a request without a recorded outcome becomes UNKNOWN. It must be longer than the connect,"
                            + " request and store time-outs together.")
    private long submitTimeout = TimeUnit.MINUTES.toMillis(5);

    @Metadata(label = "advanced", description = "The clock for polls and time-outs of tasks.")
    private Clock clock = Clock.systemUTC();

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether to use the global SSL context parameters of the context.")
    private boolean useGlobalSslContextParameters;

    @Metadata(
            label = "health",
            defaultValue = "false",
            description = "Whether there is a health check of the gateway, which queries the balance at most every"
                    + " balanceCacheTime. It is DOWN when the gateway refuses the API key, or the balance is below"
                    + " minBalance.")
    private boolean healthCheckGatewayEnabled;

    @Metadata(
            description =
                    "What requests cost: a JSON or YAML resource, such as classpath:prices.yaml or file:prices.json, or a bean of"
                            + " the type PriceList, such as #prices. Without it nothing is estimated, limited or recorded as"
                            + " spent.")
    private @Nullable String priceList;

    @Metadata(
            defaultValue = "refuse",
            description =
                    "What becomes of a request whose price is not known, as no row of the priceList fits it, where"
                            + " maxCostPerRequest or budget limits its cost: it is not sent (refuse), or it is (allow).")
    private UnknownPrice unknownPrice = UnknownPrice.refuse;

    @Metadata(
            defaultValue = "false",
            description =
                    "Whether the gateway gives the money back for a task that failed, so that it does not count as spent.")
    private boolean refundsFailures;

    private final ClearTextWarning clearText = new ClearTextWarning();
    private Function<String, @Nullable String> environment = System::getenv;
    private @Nullable Channels channels;
    private @Nullable PriceList prices;
    private boolean ended;
    private @Nullable StartedChannels startedChannels;
    private @Nullable ChannelListener listener;

    public GeminiOmniComponent() {}

    public GeminiOmniComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (!CHANNEL.matcher(remaining).matches()) {
            throw new IllegalArgumentException(
                    "The channel is '" + remaining
                            + "', but must be 1 to 100 letters, digits, dots, underscores or hyphens, as in gemini-omni:adverts");
        }
        // Camel leaves an unset {{?name}} out, but not between the parentheses of RAW, where the Kamelets have theirs.
        parameters
                .values()
                .removeIf(value ->
                        value instanceof String text && UNSET.matcher(text).matches());
        OptionChecks.oneOf("operation", parameters.get("operation"), GeminiOmniOperation.values());
        OptionChecks.oneOf("bodyFormat", parameters.get("bodyFormat"), BodyFormat.values());
        OptionChecks.oneOf("jsonVideoUrl", parameters.get("jsonVideoUrl"), JsonVideoUrl.values());
        OptionChecks.oneOf("verifyVideo", parameters.get("verifyVideo"), VerifyVideo.values());
        OptionChecks.oneOf("headersFromMessages", parameters.get("headersFromMessages"), HeadersFromMessages.values());
        TimeOptions.check(getCamelContext(), getEndpointPropertyConfigurer(), parameters);
        GeminiOmniConfiguration options = configuration.copy();
        Map<String, Object> categories =
                new LinkedHashMap<>(options.getFailureCategories() == null ? Map.of() : options.getFailureCategories());
        categories.putAll(PropertiesHelper.extractProperties(parameters, "failureCategory."));
        options.setFailureCategories(categories);
        GeminiOmniEndpoint endpoint = new GeminiOmniEndpoint(uri, this, remaining, options);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void validateParameters(String uri, Map<String, Object> parameters, @Nullable String optionPrefix) {
        if (!parameters.isEmpty()) {
            Set<String> known = getCamelContext()
                    .getCamelContextExtension()
                    .getEndpointUriFactory(SCHEME)
                    .propertyNames();
            throw new ResolveEndpointFailedException(uri, OptionChecks.unknown(parameters.keySet(), known));
        }
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return ComponentConfigurer.of(
                super.getComponentPropertyConfigurer(), "priceList", PriceList.class, this::setPriceList);
    }

    @Override
    protected void doStart() throws Exception {
        synchronized (this) {
            ended = false;
            if (priceList != null) {
                prices = null;
            }
        }
        prices();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        Channels last;
        synchronized (this) {
            last = channels;
            channels = null;
            ended = true;
        }
        ServiceHelper.stopService(last);
        super.doStop();
    }

    /**
     * What requests cost; {@code null} without the option {@code priceList}. A resource is read once a start.
     *
     * @throws IllegalArgumentException if there is no such resource, or it is no price list
     */
    synchronized @Nullable PriceList prices() {
        if (prices == null && priceList != null && !priceList.isBlank()) {
            prices = PriceListResource.read(getCamelContext(), priceList);
        }
        return prices;
    }

    /** @throws IllegalArgumentException if there is no API key, or an option is invalid */
    private GatewaySettings gatewaySettings(GeminiOmniConfiguration options) {
        String apiKey = firstOf(options.getApiKey(), environment.apply("JIMMYAI_API_KEY"));
        if (apiKey == null) {
            throw new IllegalArgumentException(
                    "There is no API key: set the option apiKey of the component or the endpoint,"
                            + " or the environment variable JIMMYAI_API_KEY" + ofSpring());
        }
        SSLContextParameters ssl = options.getSslContextParameters();
        return new GatewaySettings(
                baseUrl(options),
                apiKey,
                Duration.ofMillis(options.getConnectTimeout()),
                Duration.ofMillis(options.getRequestTimeout()),
                Duration.ofMillis(options.getUploadTimeout()),
                ssl == null ? retrieveGlobalSslContextParameters() : ssl,
                options.getProxyHost(),
                options.getProxyPort(),
                MAX_CONNECTIONS,
                options.getRequestsPerSecond());
    }

    /** What to do with Spring, where a bean can set the options. */
    private String ofSpring() {
        return getCamelContext().getClass().getName().startsWith(SPRING)
                ? ". Spring Boot sets the properties camel.component." + SCHEME + ".* with the auto-configuration"
                        + " io.geminiomni.camel.springboot.GeminiOmniAutoConfiguration; without it, make a bean of the type "
                        + GeminiOmniComponent.class.getName() + " with the name " + SCHEME
                        + ", and set the options there"
                : "";
    }

    void warnOfClearText(GeminiOmniConfiguration options) {
        clearText.check(baseUrl(options));
    }

    /** @throws IllegalArgumentException if the option is not a URL */
    URI baseUrl(GeminiOmniConfiguration options) {
        String baseUrl = firstOf(options.getBaseUrl(), environment.apply("JIMMYAI_BASE_URL"));
        if (baseUrl == null) {
            return URI.create(DEFAULT_BASE_URL);
        }
        return GatewaySettings.baseUrl(baseUrl);
    }

    Channel channel(String name, GeminiOmniConfiguration options) {
        ChannelOptions checked = options.channelOptions(gatewaySettings(options));
        return channels().channel(name, checked);
    }

    private int unrecorded(String channel) {
        Channels present;
        synchronized (this) {
            present = channels;
        }
        return present == null ? 0 : present.unrecorded(channel);
    }

    synchronized StartedChannels startedChannels(String scheme) {
        StartedChannels present = startedChannels;
        if (present == null) {
            present = new StartedChannels(
                    getCamelContext(),
                    scheme,
                    this::unrecorded,
                    this::isHealthCheckGatewayEnabled,
                    listener(),
                    new ThreadPools(getCamelContext()));
            startedChannels = present;
        }
        return present;
    }

    private synchronized ChannelListener listener() {
        ChannelListener present = listener;
        if (present == null) {
            present = GuardedListener.of(getCamelContext());
            listener = present;
        }
        return present;
    }

    private synchronized Channels channels() {
        if (ended) {
            throw new IllegalStateException(
                    "The component is stopped: start it before its endpoints are used. Nothing was sent and nothing was paid");
        }
        Channels present = channels;
        if (present == null) {
            present = new Channels(
                    getCamelContext(),
                    new ThreadPools(getCamelContext()),
                    clock,
                    new TaskStore(dataSource, storeDirectory == null ? null : Path.of(storeDirectory)),
                    Duration.ofMillis(submitTimeout),
                    Duration.ofMillis(retention),
                    listener());
            if (reconcile == Reconcile.balance) {
                present.watchBalances(accountExclusive, refundsFailures);
            }
            ServiceHelper.startService(present);
            channels = present;
        }
        return present;
    }

    private static @Nullable String firstOf(@Nullable String option, @Nullable String fromEnvironment) {
        if (option != null && !option.isBlank()) {
            return option;
        }
        return fromEnvironment == null || fromEnvironment.isBlank() ? null : fromEnvironment;
    }

    /** For Camel's messages about options that the component does not have. */
    @Override
    public String toString() {
        return "component " + SCHEME;
    }

    /** Replaces the environment variables. */
    void setEnvironment(Function<String, @Nullable String> environment) {
        this.environment = Objects.requireNonNull(environment);
    }

    public GeminiOmniConfiguration getConfiguration() {
        return configuration;
    }

    /** The defaults of the endpoints' options. */
    public void setConfiguration(GeminiOmniConfiguration configuration) {
        this.configuration = configuration;
    }

    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(@Nullable DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public @Nullable String getStoreDirectory() {
        return storeDirectory;
    }

    public void setStoreDirectory(@Nullable String storeDirectory) {
        this.storeDirectory = storeDirectory;
    }

    public Reconcile getReconcile() {
        return reconcile;
    }

    public void setReconcile(Reconcile reconcile) {
        this.reconcile = reconcile;
    }

    public boolean isAccountExclusive() {
        return accountExclusive;
    }

    public void setAccountExclusive(boolean accountExclusive) {
        this.accountExclusive = accountExclusive;
    }

    public long getRetention() {
        return retention;
    }

    /** @param retention in milliseconds */
    public void setRetention(long retention) {
        this.retention = retention;
    }

    public long getSubmitTimeout() {
        return submitTimeout;
    }

    /** @param submitTimeout in milliseconds */
    public void setSubmitTimeout(long submitTimeout) {
        this.submitTimeout = submitTimeout;
    }

    public Clock getClock() {
        return clock;
    }

    public void setClock(Clock clock) {
        this.clock = clock;
    }

    public @Nullable String getPriceList() {
        return priceList;
    }

    /** @param priceList a resource, such as {@code classpath:prices.yaml} or {@code file:prices.json} */
    public synchronized void setPriceList(@Nullable String priceList) {
        this.priceList = priceList;
        this.prices = null;
    }

    @Metadata(skip = true)
    public synchronized void setPriceList(PriceList prices) {
        this.priceList = null;
        this.prices = prices;
    }

    public UnknownPrice getUnknownPrice() {
        return unknownPrice;
    }

    public void setUnknownPrice(UnknownPrice unknownPrice) {
        this.unknownPrice = unknownPrice;
    }

    public boolean isRefundsFailures() {
        return refundsFailures;
    }

    public void setRefundsFailures(boolean refundsFailures) {
        this.refundsFailures = refundsFailures;
    }

    public boolean isHealthCheckGatewayEnabled() {
        return healthCheckGatewayEnabled;
    }

    public void setHealthCheckGatewayEnabled(boolean healthCheckGatewayEnabled) {
        this.healthCheckGatewayEnabled = healthCheckGatewayEnabled;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    @Metadata(skip = true)
    public void setApiKey(@Nullable String apiKey) {
        configuration.setApiKey(apiKey);
    }

    @Metadata(skip = true)
    public void setBaseUrl(@Nullable String baseUrl) {
        configuration.setBaseUrl(baseUrl);
    }

    @Metadata(skip = true)
    public void setConnectTimeout(long connectTimeout) {
        configuration.setConnectTimeout(connectTimeout);
    }

    @Metadata(skip = true)
    public void setRequestTimeout(long requestTimeout) {
        configuration.setRequestTimeout(requestTimeout);
    }

    @Metadata(skip = true)
    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        configuration.setSslContextParameters(sslContextParameters);
    }

    @Metadata(skip = true)
    public void setProxyHost(@Nullable String proxyHost) {
        configuration.setProxyHost(proxyHost);
    }

    @Metadata(skip = true)
    public void setProxyPort(@Nullable Integer proxyPort) {
        configuration.setProxyPort(proxyPort);
    }

    @Metadata(skip = true)
    public void setTaskRepository(@Nullable VideoTaskRepository taskRepository) {
        configuration.setTaskRepository(taskRepository);
    }

    @Metadata(skip = true)
    public void setPollInterval(long pollInterval) {
        configuration.setPollInterval(pollInterval);
    }

    @Metadata(skip = true)
    public void setMaxPollInterval(long maxPollInterval) {
        configuration.setMaxPollInterval(maxPollInterval);
    }

    @Metadata(skip = true)
    public void setConcurrentPolls(int concurrentPolls) {
        configuration.setConcurrentPolls(concurrentPolls);
    }

    @Metadata(skip = true)
    public void setLeaseDuration(long leaseDuration) {
        configuration.setLeaseDuration(leaseDuration);
    }

    @Metadata(skip = true)
    public void setDownloadHosts(@Nullable String downloadHosts) {
        configuration.setDownloadHosts(downloadHosts);
    }

    @Metadata(skip = true)
    public void setDownloadRetries(int downloadRetries) {
        configuration.setDownloadRetries(downloadRetries);
    }

    @Metadata(skip = true)
    public void setMaxVideoSize(String maxVideoSize) {
        configuration.setMaxVideoSize(maxVideoSize);
    }

    @Metadata(skip = true)
    public void setMinDownloadRate(String minDownloadRate) {
        configuration.setMinDownloadRate(minDownloadRate);
    }

    @Metadata(skip = true)
    public void setUploadTimeout(long uploadTimeout) {
        configuration.setUploadTimeout(uploadTimeout);
    }

    @Metadata(skip = true)
    public void setRequestsPerSecond(int requestsPerSecond) {
        configuration.setRequestsPerSecond(requestsPerSecond);
    }

    @Metadata(skip = true)
    public void setFailureCategories(@Nullable Map<String, Object> failureCategories) {
        configuration.setFailureCategories(failureCategories);
    }

    @Metadata(skip = true)
    public void setHeadersFromMessages(HeadersFromMessages headersFromMessages) {
        configuration.setHeadersFromMessages(headersFromMessages);
    }
}
