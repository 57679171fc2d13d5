package io.geminiomni.camel.channel;

import io.geminiomni.camel.evidence.AccountWatch;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.spi.ExecutorServiceManager;

/** The readers of balances: for each account a watch that finds evidence for its requests of unknown outcome. */
final class AccountWatches {
    /** Readings may wait for the gateway, so those of each account have a thread of their own. */
    private static final String READER = "GeminiOmniBalances";

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Channels.Outside outside;
    private final Duration startedAt;
    private final Function<ChannelOptions, Balance> balance;
    private final boolean accountExclusive;
    private final boolean refundsFailures;
    private final Map<Account, Watched> accounts = new ConcurrentHashMap<>();

    private record Watched(
            AccountWatch watch, WatchedTasks tasks, ScheduledExecutorService reader, Future<?> ticking) {}

    /**
     * @param startedAt when the first create could be sent, by the monotonic time of {@code outside}
     * @param balance queries the balance without waiting for its turn
     * @param accountExclusive whether nobody but the channels here spends from the account
     * @param refundsFailures whether the gateway gives the money of failed tasks back
     */
    AccountWatches(
            Channels.Outside outside,
            Duration startedAt,
            Function<ChannelOptions, Balance> balance,
            boolean accountExclusive,
            boolean refundsFailures) {
        this.outside = outside;
        this.startedAt = startedAt;
        this.balance = balance;
        this.accountExclusive = accountExclusive;
        this.refundsFailures = refundsFailures;
    }

    /** The watch of the account, which knows the tasks of this channel from now on. */
    AccountWatch of(ChannelOptions options, String channel, VideoTaskRepository tasks) {
        Watched watched = accounts.computeIfAbsent(Account.of(options.gateway()), account -> watched(account, options));
        watched.tasks().add(channel, tasks);
        return watched.watch();
    }

    private Watched watched(Account account, ChannelOptions options) {
        ScheduledExecutorService reader = outside.threads().timer(this, READER);
        WatchedTasks tasks = new WatchedTasks(account.baseUrl());
        AccountWatch watch = new AccountWatch(
                new AccountWatch.Sources(() -> balance.apply(options), tasks::open, reader),
                outside.clock(),
                outside.elapsed()::read,
                startedAt,
                new AccountWatch.Terms(() -> sharing(account), () -> refundsFailures),
                outside.threads());
        long period = PERIOD.toMillis();
        return new Watched(
                watch,
                tasks,
                reader,
                reader.scheduleWithFixedDelay(watch::tick, period, period, TimeUnit.MILLISECONDS));
    }

    /**
     * Why somebody else may spend from the account. Another API key at the base URL may be one of the same account, and two base URLs
     * may be those of one gateway.
     */
    private Optional<String> sharing(Account account) {
        if (!accountExclusive) {
            return Optional.of("others may spend from the account (accountExclusive=false)");
        }
        return accounts.keySet().stream()
                .filter(each -> !each.equals(account))
                .flatMap(other -> sharing(account, other).stream())
                .findFirst();
    }

    private static Optional<String> sharing(Account account, Account other) {
        if (other.baseUrl().equals(account.baseUrl())) {
            return Optional.of("another API key is used at this base URL");
        }
        return other.fingerprint().equals(account.fingerprint())
                ? Optional.of("this API key is used at another base URL")
                : Optional.empty();
    }

    void close(ExecutorServiceManager executors) {
        accounts.values().forEach(watched -> {
            watched.ticking().cancel(false);
            executors.shutdownNow(watched.reader());
        });
        accounts.clear();
    }
}
