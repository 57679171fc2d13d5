package io.geminiomni.camel.emulator;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The gateway on this machine: the whole contract over real HTTP, at no cost. Runs within a test or as a program of its
 * own. What it answers can be scripted, while it runs, for the next calls, for all calls, or for one task.
 *
 * <p>It says what it has received and taken, so that a test can tell whether a video would have been paid for twice.
 * Safe for threads.
 */
public final class GatewayEmulator implements AutoCloseable {

    private final Gateway gateway;
    private final HttpServer server;
    private final Builder settings;

    private GatewayEmulator(Builder settings) {
        this.settings = settings;
        this.gateway = new Gateway(settings);
        this.server = new HttpServer(
                new InetSocketAddress(settings.host, settings.port),
                settings.tls == null ? ServerSocketFactory.getDefault() : settings.tls.getServerSocketFactory(),
                settings.idleTimeout,
                settings.control ? new Control(gateway) : gateway);
    }

    /** Runs the emulator as a program, until it is interrupted. */
    public static void main(String... arguments) {
        int status = CommandLine.run(arguments, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** An emulator on a free port of this machine, with the key {@code sk-test}, on the system's clock. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts an emulator that has all the builder's defaults. */
    public static GatewayEmulator start() {
        return builder().start();
    }

    /** Where it listens, such as {@code http://127.0.0.1:18080}; with {@link Builder#tls} it begins with {@code https}. */
    public String baseUrl() {
        return settings.scheme() + "://" + settings.host + ":" + port();
    }

    /** The port that it took. */
    public int port() {
        return server.address().getPort();
    }

    /** The key that it accepts. */
    public String apiKey() {
        return gateway.apiKey();
    }

    /** Rotates the key of the account: from now on this one is accepted, and no other. Its tasks stay. */
    public GatewayEmulator apiKey(String next) {
        gateway.apiKey(next);
        return this;
    }

    /** How many creates were received, whole or in part, whatever came of them. */
    public long creates() {
        return calls(Call.CREATE);
    }

    /** How many calls of a kind were received, whole or in part. */
    public long calls(Call call) {
        return gateway.ledger().calls(call);
    }

    /** How many creates were accepted, which is how many videos would have been paid for, even where no answer said so. */
    public int accepted() {
        return gateway.ledger().accepted();
    }

    /**
     * How many creates with this key were accepted, on all channels together. The key is what a route gave to the component,
     * which sends a hash of it, or the {@code Idempotency-Key} header of another client.
     */
    public int accepted(String key) {
        return gateway.ledger().acceptedWith(key);
    }

    /** The last requests, at most 10,000, in the order in which they were read. */
    public List<ReceivedRequest> requests() {
        return gateway.ledger().requests();
    }

    /** The last requests of a kind. */
    public List<ReceivedRequest> requests(Call call) {
        return requests().stream().filter(request -> request.call() == call).toList();
    }

    /** How many connections were made. */
    public long connections() {
        return server.connections();
    }

    /** All tasks, in no order. */
    public Collection<EmulatedTask> tasks() {
        return List.copyOf(gateway.tasks().values());
    }

    /** The task with this id; an error when there is none. */
    public EmulatedTask task(String id) {
        EmulatedTask task = gateway.tasks().get(id);
        if (task == null) {
            throw new IllegalArgumentException("No task was accepted with the id " + id);
        }
        return task;
    }

    /** The next creates go wrong, one fault each. */
    public GatewayEmulator nextCreates(Fault... faults) {
        return next(Call.CREATE, faults);
    }

    /** The next {@code count} creates go wrong in the same way. */
    public GatewayEmulator nextCreates(int count, Fault fault) {
        return next(Call.CREATE, times(count, fault));
    }

    /** The next queries go wrong, one fault each. */
    public GatewayEmulator nextQueries(Fault... faults) {
        return next(Call.QUERY, faults);
    }

    /** The next {@code count} queries go wrong in the same way. */
    public GatewayEmulator nextQueries(int count, Fault fault) {
        return next(Call.QUERY, times(count, fault));
    }

    /** The next uploads go wrong, one fault each. */
    public GatewayEmulator nextUploads(Fault... faults) {
        return next(Call.UPLOAD, faults);
    }

    /** The next downloads of videos go wrong, one fault each. */
    public GatewayEmulator nextDownloads(Fault... faults) {
        return next(Call.DOWNLOAD, faults);
    }

    /** The next calls of a kind go wrong, one fault each. Several scripts follow one another. */
    public GatewayEmulator next(Call call, Fault... faults) {
        gateway.script().next(call, faults);
        return this;
    }

    /** All creates get the fault that the rule gives them, unless something was scripted for the next ones. */
    public GatewayEmulator onCreate(Function<ReceivedRequest, Fault> rule) {
        return on(Call.CREATE, rule);
    }

    /** All calls of a kind get the fault that the rule gives them, unless something was scripted for the next ones. */
    public GatewayEmulator on(Call call, Function<ReceivedRequest, Fault> rule) {
        gateway.script().every(call, rule);
        return this;
    }

    /** All calls of a kind go wrong, unless something else was scripted for the next ones. */
    public GatewayEmulator every(Call call, Fault fault) {
        return on(call, request -> fault);
    }

    /** Forgets the scripts for the next and for all calls; those of single tasks stay. */
    public GatewayEmulator clearScript() {
        gateway.script().clear();
        return this;
    }

    /** The next tasks follow these time lines, one each. */
    public GatewayEmulator nextTasks(Timeline... timelines) {
        Collections.addAll(gateway.nextTimelines(), timelines);
        return this;
    }

    /** The next tasks get these ids, one each. */
    public GatewayEmulator nextTaskIds(String... ids) {
        Collections.addAll(gateway.nextIds(), ids);
        return this;
    }

    /** From now on all answers have these quirks, and no others. */
    public GatewayEmulator quirks(Quirk... quirks) {
        gateway.quirks(setOf(quirks));
        return this;
    }

    /** What is left in the account. */
    public GatewayEmulator balance(String available) {
        gateway.account().balance(new BigDecimal(available));
        return this;
    }

    /** What the key may spend in all. */
    public GatewayEmulator keyQuota(String total) {
        gateway.account().quota(new BigDecimal(total));
        return this;
    }

    /** The next connections are reset as soon as they are made, with nothing read. */
    public GatewayEmulator resetNextConnections(int count) {
        server.resetNextConnections(count);
        return this;
    }

    /** Ends all connections and refuses new ones, as a gateway that is down. Tasks go on. */
    public GatewayEmulator goDown() {
        server.goDown();
        return this;
    }

    /** Listens again, on the same port. */
    public GatewayEmulator comeUp() {
        server.comeUp();
        return this;
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
    }

    private static Fault[] times(int count, Fault fault) {
        Fault[] faults = new Fault[count];
        Arrays.fill(faults, fault);
        return faults;
    }

    private static Set<Quirk> setOf(Quirk... quirks) {
        Set<Quirk> set = EnumSet.noneOf(Quirk.class);
        Collections.addAll(set, quirks);
        return Collections.unmodifiableSet(set);
    }

    /** Settings of an emulator. */
    public static final class Builder {

        String host = "127.0.0.1";
        int port;
        String apiKey = "sk-test";
        Set<String> furtherApiKeys = Set.of();
        double speed = 1;
        Timeline timeline = Timeline.standard();
        Clock clock = Clock.systemUTC();
        Set<Quirk> quirks = Set.of();
        BigDecimal balance = new BigDecimal("1000000.00");
        BigDecimal price = new BigDecimal("1.00");
        Duration idleTimeout = Duration.ofMinutes(5);
        boolean promptInPicture = true;
        boolean control;

        @Nullable SSLContext tls;

        private Builder() {}

        /** The address to listen at; this machine only by default. */
        public Builder host(String name) {
            host = Objects.requireNonNull(name);
            return this;
        }

        /** The port to listen on; 0, the default, takes a free one. */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("A port is 0 to 65535, not " + number);
            }
            port = number;
            return this;
        }

        /** The key that is valid. */
        public Builder apiKey(String key) {
            if (key.isBlank()) {
                throw new IllegalArgumentException("The API key must not be blank");
            }
            apiKey = key;
            return this;
        }

        /** Other keys of the same account that are valid, too: any of them may ask for any task of it. */
        public Builder furtherApiKeys(String... keys) {
            for (String key : keys) {
                if (key.isBlank()) {
                    throw new IllegalArgumentException("The API key must not be blank");
                }
            }
            furtherApiKeys = Set.of(keys);
            return this;
        }

        /** How much faster than in reality tasks go on; 1 by default. */
        public Builder speed(double factor) {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("The speed must be more than 0, not " + factor);
            }
            speed = factor;
            return this;
        }

        /** What becomes of tasks for which nothing else was scripted. */
        public Builder timeline(Timeline standard) {
            timeline = Objects.requireNonNull(standard);
            return this;
        }

        /** The clock that tasks and URLs go by. Delays within faults are always in real time. */
        public Builder clock(Clock other) {
            clock = Objects.requireNonNull(other);
            return this;
        }

        /** Quirks of all answers. */
        public Builder quirks(Quirk... all) {
            quirks = setOf(all);
            return this;
        }

        /** What is in the account; a million by default. */
        public Builder balance(String amount) {
            balance = new BigDecimal(amount);
            return this;
        }

        /** What each video costs; 1 by default. */
        public Builder price(String amount) {
            price = new BigDecimal(amount);
            return this;
        }

        /** Speaks HTTPS with the certificate of this context, videos included; plain HTTP by default. */
        public Builder tls(SSLContext context) {
            tls = Objects.requireNonNull(context);
            return this;
        }

        String scheme() {
            return tls == null ? "http" : "https";
        }

        /** How long a connection may be idle before it is closed; 5 minutes by default. */
        public Builder idleTimeout(Duration time) {
            idleTimeout = Objects.requireNonNull(time);
            return this;
        }

        /**
         * Serves a page with its account, tasks, videos and last requests at {@code /}, and takes scripts at {@code /emulator/}, as
         * the emulator does when it runs by itself.
         */
        public Builder controlledByHttp() {
            control = true;
            return this;
        }

        /** The same picture for all prompts, so that thousands of videos of one size are made only once. */
        public Builder withoutPromptInPicture() {
            promptInPicture = false;
            return this;
        }

        /**
         * Starts the emulator.
         *
         * @throws java.io.UncheckedIOException when the port is taken
         */
        public GatewayEmulator start() {
            return new GatewayEmulator(this);
        }
    }
}
