package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.ChannelHealthChecks;
import io.geminiomni.camel.channel.Channels;
import io.geminiomni.camel.channel.ClearTextWarning;
import io.geminiomni.camel.channel.TaskStore;
import io.geminiomni.camel.channel.ThreadPools;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.HeadersFromMessages;
import io.geminiomni.camel.option.JsonVideoUrl;
import io.geminiomni.camel.option.OptionChecks;
import io.geminiomni.camel.option.TimeOptions;
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

/** Creates {@code gemini-omni:} endpoints, and gives them what they share. */
@Component(GeminiOmniComponent.SCHEME)
public class GeminiOmniComponent extends HealthCheckComponent implements SSLContextParametersAware {
    static final String SCHEME = "gemini-omni";
    private static final String DEFAULT_BASE_URL = "https://www.jimmyai.cn";
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final String SPRING = "org.apache.camel.spring.";
    private static final int MAX_CONNECTIONS = 200;

    @Metadata
    private GeminiOmniConfiguration configuration = new GeminiOmniConfiguration();

    @Metadata(
            description =
                    "Keeps tasks in the PostgreSQL or H2 database of this data source, where they survive a restart and are"
                            + " shared by all nodes that use it. Counts unless a taskRepository is set.")
    private @Nullable DataSource dataSource;

    @Metadata(
            description =
                    "Keeps tasks in an embedded H2 database in this folder, where they survive a restart, for one process"
                            + " at a time. Counts unless a taskRepository or a dataSource is set.")
    private @Nullable String storeDirectory;

    @Metadata(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "604800000",
            description = "How long finished tasks are kept, so that duplicates of their keys are recognised.")
    private long retention = TimeUnit.DAYS.toMillis(7);

    @Metadata(
            label = "advanced",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description =
                    "After it a request whose outcome was not recorded counts as unknown. It must be more than the"
                            + " connect, request and store time-outs together.")
    private long submitTimeout = TimeUnit.MINUTES.toMillis(5);

    @Metadata(label = "advanced", description = "The clock by which tasks are asked for, and are late.")
    private Clock clock = Clock.systemUTC();

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether to use the global SSL context parameters of the context.")
    private boolean useGlobalSslContextParameters;

    private final ClearTextWarning clearText = new ClearTextWarning();
    private Function<String, @Nullable String> environment = System::getenv;
    private @Nullable Channels channels;
    private boolean ended;
    private @Nullable ChannelHealthChecks healthChecks;

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
        OptionChecks.oneOf("operation", parameters.get("operation"), GeminiOmniOperation.values());
        OptionChecks.oneOf("bodyFormat", parameters.get("bodyFormat"), BodyFormat.values());
        OptionChecks.oneOf("jsonVideoUrl", parameters.get("jsonVideoUrl"), JsonVideoUrl.values());
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
        return TimeOptions.checking(super.getComponentPropertyConfigurer());
    }

    @Override
    protected void doStart() throws Exception {
        synchronized (this) {
            ended = false;
        }
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

    /** @throws IllegalArgumentException if there is no API key, or an option can never work */
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

    /** What to do where the options can come from a bean of Spring. */
    private String ofSpring() {
        return getCamelContext().getClass().getName().startsWith(SPRING)
                ? ". Spring Boot sets the properties camel.component." + SCHEME + ".* with the auto-configuration"
                        + " io.geminiomni.camel.springboot.GeminiOmniAutoConfiguration; without it, make a bean of the type "
                        + GeminiOmniComponent.class.getName() + " with the name " + SCHEME
                        + ", and set the options there"
                : "";
    }

    /** Warns where the API key goes over a public network that anybody on the way can read. */
    void warnOfClearText(GeminiOmniConfiguration options) {
        clearText.check(baseUrl(options));
    }

    /** @throws IllegalArgumentException if it is no URL */
    URI baseUrl(GeminiOmniConfiguration options) {
        String baseUrl = firstOf(options.getBaseUrl(), environment.apply("JIMMYAI_BASE_URL"));
        if (baseUrl == null) {
            return URI.create(DEFAULT_BASE_URL);
        }
        return GatewaySettings.baseUrl(baseUrl);
    }

    /** A channel at work, by the options of an endpoint. */
    Channel channel(String name, GeminiOmniConfiguration options) {
        return channels().channel(name, options.channelOptions(gatewaySettings(options)));
    }

    /** How many outcomes of a channel its store has not taken yet. */
    private int unrecorded(String channel) {
        Channels present;
        synchronized (this) {
            present = channels;
        }
        return present == null ? 0 : present.unrecorded(channel);
    }

    synchronized ChannelHealthChecks healthChecks(String scheme) {
        ChannelHealthChecks present = healthChecks;
        if (present == null) {
            present = new ChannelHealthChecks(
                    getCamelContext(), scheme, this::unrecorded, new ThreadPools(getCamelContext()));
            healthChecks = present;
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
                    Duration.ofMillis(retention));
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

    /** Where environment variables are read. */
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

    /** Keeps tasks in the PostgreSQL or H2 database of this data source. */
    public void setDataSource(@Nullable DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public @Nullable String getStoreDirectory() {
        return storeDirectory;
    }

    /** Keeps tasks in an embedded H2 database in this folder. */
    public void setStoreDirectory(@Nullable String storeDirectory) {
        this.storeDirectory = storeDirectory;
    }

    public long getRetention() {
        return retention;
    }

    /** How long finished tasks are kept, so that duplicates of their keys are recognised; in milliseconds. */
    public void setRetention(long retention) {
        this.retention = retention;
    }

    public long getSubmitTimeout() {
        return submitTimeout;
    }

    /** After it a request whose outcome was not recorded counts as unknown; in milliseconds. */
    public void setSubmitTimeout(long submitTimeout) {
        this.submitTimeout = submitTimeout;
    }

    public Clock getClock() {
        return clock;
    }

    /** The clock by which tasks are asked for, and are late. */
    public void setClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Whether to use the global SSL context parameters of the context. */
    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    /** See {@link GeminiOmniConfiguration#setApiKey}. */
    @Metadata(skip = true)
    public void setApiKey(@Nullable String apiKey) {
        configuration.setApiKey(apiKey);
    }

    /** See {@link GeminiOmniConfiguration#setBaseUrl}. */
    @Metadata(skip = true)
    public void setBaseUrl(@Nullable String baseUrl) {
        configuration.setBaseUrl(baseUrl);
    }

    /** See {@link GeminiOmniConfiguration#setConnectTimeout}. */
    @Metadata(skip = true)
    public void setConnectTimeout(long connectTimeout) {
        configuration.setConnectTimeout(connectTimeout);
    }

    /** See {@link GeminiOmniConfiguration#setRequestTimeout}. */
    @Metadata(skip = true)
    public void setRequestTimeout(long requestTimeout) {
        configuration.setRequestTimeout(requestTimeout);
    }

    /** See {@link GeminiOmniConfiguration#setSslContextParameters}. */
    @Metadata(skip = true)
    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        configuration.setSslContextParameters(sslContextParameters);
    }

    /** See {@link GeminiOmniConfiguration#setProxyHost}. */
    @Metadata(skip = true)
    public void setProxyHost(@Nullable String proxyHost) {
        configuration.setProxyHost(proxyHost);
    }

    /** See {@link GeminiOmniConfiguration#setProxyPort}. */
    @Metadata(skip = true)
    public void setProxyPort(@Nullable Integer proxyPort) {
        configuration.setProxyPort(proxyPort);
    }

    /** See {@link GeminiOmniConfiguration#setTaskRepository}. */
    @Metadata(skip = true)
    public void setTaskRepository(@Nullable VideoTaskRepository taskRepository) {
        configuration.setTaskRepository(taskRepository);
    }

    /** See {@link GeminiOmniConfiguration#setPollInterval}. */
    @Metadata(skip = true)
    public void setPollInterval(long pollInterval) {
        configuration.setPollInterval(pollInterval);
    }

    /** See {@link GeminiOmniConfiguration#setMaxPollInterval}. */
    @Metadata(skip = true)
    public void setMaxPollInterval(long maxPollInterval) {
        configuration.setMaxPollInterval(maxPollInterval);
    }

    /** See {@link GeminiOmniConfiguration#setConcurrentPolls}. */
    @Metadata(skip = true)
    public void setConcurrentPolls(int concurrentPolls) {
        configuration.setConcurrentPolls(concurrentPolls);
    }

    /** See {@link GeminiOmniConfiguration#setLeaseDuration}. */
    @Metadata(skip = true)
    public void setLeaseDuration(long leaseDuration) {
        configuration.setLeaseDuration(leaseDuration);
    }

    /** See {@link GeminiOmniConfiguration#setDownloadHosts}. */
    @Metadata(skip = true)
    public void setDownloadHosts(@Nullable String downloadHosts) {
        configuration.setDownloadHosts(downloadHosts);
    }

    /** See {@link GeminiOmniConfiguration#setDownloadRetries}. */
    @Metadata(skip = true)
    public void setDownloadRetries(int downloadRetries) {
        configuration.setDownloadRetries(downloadRetries);
    }

    /** See {@link GeminiOmniConfiguration#setMaxVideoSize}. */
    @Metadata(skip = true)
    public void setMaxVideoSize(String maxVideoSize) {
        configuration.setMaxVideoSize(maxVideoSize);
    }

    /** See {@link GeminiOmniConfiguration#setMinDownloadRate}. */
    @Metadata(skip = true)
    public void setMinDownloadRate(String minDownloadRate) {
        configuration.setMinDownloadRate(minDownloadRate);
    }

    /** See {@link GeminiOmniConfiguration#setUploadTimeout}. */
    @Metadata(skip = true)
    public void setUploadTimeout(long uploadTimeout) {
        configuration.setUploadTimeout(uploadTimeout);
    }

    /** See {@link GeminiOmniConfiguration#setRequestsPerSecond}. */
    @Metadata(skip = true)
    public void setRequestsPerSecond(int requestsPerSecond) {
        configuration.setRequestsPerSecond(requestsPerSecond);
    }

    /** See {@link GeminiOmniConfiguration#setFailureCategories}. */
    @Metadata(skip = true)
    public void setFailureCategories(@Nullable Map<String, Object> failureCategories) {
        configuration.setFailureCategories(failureCategories);
    }

    /** See {@link GeminiOmniConfiguration#setHeadersFromMessages}. */
    @Metadata(skip = true)
    public void setHeadersFromMessages(HeadersFromMessages headersFromMessages) {
        configuration.setHeadersFromMessages(headersFromMessages);
    }
}
